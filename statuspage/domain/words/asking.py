"""What the index is asked for somebody's words: each of them, whole or begun, or the name of whose ticket it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import NAMED, OF_CUSTOMER
from statuspage.domain.words.question import Lexeme, Part, Question
from statuspage.domain.words.wanted import Term, Wanted


def of_passages(session: Session, wanted: Wanted) -> Question:
    """Asks for what was written: all words in one passage, some of which may be the name of whose ticket it is."""
    spaces = ("", NAMED) if len(wanted.terms) > 1 else ("",)
    number = Term((wanted.number,), is_begun=True) if wanted.number else None
    words = _words(session, [*wanted.terms, *([number] if number else [])], spaces)
    written = [_part(words, term, ("",)) for term in wanted.terms]
    way = tuple(_part(words, term, spaces) for term in wanted.terms)
    ways = [way if len(spaces) == 1 else (*way, tuple(form for part in written for form in part))]
    return Question((*ways, (_part(words, number, ("",)),)) if number else tuple(ways))


def of_customers(session: Session, wanted: Wanted) -> Question:
    """Asks for customers: all words in their name and address, each perhaps begun, or the digits in their number."""
    forms = [(wanted.number,)] if wanted.number else [term.forms for term in wanted.terms]
    terms = [Term(each, is_begun=True) for each in forms]
    words = _words(session, terms, (OF_CUSTOMER,))
    return Question((tuple(_part(words, term, (OF_CUSTOMER,)) for term in terms),))


def _words(session: Session, terms: Iterable[Term], spaces: tuple[str, ...]) -> dict[str, list[Lexeme]]:
    """For each begun form what to ask for: its beginning where the index knows it, else the words that begin so."""
    short = engine(session).short
    begun = {space + form for term in terms if term.is_begun for form in term.forms for space in spaces}
    found = defaultdict[str, list[Lexeme]](list)
    for start in begun:
        found[start].append(Lexeme(start, is_begun=len(start) in short))
    if longer := [start for start in begun if len(start) not in short]:
        for start, word in engine(session).begun_by(session, longer):
            found[start].append(Lexeme(word))
    return found


def _part(words: dict[str, list[Lexeme]], term: Term, spaces: tuple[str, ...]) -> Part:
    return tuple(dict.fromkeys(_forms(words, term, spaces)))


def _forms(words: dict[str, list[Lexeme]], term: Term, spaces: tuple[str, ...]) -> Iterator[Lexeme]:
    for space in spaces:
        for form in term.forms:
            yield from words[space + form] if term.is_begun else (Lexeme(space + form),)
