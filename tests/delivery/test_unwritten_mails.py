"""The few mails that no person wrote: each says so in its first line, and there is no other."""

from datetime import timedelta

import pytest

from statuspage.db import db
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.due import leave_due
from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.asked_links import ask_for_link
from statuspage.domain.kinds import KINDS, where
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.shares.share import shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.tickets import Ticket
from tests.cast import SUBJECT, due
from tests.delivery.mailbox import SETTINGS, Mailbox, text

NOBODY = "No person wrote this mail."


@pytest.fixture
def box(app, cast, clock, run):
    made = Mailbox(app, cast, clock, run)
    made.change(**SETTINGS)
    return made


def link_of(box, scope="private"):
    db.session.rollback()
    return box.app.extensions["urls"].shared(shares_of(db.session(), box.cast.ticket.id)[scope])


def test_whoever_asks_gets_a_receipt_which_says_first_that_nobody_wrote_it(box):
    message = box.newest(kind="opened")
    assert text(message).startswith(NOBODY)
    assert text(message, "html").index(NOBODY) < text(message, "html").index("MO</div>")
    assert message["From"] == "Fernhill Coffee <care@fernhill.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == f"Re: {SUBJECT}"


def test_the_receipt_names_who_has_it_and_when_they_are_in_and_holds_the_link_and_no_promise(box):
    told = text(box.newest(kind="opened"))
    assert "Maria Okafor has it, and looks after it for you." in told
    assert "Maria is in until Monday 23 November, 17:00 (Lisbon time)." in told
    assert link_of(box) in told
    assert "> It did it again this morning." in told
    assert "writes again" not in told
    assert "promise" not in told.lower()


def test_at_night_the_receipt_says_when_they_are_back_and_without_hours_that_there_are_none(box, run, clock):
    clock.forward(hours=12)
    run(open_ticket, box.cast.ana, box.cast.maria, clock(), subject="No steam", story="It hisses.")
    assert "back on Tuesday 24 November, 09:00 (Lisbon time)" in text(box.newest(kind="opened"))
    run(lambda session: setattr(session.get_one(Agent, box.cast.maria.id), "hours", {}))
    assert "Maria has no fixed hours." in text(box.newest(kind="opened"))


def test_a_ticket_that_an_agent_opens_for_someone_has_a_receipt_too_as_of_now(box, run, clock):
    asked = clock() - timedelta(days=3)
    typed = {"subject": "No steam", "story": "It hisses.", "asked_at": asked, "typed_by": box.cast.tom}
    run(open_ticket, box.cast.ana, box.cast.maria, clock(), **typed)
    assert box.rows(kind="opened")[-1].created_at == clock()


@pytest.mark.parametrize("reach", ["phone", "page"])
def test_whoever_does_not_like_mail_gets_no_receipt(box, run, clock, reach):
    box.ana(reach=reach)
    before = len(box.rows())
    run(open_ticket, box.cast.ana, box.cast.maria, clock(), subject="No steam", story="It hisses.")
    assert len(box.rows()) == before


def test_a_late_notice_is_left_once_for_whoever_asked_and_for_nobody_else(box, run, clock):
    box.let_in()  # who did not ask for it
    box.subscription(wants_late=True)
    box.write()
    run(leave_due, clock.forward(hours=3))
    assert box.rows(kind="late") == [], "at the instant itself nothing is late"
    for _ in range(3):
        run(leave_due, clock.forward(minutes=1))
    assert [row.to for row in box.rows(kind="late")] == ["customer"]


def test_the_late_notice_is_honest_names_the_person_and_says_that_nobody_wrote_it(box, run, clock):
    box.subscription(wants_late=True)
    box.write()
    run(leave_due, clock.forward(hours=4))
    message = box.newest(kind="late")
    told = text(message)
    assert told.startswith(NOBODY)
    assert "Maria promised to write by Monday 23 November, 12:12 (Lisbon time), and has not written." in told
    assert "We are sorry." in told
    assert "+351 21 000 0000" in told
    assert message["In-Reply-To"] == box.newest(kind="letter", to="customer")["Message-ID"]


def test_each_promise_has_its_own_notice(box, run, clock):
    box.subscription(wants_late=True)
    for _ in range(2):
        box.write(heard="It died again.")
        run(leave_due, clock.forward(hours=4))
    assert len({row.once for row in box.rows(kind="late")}) == 2


def test_a_letter_that_comes_first_takes_the_waiting_notice_back(box, run, clock):
    box.subscription(wants_late=True)
    box.write()
    run(leave_due, clock.forward(hours=4))
    box.write(heard="")
    assert [row.outcome for row in box.rows(kind="late")] == ["retired"]


@pytest.mark.parametrize("facts", [{"ended_at": True}, {"wants_late": False}])
def test_no_notice_is_left_for_who_stopped_or_never_asked(box, run, clock, facts):
    box.subscription(wants_late=True)
    box.write()
    box.subscription(**{name: clock() if value else value for name, value in facts.items()})
    run(leave_due, clock.forward(hours=4))
    assert box.rows(kind="late") == []


def test_what_fell_due_more_than_a_day_ago_is_no_news(box, run, clock):
    box.write()
    clock.forward(days=2)
    box.subscription(wants_late=True)
    run(leave_due, clock())
    assert box.rows(kind="late") == []


def test_a_promised_call_is_told_as_a_call_and_the_keeper_is_who_has_it_now(box, run, clock):
    box.subscription(wants_late=True)
    promise = due(clock(), hours=3)
    box.write(promise=type(promise)(promise.at, promise.wall, promise.zone, "call"))
    run(hand_over, box.cast.ticket.id, box.cast.maria, box.cast.tom, clock.forward(hours=1), note="Tom calls.")
    run(leave_due, clock.forward(hours=4))
    assert "Tom promised to call by" in text(box.newest(kind="late"))


def test_the_link_that_was_asked_for_goes_to_the_address_on_record_and_is_the_present_one(box, run, clock):
    old = link_of(box)
    run(rotate, box.cast.ticket.id, "private", clock())
    run(ask_for_link, box.cast.ticket.id, None, clock())
    message = box.newest(kind="link")
    assert message["To"].addresses[0].addr_spec == "ana@example.org"
    assert text(message).startswith(NOBODY)
    assert link_of(box) in text(message)
    assert old not in message.as_string()


def test_a_link_asked_for_ten_times_is_mailed_once_and_again_later(box, run, clock):
    for _ in range(10):
        run(ask_for_link, box.cast.ticket.id, None, clock.forward(seconds=30))
    assert len(box.rows(kind="link")) == 1
    run(ask_for_link, box.cast.ticket.id, None, clock.forward(hours=1))
    assert len(box.rows(kind="link")) == 2


def test_no_link_is_left_where_no_address_is_on_record(box, run, clock):
    box.ana(email="", reach="page")
    run(ask_for_link, box.cast.ticket.id, None, clock())
    assert box.rows(kind="link") == []


def test_a_companion_asks_for_their_own_link_and_gets_it_at_their_own_address(box, run, clock):
    joana = box.let_in()
    run(ask_for_link, box.cast.ticket.id, joana.companion_id, clock())
    message = box.newest(kind="link")
    assert message["To"].addresses[0].addr_spec == "joana@example.org"
    assert link_of(box) not in message.as_string()


@pytest.mark.parametrize(
    ("came", "by_agent", "first"),
    [
        ("customer", False, "Ana let you in to what we write to each other"),
        ("agent", True, "Maria let you in to what we do for Ana"),
        ("link", False, "You asked for a key of your own to what Ana showed you"),
    ],
)
def test_a_companions_key_says_first_who_let_them_in(box, came, by_agent, first):
    joana = box.let_in(came=came, agent_id=box.cast.maria.id if by_agent else None)
    box.leave("invite", joana)
    told = text(box.newest(kind="invite"))
    assert told.startswith(first)
    assert "by no person" in told.splitlines()[0] or "no person wrote" in told.splitlines()[0]
    assert "write there yourself, under your own name" in told


def test_a_companion_who_only_reads_is_not_told_that_they_can_write(box):
    box.leave("invite", box.let_in(may_write=False))
    told = text(box.newest(kind="invite"))
    assert "You can read all that is written there.\n" in told
    assert "answer under your name" not in told


def test_whoever_was_let_go_gets_nothing_any_more(box, run, clock):
    joana = box.let_in()
    box.leave("invite", joana)
    run(lambda session: setattr(session.get_one(Companion, joana.companion_id), "let_go_at", clock()))
    with pytest.raises(NoAddress):
        box.newest(kind="invite")
    run(ask_for_link, box.cast.ticket.id, joana.companion_id, clock())
    assert box.rows(kind="link") == []


def test_nothing_that_no_person_did_tells_a_customer_but_the_receipt():
    assert [name for name in where(tells="customer") if KINDS[name].by != "agent"] == ["opened"]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_they_speak_their_readers_language(box, run, clock, language):
    box.ana(language=language)
    box.subscription(wants_late=True)
    box.write()
    run(leave_due, clock.forward(hours=4))
    run(ask_for_link, box.cast.ticket.id, None, clock())
    for kind in ("opened", "late", "link"):
        message = box.newest(kind=kind, to="customer")
        assert message["Content-Language"] == language
        assert NOBODY not in text(message)
        assert f'lang="{language}"' in text(message, "html")


def test_the_promise_that_a_notice_is_about_need_not_be_the_open_one(box, run, clock):
    box.subscription(wants_late=True)
    box.write()
    run(leave_due, clock.forward(hours=4))
    box.write(heard="")
    assert "12:12" in text(box.newest(kind="late")), "it tells of its own promise, whatever came since"
    assert box.run(lambda session: session.get_one(Ticket, box.cast.ticket.id).promise_id) is not None
