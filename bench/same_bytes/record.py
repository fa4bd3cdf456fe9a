"""One recording: everything is read, then every deed is done on every ticket, then everything is read again."""

from dataclasses import dataclass
from pathlib import Path

from bench.same_bytes import deeds, mails, own_desk, people, reading, refusals
from bench.same_bytes.answers import Recording
from bench.same_bytes.house import House, house

BEFORE = "1-before"  # every mail is read afterwards
PAST = 20  # of the weeks behind the stories, which are much alike, one ticket in so many


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is recorded: in which languages, of which of the demo's tickets (ids; none named is all of them)."""

    languages: tuple[str, ...] = ("en", "de", "ar")
    tickets: tuple[int, ...] = ()
    is_whole: bool = True

    def of(self, home: House) -> tuple[int, ...]:
        return self.tickets or home.tickets


WHOLE = Extent()
SHORT = Extent(languages=("ar",), tickets=(7,), is_whole=False)


def record(folder: Path, extent: Extent = WHOLE) -> int:
    """Fill the folder; returns how many answers were recorded."""
    recording = Recording(folder)
    with house(with_past=extent.is_whole) as home:
        _read(home, recording, extent, BEFORE)
        for ticket_id in extent.of(home):
            deeds.do_all(home, recording, ticket_id, some=not extent.is_whole)
        if extent.is_whole:
            own_desk.do_all(home, recording)
            home.clock.forward(days=16, hours=9)  # every promise that was made is late
            _read(home, recording, extent, "3-after")
        deeds.unpublish(home, recording, extent.of(home))
        if extent.is_whole:
            refusals.ask(home, recording)
    return recording.end()


def _read(home: House, recording: Recording, extent: Extent, under: str) -> None:
    for language in extent.languages:
        people.speak(home, language)
        at = f"{under}/{language}"
        tickets = extent.of(home) + home.past[::PAST]
        reading.site(home, recording, language, at)
        reading.tickets(home, recording, tickets, at, is_whole=extent.is_whole and language == extent.languages[0])
        reading.desk(home, recording, tickets, at)
        mails.read(home, recording, at, some=under == BEFORE)
