"""What both sides read: a page of the log, newest first, with its words and people, and never a note."""

import pytest

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.customer_verbs import reply, thank
from statuspage.domain.errors import Refused
from statuspage.domain.notes import add_note
from statuspage.domain.people.customers import add_customer, change_customer, find_customers
from statuspage.domain.reading import STRIP_EVENTS, read, read_entries, read_marks


def test_there_is_nothing_to_read_of_no_ticket(scene):
    assert read(scene.session, 10**6) is None


def test_a_reading_has_the_ticket_its_people_and_its_promise(scene):
    scene.letter()
    got = read(scene.session, scene.ticket.id)
    assert (got.ticket, got.customer, got.owner.public_name) == (scene.ticket, scene.cast.ana, "Maria")
    assert got.promise.due_at == scene.ticket.promised_at


def test_entries_have_their_words_and_who_said_them(scene):
    letter = scene.letter("**Yes**", heard="It dies.")
    scene.ana(reply, body="Thanks <b>")
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has it.")
    thank(scene.session, scene.ticket.id, letter.version, scene.now)
    thanked, handover, replied, wrote, opened = read(scene.session, scene.ticket.id).entries
    assert (wrote.by.name, wrote.heard, wrote.thanked) == ("Maria Okafor", "It dies.", True)
    assert "<strong>Yes</strong>" in wrote.html
    assert (replied.by, replied.text) == (None, "Thanks <b>")
    assert (handover.text, handover.to.public_name) == ("Tom has it.", "Tom")
    assert (thanked.kind, opened.kind) == ("thanked", "opened")


def test_no_note_is_on_the_path_of_a_reading(scene):
    scene.agent(add_note, body="CANARY")
    assert "CANARY" not in repr(read(scene.session, scene.ticket.id).entries)


def test_marks_are_oldest_first_and_say_whose_turn_it_was(scene):
    scene.letter(turn="third")
    scene.ana(reply, body="And?")
    scene.ask_solved()
    assert [(mark.version, mark.turn) for mark in read_marks(scene.session, scene.ticket.id)] == [
        (1, "us"),
        (2, "third"),
        (3, "us"),
        (4, "you"),
    ]


def test_a_strip_has_the_newest_marks_only(scene):
    for _ in range(STRIP_EVENTS + 5):
        scene.ana(reply, body="?")
    marks = read_marks(scene.session, scene.ticket.id)
    assert (len(marks), marks[-1].version) == (STRIP_EVENTS, scene.ticket.version)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_put_together_are_the_whole_log_without_gap_or_repeat(scene, limit):
    for number in range(10):
        scene.ana(reply, body=str(number))
    seen, before = [], None
    while True:
        page = read(scene.session, scene.ticket.id, before=before, limit=limit)
        seen += [entry.version for entry in page.entries]
        if not page.older:
            break
        before = page.entries[-1].version
    assert seen == list(range(scene.ticket.version, 0, -1))


def test_a_page_stays_the_same_while_others_write(scene):
    for number in range(6):
        scene.ana(reply, body=str(number))
    before = read(scene.session, scene.ticket.id, before=5, limit=3).entries
    scene.ana(reply, body="newer")
    assert read(scene.session, scene.ticket.id, before=5, limit=3).entries == before


def test_only_some_kinds_are_read_when_asked(scene):
    scene.letter()
    scene.ana(reply, body="?")
    assert [entry.kind for entry in read_entries(scene.session, scene.ticket.id, kinds=("letter",))] == ["letter"]


def test_before_the_beginning_there_is_nothing(scene):
    for before in (1, 0, -5):
        assert read(scene.session, scene.ticket.id, before=before).entries == ()


def test_a_customer_is_found_by_name_or_address_and_signs_mean_themselves(scene):
    ana = scene.cast.ana
    assert find_customers(scene.session, " reis ") == find_customers(scene.session, "ana@") == [ana]
    assert find_customers(scene.session, "%") == find_customers(scene.session, "_na") == []
    assert find_customers(scene.session, "rei\0s") == [ana]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Ümit Şahin", "üMIT şah"),
        ("Ангелина Ли", "ангелина"),
        ("Jürg Groß", "GROSS"),
        ("Zoe\u0301 Martin", "ZO\u00c9"),
        ("فاطمة الزهراء", "الزهراء"),
    ],
)
def test_a_customer_is_found_however_their_letters_are_written(scene, name, words):
    found = add_customer(scene.session, scene.now, name=name, email="x@example.org", zone="UTC")
    assert find_customers(scene.session, words) == [found]


def test_a_customer_is_found_by_the_name_that_they_have_now(scene):
    facts = {
        name: getattr(scene.cast.ana, name) for name in ("email", "phone", "reach", "reach_when", "zone", "language")
    }
    change_customer(scene.session, scene.cast.ana, name="Änna Reis", **facts)
    assert find_customers(scene.session, "ÄNNA") == [scene.cast.ana]
    change_customer(scene.session, scene.cast.ana, name="Inês Reis", **facts)
    assert find_customers(scene.session, "Änna") == []


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("email", {"email": ""}),
        ("phone", {"reach": "phone"}),
        ("reach", {"reach": "pigeon", "email": "a@x.org"}),
        ("zone", {"zone": "Mars/Base", "email": "a@x.org"}),
        ("name", {"name": "\u200b", "email": "a@x.org"}),
    ],
)
def test_a_customer_is_reached_as_they_like_so_the_address_for_it_is_needed(scene, field, said):
    with pytest.raises(Refused) as refused:
        add_customer(scene.session, scene.now, **({"name": "Lea Brandt", "zone": "Europe/Berlin"} | said))
    assert refused.value.field == field


def test_a_customer_without_mail_can_be_reached_on_the_page(scene):
    assert add_customer(scene.session, scene.now, name="Lea", zone="UTC", reach="page").email == ""
