"""One next thing in front of an agent: unheard first, then promises by their time, then replies; and why."""

from datetime import timedelta

import pytest

from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import ask_call, confirm, reply, say_not_quite, say_not_solved
from statuspage.domain.desk import queue as domain_queue
from statuspage.domain.desk.lanes import LANES
from statuspage.domain.desk.queue import count_lane, next_after, read_queue
from statuspage.domain.desk.queue import read_lane as whole
from statuspage.domain.desk.reasons import SOON, reasons
from statuspage.domain.opening import open_ticket
from statuspage.domain.tickets import Ticket
from tests.cast import due


@pytest.fixture
def another(scene):
    """Open another ticket of Ana's for Maria."""

    def begin(subject="Another", **rest):
        return open_ticket(
            scene.session, scene.cast.ana, scene.cast.maria, scene.now, subject=subject, story="Since Monday.", **rest
        )

    return begin


@pytest.fixture
def short(monkeypatch):
    """Lanes of which only a few tickets are shown."""
    monkeypatch.setattr(domain_queue, "SHOWN", 4)
    return 4


def look(scene, agent=None):
    return read_queue(scene.session, (agent or scene.cast.maria).id)


def lane(scene, name):
    return [item.ticket_id for item in look(scene).lanes[name]]


def write(scene, ticket, **rest):
    rest.setdefault("promise", None if rest.get("asks_solved") else due(scene.now, hours=3))
    return write_letter(scene.session, ticket.id, scene.cast.maria, scene.now, body="On it.", heard="Heard.", **rest)


def test_an_empty_desk_has_nothing_next(scene):
    assert look(scene, scene.cast.tom).next is None


def test_each_lane_is_where_it_says(scene, another):
    promised, waiting, unanswered = another("promised"), another("waiting"), another("unanswered")
    write(scene, promised)
    write(scene, waiting, asks_solved=True)
    write(scene, unanswered, asks_solved=True)
    reply(scene.session, unanswered.id, scene.now, body="It is not.")
    assert [lane(scene, name) for name in LANES] == [[scene.ticket.id], [promised.id], [unanswered.id], [waiting.id]]


def test_the_next_thing_is_the_longest_unheard(scene, another):
    older = another(asked_at=scene.now - timedelta(days=1))
    assert look(scene).next.ticket_id == older.id
    assert lane(scene, "unheard") == [older.id, scene.ticket.id]


def test_promises_come_by_their_time(scene, another):
    later, sooner = another(), another()
    write(scene, later, promise=due(scene.now, hours=9))
    write(scene, sooner, promise=due(scene.now, hours=2))
    write(scene, scene.ticket, promise=due(scene.now, hours=5))
    assert lane(scene, "promised") == [sooner.id, scene.ticket.id, later.id]
    assert look(scene).next.ticket_id == sooner.id


def test_what_waits_for_the_customer_is_never_next(scene):
    scene.ask_solved()
    assert lane(scene, "waiting") == [scene.ticket.id]
    assert look(scene).next is None


def test_what_is_over_is_in_no_lane(scene):
    scene.ask_solved()
    scene.ana(confirm)
    assert not any(look(scene).lanes.values())


def test_a_ticket_handed_over_is_in_the_new_owners_queue_only(scene):
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has it.")
    assert not any(look(scene).lanes.values())
    assert look(scene, scene.cast.tom).next.ticket_id == scene.ticket.id


def test_of_the_same_instant_the_older_ticket_comes_first(scene, another):
    ids = [scene.ticket.id, *(another(str(number)).id for number in range(5))]
    assert lane(scene, "unheard") == ids


def test_a_long_lane_says_that_there_is_more(scene, another, short):
    for number in range(short + 3):
        another(str(number))
    got = look(scene)
    assert (len(got.lanes["unheard"]), got.counts["unheard"]) == (short, short + 4)
    assert count_lane(scene.session, scene.cast.maria.id, "unheard") == short + 4


@pytest.mark.parametrize("name", ["unheard", "promised"])
def test_a_long_lane_can_be_read_to_its_end_though_all_of_it_is_of_one_instant(scene, another, name, short):
    tickets = [scene.ticket, *(another(str(number)) for number in range(short + 3))]
    if name == "promised":
        for ticket in tickets:
            write(scene, ticket)
    first, more = whole(scene.session, scene.cast.maria.id, name)
    rest, ended = whole(scene.session, scene.cast.maria.id, name, (first[-1].at, first[-1].ticket_id))
    assert (more, ended) == (True, False)
    assert [item.ticket_id for item in (*first, *rest)] == [ticket.id for ticket in tickets]


def reason(scene):
    items = [item for items in look(scene).lanes.values() for item in items]
    return ", ".join(map(str, reasons(items[0], scene.now)))


def test_why_an_unheard_ticket_is_next(scene):
    assert reason(scene) == "has not been heard yet"


def test_why_who_asked_for_a_call_is_next_even_unheard(scene):
    scene.ana(ask_call, phone="+351 91 000 0000")
    assert reason(scene) == "asked to be called"


def test_why_a_promise_is_next(scene):
    scene.letter(hours=3)
    assert reason(scene) == "your next promise"
    scene.clock.time = scene.ticket.promised_at - SOON + timedelta(seconds=1)
    assert reason(scene) == "your promise is due soon"
    scene.clock.time = scene.ticket.promised_at + timedelta(seconds=1)
    assert reason(scene) == "your promise is late"


def test_a_promise_that_falls_due_does_not_hide_that_they_wrote(scene):
    scene.letter(hours=3)
    scene.ana(reply, body="And?")
    scene.clock.time = scene.ticket.promised_at - timedelta(minutes=10)
    assert reason(scene) == "wrote to you, your promise is due soon"
    scene.clock.time = scene.ticket.promised_at + timedelta(seconds=1)
    assert reason(scene) == "wrote to you, your promise is late"


def test_why_a_reply_is_next(scene):
    scene.letter()
    scene.ana(reply, body="And?")
    assert reason(scene) == "wrote to you"
    scene.ana(reply, body="Hello?")
    assert reason(scene) == "wrote 2 times since your last word; a call may be better"


def test_why_an_unhappy_customer_is_next(scene):
    scene.letter()
    scene.ana(say_not_quite, body="That is not it.")
    assert reason(scene) == "wrote that something is wrong; a call may be better"


def test_why_nothing_is_to_do_while_the_customer_has_the_question(scene):
    scene.ask_solved()
    assert reason(scene) == "has your question, “is it solved?”"


def test_an_item_says_whose_ticket_it_is_and_since_when_it_waits(scene):
    (item,) = look(scene).lanes["unheard"]
    assert (item.customer, item.subject, item.at) == ("Ana Reis", scene.ticket.subject, scene.ticket.opened_at)
    assert (item.unanswered, item.unanswered_since, item.step) == (1, scene.ticket.opened_at, None)


def test_after_sending_the_most_let_down_customer_is_next(scene, another):
    late, due_later, called, wrote, denied = (another(name) for name in ("late", "due", "called", "wrote", "denied"))
    write(scene, late, promise=due(scene.now, hours=1))
    write(scene, denied, asks_solved=True)
    for ticket in (wrote, due_later):
        write(scene, ticket, promise=due(scene.now, hours=30))
    reply(scene.session, wrote.id, scene.now, body="And?")
    ask_call(scene.session, called.id, scene.now, phone="+351 91 000 0000")
    say_not_solved(scene.session, denied.id, scene.now, body="It hisses.")
    scene.clock.forward(hours=2)
    order = [denied.id, late.id, called.id, scene.ticket.id, wrote.id, due_later.id]
    for ticket_id, following in zip(order, [*order[1:], None], strict=True):
        assert next_after(scene.session, scene.cast.maria.id, ticket_id, scene.now) == following
        write(scene, scene.session.get_one(Ticket, ticket_id), asks_solved=True, declines_call=True)
