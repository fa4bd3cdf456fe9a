"""What was written is found: by its words, in any script, whoever wrote it, the newest first; and by no word more."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.causes.cause import begin_cause, change_cause
from statuspage.domain.causes.ties import tie, untie
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import ask_call, confirm, reply
from statuspage.domain.dead_letters import change_reach
from statuspage.domain.desk import find as finding
from statuspage.domain.desk.find import find
from statuspage.domain.files import arriving
from statuspage.domain.files.file import Bringer
from statuspage.domain.files.limits import Limits
from statuspage.domain.needs import Needed
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.words import sources
from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import Passage, forget, index
from statuspage.domain.words.sources import begin_anew, go_on, left, put_in_order
from statuspage.domain.words.wanted import wanted
from tests.domain.scene import Scene


@pytest.fixture
def scene(session, cast, clock):
    """The cast on either kind of database: what is asked of their indexes differs."""
    return Scene(session, cast, clock)


@pytest.fixture
def look(scene):
    def found(words, **rest):
        return find(scene.session, wanted(words), **rest)

    return found


@pytest.fixture
def another(scene):
    def begin(subject="Another", story="Since Monday.", owner=None, customer=None):
        whose = customer or scene.cast.ana
        owner = owner or scene.cast.maria
        return open_ticket(scene.session, whose, owner, scene.now, subject=subject, story=story)

    return begin


def hits(found):
    return [(hit.kind, hit.entry) for hit in found.hits]


def test_everything_that_is_written_is_found_where_it_stands_and_by_whom(scene, look, another):
    scene.letter("The gasket is here.", heard="It dripped.")
    scene.ana(reply, body="A bayonet?")
    note = add_note(scene.session, scene.ticket.id, scene.cast.tom, scene.now, body="Ask the *importer*.")
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom knows valves.")
    scene.ana(ask_call, phone="+351 91 000 0000", when="after teatime")
    scene.ana(let_in, name="Joana Silva", email="joana@example.org")
    expected = {
        "gask": ("letter", "v2", "Maria"),
        "dripped": ("letter", "v2", "Maria"),
        "bayonet": ("reply", "v3", ""),
        "importer": ("note", f"n{note.id}", "Tom"),
        "valves": ("handover", "v4", "Maria"),
        "teatime": ("reply", "v5", ""),
        "910000000": ("reply", "v5", ""),
        "silva": ("companion", "", ""),
        "joana@example.org": ("companion", "", ""),
        scene.ticket.subject.split()[-1]: ("subject", "", ""),
    }
    for words, (kind, entry, writer) in expected.items():
        (hit,) = look(words).hits
        assert (hit.kind, hit.entry, hit.writer) == (kind, entry, writer), words
        assert any(piece.is_hit for piece in hit.pieces), words


def test_files_are_found_by_their_names_where_they_came_and_what_letters_ask_for_where_it_was_asked(scene, look):
    key = sent_file(scene, "fuse-of-the-boiler.pdf")
    assert look("boiler").hits == (), "it is not sent yet"
    asked = Needed(("The serial number beneath it",), scene.now + timedelta(days=2), "2026-12-01T10:00", "UTC")
    scene.ana(reply, body="Here.", files=[key])
    scene.letter("Thank you.", needs=asked)
    (file,) = look("boiler").hits
    assert (file.kind, file.entry, file.writer) == ("file", "v2", "")
    assert any(piece.is_hit for piece in file.pieces)
    (need,) = look("serial").hits
    assert (need.kind, need.entry, need.writer) == ("need", "v3", "Maria")


def test_a_ticket_is_found_by_its_cause_as_long_as_it_is_part_of_it_and_as_it_is_called_now(scene, look):
    cause = begin_cause(scene.session, scene.cast.maria, scene.now, name="A batch of bad seals")
    tie(scene.session, cause.id, [scene.ticket.id], scene.cast.maria, scene.now)
    (hit,) = look("batch").hits
    assert (hit.kind, hit.ticket_id) == ("cause", scene.ticket.id)
    change_cause(scene.session, cause.id, name="Seals of October", known="")
    assert look("batch").hits == ()
    assert len(look("october").hits) == 1
    untie(scene.session, cause.id, scene.ticket.id, scene.cast.maria, scene.now)
    assert look("october").hits == ()


def sent_file(scene, name):
    """A file that Ana has brought and not sent yet; its key."""
    limits = Limits(10**6, 10**6, 10**6)
    bringer = Bringer(scene.ticket.id)
    file = arriving.begin(scene.session, bringer, scene.now, name=name, size=4, limits=limits)
    arriving.take(scene.session, bringer, file.key, 0, 4, scene.now)
    arriving.hold(scene.session, file.id, scene.now)
    found = arriving.Examined(media_type="application/pdf", size=4, stored="a/b")
    arriving.settle(scene.session, file.id, found, scene.now)
    return file.key


def test_a_ticket_stands_once_and_the_newest_first(scene, look, another):
    scene.letter("A gasket.")
    other = another("No gasket")
    scene.ana(reply, body="Which gasket?")
    assert [(hit.ticket_id, hit.entry) for hit in look("gasket").hits] == [(scene.ticket.id, "v3"), (other.id, "")]


def test_all_words_must_be_there_and_the_name_of_the_customer_may_be_one(scene, look, another):
    scene.letter("The gasket is on its way.")
    lea = add_customer(scene.session, scene.now, name="Lea Brandt", zone="Europe/Berlin", reach="page")
    other = another("A gasket", customer=lea)
    assert [hit.ticket_id for hit in look("gasket").hits] == [other.id, scene.ticket.id]
    assert [hit.ticket_id for hit in look("gasket way").hits] == [scene.ticket.id]
    assert [hit.ticket_id for hit in look("lea brandt gasket").hits] == [other.id]
    assert look("gasket valve").hits == look("lea brandt").hits == ()


def test_words_in_quotation_marks_are_found_as_they_stand(scene, look, another):
    another("Not quite right")
    another("Quite right, is it not")
    assert [hit.subject for hit in look('"not quite"').hits] == ["Not quite right"]
    assert len(look("not quite").hits) == 2


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Die Espressomaschine ist undicht", "espres"),
        ("我的咖啡机坏了", "咖啡机"),
        ("เครื่องชงกาแฟไม่ร้อน", "กาแฟ"),
        ("تسرّب الماكينة", "تسرب ماكينة"),
        ("커피를 마셔요", "커피"),
        ("Η μηχανή", "ΜΗΧΑΝΗ"),
        ('O\'Brien & (\\ "x" | :* §)', "o'brien"),
    ],
)
def test_any_script_is_found_on_either_database(scene, look, written, sought):
    scene.ana(reply, body=written)
    assert hits(look(sought)) == [("reply", "v2")]


def test_customers_are_found_with_their_newest_tickets(scene, look, another):
    newer = another("Steam")
    (ana,) = look("reis").customers
    assert (ana.name, ana.tickets) == ("Ana Reis", ((newer.id, "Steam"), (scene.ticket.id, scene.ticket.subject)))
    assert look("re an").customers == (ana,) == look("ana@exam").customers
    assert look("reis", owner_id=scene.cast.maria.id).customers == ()


def test_a_customer_is_found_by_what_they_are_called_now(scene, look):
    scene.letter("The gasket.")
    facts = {"email": "", "phone": "+46 8 555 0142", "reach": "page", "reach_when": "", "language": "en", "zone": "UTC"}
    ana = scene.session.get_one(Customer, scene.cast.ana.id)
    change_reach(scene.session, ana, scene.now, name="Anna Lind", **facts)
    assert look("ana reis").customers == look("reis gasket").hits == look("ana@example.org").customers == ()
    assert [one.name for one in look("08-555 0142").customers] == ["Anna Lind"]
    assert hits(look("lind gasket")) == [("letter", "v2")]
    assert not scene.session.scalar(text("SELECT count(*) FROM passage_vocabulary WHERE term LIKE '%reis'"))


def test_one_looks_in_the_tickets_of_an_agent_and_in_those_that_are_open(scene, look, another):
    toms = another("A gasket", owner=scene.cast.tom)
    scene.letter("The gasket is in.", asks_solved=True)
    scene.ana(confirm)
    assert [hit.ticket_id for hit in look("gasket", owner_id=scene.cast.tom.id).hits] == [toms.id]
    assert [hit.ticket_id for hit in look("gasket", is_open=False).hits] == [scene.ticket.id]
    assert look("gasket", owner_id=scene.cast.tom.id, is_open=False).hits == ()


def test_whoever_wants_more_goes_further_back(look, another, monkeypatch):
    monkeypatch.setattr(finding, "SHOWN", 3)
    ids = [another(f"Gasket {number}").id for number in range(7)]
    seen, before = [], None
    for _ in range(3):
        found = look("gasket", before=before)
        seen += [hit.ticket_id for hit in found.hits]
        before = found.further
    assert (seen, before) == (ids[::-1], None)


def test_an_answer_looks_at_no_more_than_its_bound_and_says_how_far(scene, look, monkeypatch):
    monkeypatch.setattr(finding, "_MOST", 4)
    monkeypatch.setattr(finding, "_FIRST", 2)
    monkeypatch.setattr(finding, "_NEXT", 2)
    for _ in range(6):
        scene.ana(reply, body="A gasket?")
    found = look("gasket", owner_id=scene.cast.tom.id)
    assert found.hits == ()
    assert found.further is not None
    assert found.back_to is not None
    assert look("gasket", owner_id=scene.cast.tom.id, before=found.further).further is None


def test_what_is_forgotten_is_found_no_more_and_leaves_no_word(scene, look):
    scene.letter("The gasket is here.")
    index(scene.session, "file", "Rechnung.pdf", scene.now, ticket_id=scene.ticket.id, number=1)
    forget(scene.session, "letter", ticket_id=scene.ticket.id, number=2)
    forget(scene.session, "file", ticket_id=scene.ticket.id, number=1)
    forget(scene.session, "file", ticket_id=scene.ticket.id, number=2)
    assert look("gasket").hits == ()
    for word in ("gasket", "rechnung"):
        assert not scene.session.scalar(text("SELECT count(*) FROM passage_vocabulary WHERE term = :w"), {"w": word})


def test_the_index_is_made_anew_a_part_at_a_time_and_all_is_found_meanwhile(scene, look, another):
    scene.letter("The gasket is here.")
    another("A valve")
    lost = scene.session.scalar(select(Passage).where(Passage.kind == "letter"))
    engine(scene.session).drop(scene.session, lost.id)
    index(scene.session, "note", "gone", scene.now, ticket_id=scene.ticket.id, number=99)
    assert look("gasket").hits == ()
    most = begin_anew(scene.session)
    assert hits(look("valve")) == [("subject", "")]
    done = 0
    while part := go_on(scene.session, 2):
        done += part
    assert (done, left(scene.session)) == (most, 0)
    assert hits(look("gasket")) == [("letter", "v2")]
    assert look("gone").hits == ()


def test_what_is_older_can_be_put_in_its_order(scene, look, another):
    scene.clock.forward(days=-10)
    older = another("An old gasket")
    scene.clock.forward(days=10)
    newer = scene.letter("A new gasket.")
    scene.clock.forward(days=-5)
    between = another("A gasket between")
    scene.clock.forward(days=5)
    put_in_order(scene.session)
    assert [hit.ticket_id for hit in look("gasket").hits] == [newer.ticket_id, between.id, older.id]


def test_each_kind_of_passage_has_a_name_that_fits(scene):
    length = Passage.__table__.c.kind.type.length
    assert all(len(kind) <= length for kind in sources.BY_KIND)
