"""The head of a ticket as the driver has it says what a reading says, and is another as soon as any of it is."""

from datetime import datetime, timedelta

from sqlalchemy import inspect

from statuspage.db import db
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.companion_verbs import change_rights, let_in
from statuspage.domain.customer_verbs import reply
from statuspage.domain.needs import Needed
from statuspage.domain.people.companions import Companion
from statuspage.domain.raw_head import read_raw_head
from statuspage.domain.reading import Reading, read_head
from tests.cast import due


def _photo(now: datetime) -> Needed:
    return Needed(("A photo",), now + timedelta(days=1), "", "UTC")


def plain(head: Reading) -> dict[str, object]:
    """A reading as values: of what has a row of its own, each column."""
    told = {name: getattr(head, name) for name in Reading.__slots__}
    for name in ("ticket", "customer", "promise"):
        thing = told[name]
        told[name] = thing and {each.key: getattr(thing, each.key) for each in inspect(type(thing)).column_attrs}
    return told


def test_it_says_what_a_reading_says(scene):
    def agree(companion_id: int | None = None) -> None:
        raw = read_raw_head(scene.session, scene.ticket.id, companion_id).reading(scene.session)
        read = read_head(scene.session, scene.ticket.id, companion_id)
        assert plain(raw) == plain(read)

    agree()
    scene.letter("The part comes.", heard="It dies.", needs=_photo(scene.now))
    agree()
    scene.ana(reply, body="And?")
    joana = let_in(scene.session, scene.ticket.id, scene.now, name="Joana Reis")
    agree(joana.id)
    scene.ask_solved()
    agree()


def test_it_does_so_on_either_database(app, cast, run, clock):
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Yes.", heard="It dies.", promise=due(clock(), hours=2))
    session = db.session()
    raw, read = read_raw_head(session, cast.ticket.id), read_head(session, cast.ticket.id)
    assert plain(raw.reading(session)) == plain(read)
    assert read.ticket.heard_at.tzinfo
    assert isinstance(read.owner.hours, dict)


def test_there_is_none_of_no_ticket(scene):
    assert read_raw_head(scene.session, 10**6).reading(scene.session) is None


def test_whatever_changes_in_it_makes_it_another(scene):
    joana = let_in(scene.session, scene.ticket.id, scene.now, name="Joana Reis")
    scene.letter("The part comes.", heard="It dies.")
    session, seen = scene.session, []

    def texts() -> tuple[str, str]:
        session.flush()
        return read_raw_head(session, scene.ticket.id).text, read_raw_head(session, scene.ticket.id, joana.id).text

    def note() -> None:
        seen.append(texts())
        assert texts() == seen[-1], "it is the same while nothing is another"

    note()
    for row, field, value in (
        (scene.cast.ana, "phone", "+351 1"),
        (scene.cast.ana, "language", "de"),
        (scene.cast.ana, "zone", "Asia/Tokyo"),
        (scene.cast.maria, "place", "Porto"),
        (scene.cast.maria, "hours", {}),
        (scene.ticket, "files_changed", 7),
        (session.get(Companion, joana.id), "language", "ar"),
    ):
        setattr(row, field, value)
        note()
    change_rights(session, scene.ticket.id, scene.now, companion_id=joana.id, may_write=True)
    note()
    scene.ana(reply, body="And?")
    note()
    hand_over(session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has it.")
    note()
    whole = [text for text, _ in seen]
    assert len(set(seen)) == len(seen)
    assert len(set(whole)) == len(seen) - 1, "what only a companion has is nothing to the customer's"
