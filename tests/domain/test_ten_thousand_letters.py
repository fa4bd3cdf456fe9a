"""A public view of ten thousand letters asks the database for no more work than one of ten."""

import pytest
from sqlalchemy import insert

from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import find_letter, public_ticket
from statuspage.domain.publication.verbs import publish

STEP = 10  # of SQLite's own instructions


@pytest.fixture
def write(scene):
    """Write so many letters at once, of which each ``every``-th may be public."""

    def many(number, every=1):
        ticket, first = scene.ticket, scene.ticket.version + 1
        common = {"ticket_id": ticket.id, "at": scene.now}
        versions = range(first, first + number)
        events = [{**common, "version": version, "kind": "letter", "data": {}} for version in versions]
        scene.session.execute(insert(Event), events)
        letters = [
            {
                **common,
                "version": version,
                "agent_id": scene.cast.maria.id,
                "body": "On it.",
                "html": "<p>On it.</p>",
                "is_public": version % every == 0,
                "lasting_name": opaque_id(ticket.seed, "letter", version) if version % every == 0 else None,
            }
            for version in versions
        ]
        scene.session.execute(insert(Letter), letters)
        ticket.version = versions[-1]
        publish(scene.session, ticket.id, PublicChoice(letters=True), scene.now)
        return [version for version in versions if version % every == 0]

    return many


@pytest.fixture
def work(scene):
    """How much SQLite does for a reading, in its own instructions."""

    def measured(read):
        scene.session.flush()
        raw, ticks = scene.session.connection().connection.driver_connection, []
        raw.set_progress_handler(lambda: ticks.append(1) and 0, STEP)
        try:
            found = read()
        finally:
            raw.set_progress_handler(None, 0)
        return len(ticks) * STEP, found

    return measured


def look(scene, **rest):
    return public_ticket(scene.session, scene.ticket.id, "Fernhill Coffee", scene.now, **rest)


@pytest.mark.torture
@pytest.mark.parametrize("every", [1, 1_000])
def test_a_page_of_letters_is_read_as_quickly_out_of_ten_thousand(scene, write, work, every):
    write(20)
    few, _ = work(lambda: look(scene, limit=10))
    there = write(10_000, every)
    many, shown = work(lambda: look(scene, limit=10))
    assert [letter.version for letter in shown.letters] == there[:-11:-1]
    assert many <= few * 2
    last, shown = work(lambda: look(scene, limit=10, before=there[9]))
    assert len(shown.letters) == 10
    assert last <= few * 2


@pytest.mark.torture
def test_a_letter_is_found_by_its_name_as_quickly_out_of_ten_thousand(scene, write, work):
    first = write(10)
    ticket = look(scene)
    few, _ = work(lambda: find_letter(scene.session, ticket, opaque_id(ticket.seed, "letter", first[0])))
    write(10_000)
    many, found = work(lambda: find_letter(scene.session, ticket, opaque_id(ticket.seed, "letter", first[0])))
    assert found == first[0]
    assert many <= few * 2


@pytest.mark.parametrize("letter", ["", "x", "A" * 22, "\x00", "é", "A" * 1_000_000, "%", "1"])
def test_what_names_no_letter_finds_none(scene, write, letter):
    write(10)
    assert find_letter(scene.session, look(scene), letter) is None


def test_a_letter_gets_its_name_when_it_is_written_if_it_may_be_public(scene):
    private, public = scene.letter(is_public=False), scene.letter(is_public=True)
    assert private.lasting_name is None
    assert public.lasting_name == opaque_id(scene.ticket.seed, "letter", public.version)
    publish(scene.session, scene.ticket.id, PublicChoice(letters=True), scene.now)
    assert find_letter(scene.session, look(scene), public.lasting_name) == public.version
    hidden = PublicChoice(letters=True, hidden=(public.version,))
    publish(scene.session, scene.ticket.id, hidden, scene.now)
    assert find_letter(scene.session, look(scene), public.lasting_name) is None
