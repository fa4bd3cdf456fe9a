"""What the index is asked for somebody's words: each of them, whole or begun, or the name of whose ticket it is.

What words begin so is looked up once, and so is whether anybody at all is called so: where nobody is, the question is
the plain one, which costs least.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy.orm import Session

from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import NAMED, OF_CUSTOMER
from statuspage.domain.words.question import Lexeme, Part, Question
from statuspage.domain.words.wanted import Term, Wanted


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked for what was written, and for ``customers``; None where there is nothing of it."""

    passages: Question | None
    customers: Question | None


def ask_for(session: Session, wanted: Wanted) -> Questions:
    """Asks for what was written: all words in one passage, some of which may be the name of whose ticket it is.

    And for customers: all words in their name and address, each perhaps begun, or the digits in their number.
    """
    number = Term((wanted.number,), is_begun=True) if wanted.number else None
    theirs = [number] if number else [Term(term.forms, is_begun=True) for term in wanted.terms]
    known = _Vocabulary(session)
    for term in (*wanted.terms, *theirs):
        known.want("", term)
    may_be_names = wanted.terms if len(wanted.terms) > 1 else ()
    for term in may_be_names:
        known.want(NAMED, term, is_of_names=True)
    for term in theirs:
        known.want(OF_CUSTOMER, term, is_of_names=True)
    known.look_up()
    written = [known.part("", term) for term in wanted.terms]
    named = [known.part(NAMED, term) for term in may_be_names]
    way = tuple((*part, *name) for part, name in zip_longest(written, named, fillvalue=()))
    if named and all(named):  # else one of them, at least, is none of a name
        way = (*way, tuple(form for part in written for form in part))
    ways = (way, (known.part("", number),)) if number else (way,)
    customers = tuple(known.part(OF_CUSTOMER, term) for term in theirs)
    return Questions(_question(*ways), _question(customers))


def _question(*ways: tuple[Part, ...]) -> Question | None:
    """Asks in the ways in which something can be found; None where there is none."""
    found = tuple(way for way in ways if all(way))
    return Question(found) if found else None


class _Vocabulary:
    """The words of the index, as far as they are asked for."""

    def __init__(self, session: Session) -> None:
        self._session, self._short = session, engine(session).short
        self._all: dict[str, None] = {}
        self._any: dict[str, None] = {}  # of which it is enough to know whether there are words
        self._found: dict[str, list[str]] = {}

    def want(self, space: str, term: Term, *, is_of_names: bool = False) -> None:
        """Look this term up with the others."""
        for start in (space + form for form in term.forms):
            if term.is_begun and len(start) not in self._short:
                self._all[start] = None
            elif is_of_names:
                self._any[start] = None

    def look_up(self) -> None:
        if not self._all and not self._any:
            return
        any_of = [start for start in self._any if start not in self._all]
        for start, word in engine(self._session).begun_by(self._session, list(self._all), any_of):
            self._found.setdefault(start, []).append(word)

    def part(self, space: str, term: Term) -> Part:
        """What to ask for: a beginning where the index knows it, else the words that begin so."""
        return tuple(dict.fromkeys(one for form in term.forms for one in self._of(space + form, term.is_begun)))

    def _of(self, start: str, is_begun: bool) -> Iterator[Lexeme]:
        if start in self._all and is_begun:
            yield from (Lexeme(word) for word in self._found.get(start, ()))
        elif start not in self._any or start in self._found:
            yield Lexeme(start, is_begun=is_begun)
