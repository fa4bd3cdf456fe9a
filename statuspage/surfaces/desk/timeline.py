"""One timeline of what was written: letters, replies, handovers, and among them the notes that only we see.

Tickets that go on in this one are read in it, each entry in the order of time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.merging.merge import ANSWERS
from statuspage.domain.reading import PAGE, Reading
from statuspage.present.pieces import Shown
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.threads import Cut, OneThread, TimelineLine, asks_for, newest_first, read_threads

TOP = 3  # unanswered replies that stand above the letter being written


@dataclass(frozen=True, slots=True)
class Timeline:
    """``top`` is what still waits for an answer, and ``more`` how much of it stands in ``rest``, with everything else.

    ``older`` is the query of the next page.
    """

    top: tuple[Shown, ...]
    more: int
    rest: tuple[Shown, ...]
    older: str


def read_timeline(
    session: Session,
    reading: Reading,
    reader: Reader,
    *,
    before: int | None = None,
    before_note: int | None = None,
    gone: Mapping[int, int] | None = None,
    cuts: Mapping[int, Cut] | None = None,
    seen: int | None = None,
) -> Timeline:
    """A page of it. With ``seen``, what was written after that version stands on top instead. ``gone`` says
    since which version of this ticket others go on in it, by their ids, and ``cuts`` where the page ends in each.
    """
    gone = gone or {}
    threads = read_threads(session, reading, reader, tuple(gone), (before, before_note), cuts or {})
    lines = list(newest_first(threads))
    page, left = lines[:PAGE], lines[PAGE:]
    is_newest = before is None
    waiting = _waiting(lines, reading.ticket.id, gone) if is_newest and seen is None else []
    top = _news(reading, lines, seen) if is_newest and seen is not None else waiting[:TOP]
    older = _older(threads, page) if left or any(thread.older for thread in threads) else ""
    rest = tuple(line.shown for line in page if line.shown not in top)
    return Timeline(tuple(top), len(waiting[TOP:]), rest, older)


def _waiting(lines: Sequence[TimelineLine], own: int, gone: Mapping[int, int]) -> list[Shown]:
    """What the customer wrote since our last letter: of where they wrote it, or of here since that goes on here."""
    found, answered = list[Shown](), set[int]()
    for line in lines:
        if line.entry is not None and line.entry.kind in ANSWERS:
            elsewhere = [other for other, since in gone.items() if line.of == own and line.key > since]
            answered.update((line.of, *elsewhere))
        elif line.shown.kind == "reply" and line.of not in answered:
            found.append(line.shown)
    return found


def _news(reading: Reading, lines: Sequence[TimelineLine], seen: int) -> list[Shown]:
    """Whatever is newer than what the agent had seen, and the words elsewhere that such news tells of."""
    own = reading.ticket.id
    told = [entry.facts.get("of") for entry in reading.entries if entry.version > seen]
    return [
        line.shown
        for line in lines
        if line.entry is not None and (line.key > seen if line.of == own else [line.of, line.key] in told)
    ]


def _older(threads: Sequence[OneThread], page: Sequence[TimelineLine]) -> str:
    """The query that asks for what comes after this page."""
    own, *others = threads
    oldest = asks_for(own, page, is_own=True)
    for other in others:
        oldest |= asks_for(other, page, is_own=False)
    return "&".join(f"{name}={value}" for name, value in oldest.items() if value is not None)
