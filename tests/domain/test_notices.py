"""An agent is mailed what they chose, within their hours, and each thing once."""

from datetime import timedelta

import pytest
from sqlalchemy import false, select

from statuspage.domain.agent_verbs import hand_over, move_promise, write_letter
from statuspage.domain.customer_verbs import ask_call, confirm, reopen, reply, say_not_quite, say_not_solved
from statuspage.domain.desk import notices
from statuspage.domain.desk.digest import day_of, read_digest
from statuspage.domain.desk.notices import leave_notices
from statuspage.domain.kinds import KINDS
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import DIGEST, NOTICES, Agent, choose_notices
from statuspage.domain.tickets import Ticket
from tests.cast import due

pytestmark = pytest.mark.heavy_on_postgresql

HOURS = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def maria(session, cast):
    """Maria, in from nine to five in Lisbon, which is UTC in November."""
    found = session.get_one(Agent, cast.maria.id)
    found.hours = HOURS
    return found


@pytest.fixture
def write(session, cast, clock):
    def do(by=None, **rest):
        said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3)} | rest
        if said.get("asks_solved"):
            said["promise"] = None
        write_letter(session, cast.ticket.id, by or cast.maria, clock(), **said)

    return do


def told(session, agent):
    rows = session.scalars(select(Outgoing).where(Outgoing.agent_id == agent.id).order_by(Outgoing.id))
    return [row.kind for row in rows]


def row(session, kind):
    return session.scalars(select(Outgoing).where(Outgoing.kind == kind)).one()


def look(session, clock, **forward):
    clock.forward(**forward)
    return leave_notices(session, clock())


def test_every_mail_to_an_agent_is_a_notice_that_can_be_chosen_and_nothing_else_is():
    for kind in KINDS.values():
        goes_to_agents = kind.tells == "owner" or kind.tells_owner
        assert (kind.notice in NOTICES) if goes_to_agents else not kind.notice, kind.name


def everything(session, cast, clock, write):
    tom = cast.tom
    write()
    for verb, words in (
        (reply, {"body": "And?"}), (say_not_quite, {"body": "No."}), (ask_call, {"phone": "+351 91 000 0000"}),
    ):  # fmt: skip
        verb(session, cast.ticket.id, clock(), **words)
    write(by=tom, asks_solved=True)
    say_not_solved(session, cast.ticket.id, clock(), body="No.")
    write(asks_solved=True)
    confirm(session, cast.ticket.id, clock())
    reopen(session, cast.ticket.id, clock())


@pytest.mark.parametrize(
    ("chosen", "kinds"),
    [
        (["words"], ["reply", "confirmed"]),
        (["not_yet"], ["heard_not_quite", "not_solved", "reopened"]),
        (["call"], ["call_asked"]),
        (["handover"], ["letter"]),
        (["soon", "late"], []),
        ([], []),
    ],
)
def test_an_agent_hears_of_what_they_chose_and_of_nothing_else(session, cast, clock, maria, write, chosen, kinds):
    choose_notices(maria, chosen)
    everything(session, cast, clock, write)
    assert told(session, maria) == kinds


def test_what_nobody_offers_cannot_be_chosen(maria):
    choose_notices(maria, ["nonsense", DIGEST, "words", "words"])
    assert maria.notices == ["words", DIGEST]


def test_within_their_hours_it_leaves_at_once(session, cast, clock, maria):
    reply(session, cast.ticket.id, clock(), body="And?")
    assert row(session, "reply").due_at == clock()


@pytest.mark.parametrize(
    ("hours", "waits"),
    [
        (10, timedelta(hours=13, minutes=48)),  # Monday 19:12, until Tuesday at nine
        (4 * 24 + 10, timedelta(days=2, hours=13, minutes=48)),  # Friday 19:12, until Monday
    ],
)
def test_outside_of_their_hours_it_waits_until_they_are_in_and_is_not_too_old_then(
    session, cast, clock, maria, hours, waits
):
    clock.forward(hours=hours)
    reply(session, cast.ticket.id, clock(), body="And?")
    left = row(session, "reply")
    assert (left.due_at, left.created_at) == (clock() + waits, clock() + waits)


def test_whoever_gives_no_hours_is_always_told_at_once(session, cast, clock, maria):
    maria.hours = {}
    clock.forward(hours=12)
    reply(session, cast.ticket.id, clock(), body="And?")
    assert row(session, "reply").due_at == clock()


def test_what_a_customer_gets_waits_for_nobodys_hours(session, cast, clock, maria, write):
    clock.forward(hours=12)
    write()
    assert row(session, "letter").due_at == clock()


def test_half_an_hour_before_a_promise_falls_due_its_keeper_hears_of_it_once(session, clock, maria, write):
    write()
    assert look(session, clock, hours=2, minutes=29) == 0
    assert look(session, clock, minutes=1) == 1
    assert look(session, clock, minutes=5) == 0
    assert told(session, maria) == ["soon"]
    assert row(session, "soon").ticket_id is not None


def test_a_promise_that_fell_due_is_told_once_and_not_at_the_very_instant(session, clock, maria, write):
    choose_notices(maria, ["late"])
    write()
    assert look(session, clock, hours=3) == 0, "a letter at that instant would keep it"
    assert look(session, clock, minutes=1) == 1
    assert look(session, clock, hours=1) == 0
    assert told(session, maria) == ["overdue"]


def test_nobody_is_told_of_a_promise_that_was_kept_or_moved(session, cast, clock, maria, write):
    write()
    clock.forward(hours=1)
    move_promise(session, cast.ticket.id, maria, clock(), due(clock(), hours=5))
    assert look(session, clock, hours=2) == 0
    write(heard="", asks_solved=True)
    assert look(session, clock, hours=4) == 0


def test_what_still_waits_is_retired_as_soon_as_the_promise_is_answered(session, clock, maria, write):
    write()
    look(session, clock, hours=2, minutes=45)
    write(heard="")
    session.expire_all()
    assert row(session, "soon").outcome == "retired"


def test_a_notice_that_was_sent_stays_sent(session, clock, maria, write):
    write()
    look(session, clock, hours=2, minutes=45)
    row(session, "soon").outcome = "sent"
    session.flush()
    write(heard="")
    session.expire_all()
    assert row(session, "soon").outcome == "sent"


def test_whoever_has_to_keep_it_now_is_told(session, cast, clock, maria, write):
    write()
    tom = session.get_one(Agent, cast.tom.id)
    tom.hours = {}
    clock.forward(hours=1)
    hand_over(session, cast.ticket.id, maria, tom, clock(), note="Tom has the part.")
    assert look(session, clock, hours=1, minutes=40) == 1
    assert told(session, tom) == ["handover", "soon"]
    assert "soon" not in told(session, maria)


def test_reminders_wait_for_the_hours_too(session, clock, maria, write):
    write(promise=due(clock(), hours=9))  # at 18:12, an hour after she has gone
    assert look(session, clock, hours=8, minutes=45) == 0
    assert look(session, clock, hours=1) == 0
    assert look(session, clock, hours=15) == 1
    assert told(session, maria) == ["overdue"]


@pytest.mark.parametrize("kept_from", ["choice", "let go"])
def test_nobody_is_reminded_who_does_not_want_it_or_has_left(session, clock, maria, write, kept_from):
    write()
    if kept_from == "choice":
        choose_notices(maria, ["words"])
    else:
        maria.is_active = False
    assert look(session, clock, hours=2, minutes=45) + look(session, clock, hours=1) == 0


def test_an_old_promise_is_no_news(session, clock, maria, write):
    write()
    choose_notices(maria, [])
    look(session, clock, days=7)
    choose_notices(maria, NOTICES)
    assert look(session, clock, minutes=1) == 0


def test_two_processes_that_look_at_the_same_moment_leave_it_once(session, clock, maria, write, monkeypatch):
    write()
    assert look(session, clock, hours=2, minutes=45) == 1
    monkeypatch.setattr(notices, "exists", lambda: select(Outgoing.id).where(false()).exists())  # not seen yet
    assert leave_notices(session, clock()) == 0
    assert told(session, maria) == ["soon"]


def test_the_digest_comes_as_the_day_begins_once_a_day_to_whoever_wants_it(session, cast, clock, maria):
    assert look(session, clock, days=1) == 0
    choose_notices(maria, [*NOTICES, DIGEST])
    assert look(session, clock, minutes=1) == 1
    assert look(session, clock, minutes=30) == 0
    assert look(session, clock, hours=24) == 1
    assert told(session, maria) == ["digest", "digest"]


def test_a_day_with_nothing_to_tell_has_no_digest(session, cast, clock, maria, write):
    choose_notices(maria, [DIGEST])
    write(asks_solved=True)
    clock.forward(days=1)
    assert look(session, clock) == 0


def test_the_digest_tells_what_is_late_what_is_promised_for_today_and_who_waits_unheard(
    session, cast, clock, maria, write
):
    found = read_digest(session, maria, clock())
    assert [line.customer for line in found.unheard] == ["Ana Reis"]
    write()
    found = read_digest(session, maria, clock())
    assert (len(found.late), len(found.today), len(found.unheard)) == (0, 1, 0)
    assert found.today[0].at == session.get_one(Ticket, cast.ticket.id).promised_at
    clock.forward(hours=4)
    found = read_digest(session, maria, clock())
    assert (len(found.late), len(found.today)) == (1, 0)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "begun"),
    [(24, 8, 59, False), (24, 9, 0, True), (24, 11, 59, True), (24, 12, 0, False), (28, 9, 30, False)],
)
def test_the_day_begins_with_the_agents_hours_and_a_day_off_never_does(clock, maria, day, hour, minute, begun):
    at = clock().replace(day=day, hour=hour, minute=minute)
    assert bool(day_of(maria, at)) is begun


def test_the_day_of_another_zone_is_that_zones(clock, maria):
    maria.zone = "Asia/Tokyo"
    at = clock().replace(day=24, hour=0, minute=5)  # 09:05 there
    assert day_of(maria, at) == "2026-11-24"
