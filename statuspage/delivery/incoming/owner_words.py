"""What an agent's mail says to do: a letter that ends with its next word, a note, or a handover.

The first lines may say “note:”, “to Tom:”, “step: working” or “heard: …”; the last “next: tomorrow 17:00” or “solved?”,
with at most two short lines of a farewell below it. Whatever is in doubt stays part of the letter, and with a fault
nothing is to be sent. No word is lost: each stands in the body, or in a line that said what to do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from statuspage.delivery.incoming.owner_lines import Told, Typist, read_line
from statuspage.domain.errors import N_, Words

_NO_LETTER = N_("A note or a handover has no next word and no step. Please send that line with a letter.")
_BOTH = N_(
    "This is a note, which only colleagues read, and a handover, which the customer reads. Please send two mails."
)
_TWO = N_("Two of these lines say different things. Please leave the one that you mean.")
_FAREWELL_LINES, _FAREWELL_LENGTH, _FAREWELL_WORDS = 2, 40, 6
_WORDS_BEFORE_A_POINT = 3  # "Thanks a lot."
_MOST = 5  # lines that say something, at either end


@dataclass(frozen=True, slots=True)
class OwnerWords:
    """What to do with an agent's words; nothing is to leave if there is a ``fault``, or if a letter has no ending.

    ``deed`` is letter, note or handover. ``body`` is the words without the ``lines`` that say what to do, which stand
    there as they were typed. ``to`` is the name that a handover is for. ``step`` is heard, looking, working or "";
    ``heard`` what the agent says to have heard. ``next`` (UTC) is the next word, a letter or a call (``kind``), and
    ``wall`` that time by the agent's clock ("2026-11-27T17:00"). An empty body with an ending has nothing but that.
    """

    deed: str
    body: str
    lines: tuple[str, ...] = ()
    to: str = ""
    step: str = ""
    heard: str = ""
    next: datetime | None = None
    wall: str = ""
    kind: str = "letter"
    asks_solved: bool = False
    fault: Words | None = None


def read_owner_words(words: str, language: str, zone: str, now: datetime) -> OwnerWords:
    """Read an agent's words, without quotes and signature, in their language and by their clock (an IANA zone)."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    typist = Typist(language, zone, now)
    told = _first(lines, typist)
    told |= _last(lines, max(told, default=-1) + 1, typist)
    taken = {index: one for index, one in told.items() if not one.is_letters}
    body = _body(lines, taken)
    said = tuple(lines[index].rstrip().removesuffix(taken[index].rest).rstrip() for index in sorted(taken))
    return _together(OwnerWords(_deed(told.values()), body, said), list(told.values()))


def _first(lines: Sequence[str], typist: Typist) -> dict[int, Told]:
    """What the first lines tell, by their numbers. The question is none of them: a letter may begin with one."""
    found: dict[int, Told] = {}
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        told = read_line(line, typist)
        if told is None or told.does == "solved" or (told.does == "next" and not told.due) or len(found) == _MOST:
            break
        found[index] = told
        if told.rest or told.is_letters:
            break
    return found


def _last(lines: Sequence[str], begin: int, typist: Typist) -> dict[int, Told]:
    """What the last lines tell, by their numbers, down to ``begin``; a farewell may stand below them."""
    found: dict[int, Told] = {}
    farewell = 0
    for index in range(len(lines) - 1, begin - 1, -1):
        if not lines[index].strip():
            continue
        told = read_line(lines[index], typist)
        if told and told.does in ("next", "solved", "step") and len(found) < _MOST:
            found[index] = told
        elif not found and farewell < _FAREWELL_LINES and _is_farewell(lines[index]):
            farewell += 1
        else:
            break
    return found


def _body(lines: Sequence[str], taken: Mapping[int, Told]) -> str:
    """All other lines, and what stands after a colon; of the blanks around a line that was taken, one is enough."""
    left: list[str] = []
    for index, line in enumerate(lines):
        if index not in taken:
            is_second_blank = index - 1 in taken and left and not left[-1].strip() and not line.strip()
            left += [] if is_second_blank else [line]
        elif taken[index].rest:
            left.append(taken[index].rest)
    return "\n".join(left).strip()


def _is_farewell(line: str) -> bool:
    """Whether this may be a farewell: short, no question, and no sentence."""
    words = line.split()
    ends_sentence = words[-1][-1] in "?؟:" or (words[-1][-1] == "." and len(words) > _WORDS_BEFORE_A_POINT)
    return len(line.strip()) <= _FAREWELL_LENGTH and len(words) <= _FAREWELL_WORDS and not ends_sentence


def _deed(told: Iterable[Told]) -> str:
    """A note before all else: what only colleagues may read must not reach the customer."""
    does = {one.does for one in told}
    return next((deed for deed in ("note", "handover") if deed in does), "letter")


def _together(found: OwnerWords, told: Sequence[Told]) -> OwnerWords:
    """The deed with all that was told; with a fault, without an ending."""
    if found.deed != "letter":
        told = [one for one in told if not one.is_letters]
    of = {one.does: one for one in told}
    values = {does: one.value for does, one in of.items()}
    found = replace(
        found,
        to=values.get("handover", ""),
        step=values.get("step", ""),
        heard=values.get("heard", ""),
        fault=_fault(found.deed, told),
    )
    if found.fault:
        return found
    due = of["next"].due if "next" in of else None
    if due:
        return replace(found, next=due.at, wall=due.wall, kind=due.kind)
    return replace(found, asks_solved="solved" in of)


def _fault(deed: str, told: Sequence[Told]) -> Words | None:
    """Why nothing is to be sent: lines that do not go together come first."""
    does = {one.does for one in told}
    if {"note", "handover"} <= does:
        return Words(_BOTH)
    if deed != "letter" and len(does) > 1:
        return Words(_NO_LETTER)
    ends = {(one.due, one.does) for one in told if one.does in ("next", "solved")}
    others = {(one.does, one.value) for one in told if one.does not in ("next", "solved")}
    if len(ends) > 1 or len(others) > len({name for name, _ in others}):
        return Words(_TWO)
    return next((one.fault for one in told if one.fault), None)
