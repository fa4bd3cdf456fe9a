"""One line of an agent's mail: what it tells us to do, if it is one of the lines that do.

Only ``word:`` at the beginning of a line tells anything; “next - Mon 9” does as well, if it names a time.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from statuspage.delivery.incoming.folding import LONGEST, beginnings, folded, questions, steps
from statuspage.delivery.incoming.when_said import read_when, shown
from statuspage.domain.errors import N_, Words
from statuspage.domain.promises import Due

_NO_STEP = N_("“%(typed)s” is not a step. Please write “step: looking” or “step: working”.")
_NOT_YOURS = N_("When it is solved, ask the customer whether they agree.")
_COLON = re.compile("[:：﹕︓]")
_DASH = re.compile(r"\s[-–—]\s|[-–—]\s")
_DIRECTIONS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_EDGES = f" \t\u00a0*_`•·–—-{_DIRECTIONS}"  # bullets, the marks of bold words, and signs that nobody sees
_MARKS = "?؟"
_WORDS_OF_A_NAME = 3


@dataclass(frozen=True, slots=True)
class Typist:
    """Whose mail it is: their language, the IANA zone of their clock, and the time now (UTC)."""

    language: str
    zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells: next, solved, note, handover, step or heard.

    ``value`` is the step, the name that the ticket goes to, or what was heard; ``rest`` the words after the colon that
    are not part of it. ``is_letters`` says that in spite of its ``fault`` the line may well be part of the letter.
    """

    does: str
    value: str = ""
    rest: str = ""
    due: Due | None = None
    fault: Words | None = None
    is_letters: bool = False


def read_line(line: str, typist: Typist) -> Told | None:
    """What this line tells, or None for one that is just part of a letter."""
    typed = line.strip(_EDGES)
    if _asks(typed, typist.language):
        return Told("solved")
    colon = _COLON.search(line[:LONGEST])
    if colon:
        return _begun(line[: colon.start()].strip(_EDGES), line[colon.end() :].strip(), typist)
    dash = _DASH.search(typed[:LONGEST])
    told = _begun(typed[: dash.start()], typed[dash.end() :], typist) if dash else None
    return told if told and told.due else None


def _asks(typed: str, language: str) -> bool:
    """Whether this is the question “is it solved?”, with its mark and nothing else."""
    if len(typed) > LONGEST:
        return False
    plain = folded(typed)
    words = plain.rstrip(_MARKS + "!. ")
    return words in questions(language) and any(mark in plain[len(words) :] for mark in _MARKS)


def _begun(begins: str, rest: str, typist: Typist) -> Told | None:
    """What a line tells that begins with these words before its colon."""
    known = beginnings(typist.language)
    does = known.get(folded(begins), "")
    if does in ("next", "next call", "call"):
        return _next(begins, rest, typist, is_call=does != "next")
    if does == "step":
        return _step(rest, typist.language)
    if does == "heard" and rest:
        return Told("heard", value=rest)
    if does == "note":
        return Told("note", rest=rest)
    return _handover(begins, rest, typist.language)


def _next(begins: str, rest: str, typist: Typist, *, is_call: bool) -> Told | None:
    typed = rest.strip(_EDGES)
    if len(typed) > LONGEST:
        return None
    if _asks(typed, typist.language):
        return Told("solved")
    said = read_when(typed or begins, typist.language, typist.zone, typist.now)
    if said.due is None and is_call:
        return None  # “Call: +351 …” stands below many letters
    due = replace(said.due, kind="call") if said.due and is_call else said.due
    return Told("next", due=due, fault=said.fault, is_letters=not (typed and said.is_time))


def _step(rest: str, language: str) -> Told | None:
    typed = rest.strip(_EDGES + ".!")
    if len(typed) > LONGEST:
        return None
    step = steps(language).get(folded(typed), "")
    if step == "ends":
        return Told("step", fault=Words(_NOT_YOURS))
    if not step:
        return Told("step", fault=Words(_NO_STEP, {"typed": shown(typed)}), is_letters=True)
    return Told("step", value=step)


def _handover(begins: str, rest: str, language: str) -> Told | None:
    """“to Tom”: a spelling of “to”, and a name of a few words."""
    words = begins.split()
    for length in range(min(3, len(words) - 1), 0, -1):
        to = beginnings(language).get(folded(" ".join(words[:length])), "")
        if to == "to" and len(words) - length <= _WORDS_OF_A_NAME:
            return Told("handover", value=" ".join(words[length:]), rest=rest)
    return None
