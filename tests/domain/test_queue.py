"""The most let-down customer comes first: no mail reaches them, "not yet", late, a call asked for, unheard, …"""

from datetime import timedelta
from random import Random

import pytest

from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import ask_call, confirm, reopen, reply, say_not_quite, say_not_solved
from statuspage.domain.desk import queue as domain_queue
from statuspage.domain.desk.lanes import LANES
from statuspage.domain.desk.lists import read_all, read_closed
from statuspage.domain.desk.queue import next_after, read_open, read_queue, tickets_of
from statuspage.domain.desk.reasons import SOON, advice, reasons
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import needed
from statuspage.domain.opening import open_ticket
from statuspage.domain.tickets import Ticket
from tests.cast import due


@pytest.fixture
def another(scene):
    """Open another ticket of Ana's for Maria."""

    def begin(subject="Another", **rest):
        rest.setdefault("owner", scene.cast.maria)
        words = {"subject": subject, "story": "Since Monday."} | rest
        return open_ticket(scene.session, scene.cast.ana, words.pop("owner"), scene.now, **words)

    return begin


@pytest.fixture
def short(monkeypatch):
    """A queue of which only a few tickets are shown."""
    monkeypatch.setattr(domain_queue, "SHOWN", 4)
    return 4


def look(scene, agent=None):
    return read_queue(scene.session, (agent or scene.cast.maria).id, scene.now)


def ours(scene, agent=None):
    return [item.ticket_id for item in look(scene, agent).ours]


def write(scene, ticket, **rest):
    rest.setdefault("promise", None if rest.get("asks_solved") else due(scene.now, hours=3))
    return write_letter(scene.session, ticket.id, scene.cast.maria, scene.now, body="On it.", heard="Heard.", **rest)


@pytest.fixture
def let_down(scene, another):
    """A ticket of each kind, from the worst to the best; the one that waits for its customer is last."""
    late, later, called, wrote, denied, asked, unreached = (
        another(name) for name in ("late", "due", "call", "wrote", "no", "asked", "bounced")
    )
    unreached.unreached_at = scene.now
    write(scene, late, promise=due(scene.now, hours=1))
    for ticket in (denied, asked):
        write(scene, ticket, asks_solved=True)
    for ticket in (wrote, later):
        write(scene, ticket, promise=due(scene.now, hours=30))
    reply(scene.session, wrote.id, scene.now, body="And?")
    ask_call(scene.session, called.id, scene.now, phone="+351 91 000 0000")
    say_not_solved(scene.session, denied.id, scene.now, body="It hisses.")
    scene.clock.forward(hours=2)
    return [ticket.id for ticket in (unreached, denied, late, called, scene.ticket, wrote, later, asked)]


def test_an_empty_desk_has_nothing_next(scene):
    assert look(scene, scene.cast.tom).next is None


def test_the_most_let_down_customer_comes_first(scene, let_down):
    found = look(scene)
    assert [item.ticket_id for item in found.ours] == let_down[:-1]
    assert [item.lane for item in found.ours] == [lane.name for lane in LANES][:-1]
    assert [item.ticket_id for item in found.waiting] == let_down[-1:]
    assert found.next.ticket_id == let_down[0]


def test_what_is_due_becomes_worse_as_the_clock_goes_on(scene, let_down):
    *_, later, _asked = let_down
    assert ours(scene)[-1] == later
    scene.clock.forward(hours=30)
    assert ours(scene).index(later) == 3, "after the unreached, the denied, and what was late before"


def test_a_ticket_stands_once_at_its_worst_and_says_all_that_holds(scene, another):
    scene.letter(hours=1)
    scene.ana(ask_call, phone="+351 91 000 0000")
    scene.clock.forward(hours=2)
    (item,) = look(scene).ours
    assert item.lane == "late"
    assert said(item, scene) == ["late since", "asked to be called"]
    scene.ana(say_not_quite, body="It was the fuse.")
    (item,) = look(scene).ours
    assert item.lane == "denied"
    assert said(item, scene) == ["said “not quite”", "late since", "asked to be called", "wrote 2 times"]


def said(item, scene, agent=None):
    return [str(one.words) for one in reasons(item, (agent or scene.cast.maria).id, scene.now)]


def test_the_next_thing_is_the_longest_unheard(scene, another):
    older = another(asked_at=scene.now - timedelta(days=1))
    assert ours(scene) == [older.id, scene.ticket.id]


def test_promises_come_by_their_time(scene, another):
    later, sooner = another(), another()
    write(scene, later, promise=due(scene.now, hours=9))
    write(scene, sooner, promise=due(scene.now, hours=2))
    write(scene, scene.ticket, promise=due(scene.now, hours=5))
    assert ours(scene) == [sooner.id, scene.ticket.id, later.id]


def test_what_waits_for_the_customer_is_never_next(scene):
    scene.ask_solved()
    assert [item.ticket_id for item in look(scene).waiting] == [scene.ticket.id]
    assert look(scene).next is None


def test_what_is_over_is_in_no_queue(scene):
    scene.ask_solved()
    scene.ana(confirm)
    assert not look(scene).ours + look(scene).waiting


def test_a_ticket_handed_over_is_in_the_new_owners_queue_only(scene):
    hand_over(scene.session, scene.ticket.id, scene.cast.maria, scene.cast.tom, scene.now, note="Tom has it.")
    assert ours(scene) == []
    assert ours(scene, scene.cast.tom) == [scene.ticket.id]


def test_everyones_queue_has_the_tickets_of_all_in_the_same_order(scene, let_down, another):
    toms = another("Tom's", owner=scene.cast.tom, asked_at=scene.now - timedelta(days=1))
    found = read_queue(scene.session, None, scene.now)
    assert [item.ticket_id for item in found.ours] == [*let_down[:4], toms.id, *let_down[4:-1]]
    assert {item.ticket_id: item.owner for item in found.ours}[toms.id] == "Tom"


def test_of_the_same_instant_the_older_ticket_comes_first(scene, another):
    ids = [scene.ticket.id, *(another(str(number)).id for number in range(5))]
    assert ours(scene) == ids


def test_a_long_queue_says_that_there_is_more(scene, another, short):
    for number in range(short):
        another(str(number))
    got = look(scene)
    assert (len(got.ours), got.more, got.more_waiting) == (short, True, False)


@pytest.mark.parametrize("is_over", [False, True])
def test_a_long_list_can_be_read_to_its_end_though_all_of_it_is_of_one_instant(scene, another, short, is_over):
    tickets = [scene.ticket, *(another(str(number)) for number in range(short + 3))]
    for ticket in tickets if is_over else tickets[2:]:
        write(scene, ticket, **({"asks_solved": True} if is_over else {}))
    if is_over:
        for ticket in tickets:
            confirm(scene.session, ticket.id, scene.now)
        tickets = tickets[::-1]
    got, after, more = [], None, True
    while more:
        given = (scene.session, scene.cast.maria.id)
        items, more = read_closed(*given, after) if is_over else read_open(*given, scene.now, after)
        got += [item.ticket_id for item in items]
        after = items[-1].cursor
    assert got == [ticket.id for ticket in tickets]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_has_happened_the_queue_is_in_order_and_whole(scene, another, short, seed):
    """The order worked out again, slowly and simply, from each ticket's row."""
    dice = Random(seed)
    for number in range(14):
        owner = dice.choice([scene.cast.maria, scene.cast.maria, scene.cast.tom])
        live_a_while(scene, another(str(number), owner=owner), dice)
    scene.clock.forward(hours=dice.randrange(30))
    for owner_id in (scene.cast.maria.id, scene.cast.tom.id, None):
        tickets = [one for one in scene.session.query(Ticket) if one.is_open and owner_id in (None, one.owner_id)]
        expected = sorted(tickets, key=lambda one: (*pain(one, scene.now), one.id))
        read, after, more = [], None, True
        while more:
            items, more = read_open(scene.session, owner_id, scene.now, after)
            read += [item.ticket_id for item in items]
            after = items[-1].cursor if items else None
        assert read == [one.id for one in expected]
        waiting = [one.id for one in expected if pain(one, scene.now)[0] == 6]
        found = read_queue(scene.session, owner_id, scene.now)
        assert [item.ticket_id for item in found.ours] == [one for one in read if one not in waiting][:short]
        assert [item.ticket_id for item in found.waiting] == waiting[:short]


def live_a_while(scene, ticket, dice):
    scene.clock.forward(minutes=dice.randrange(90))
    if dice.random() < 0.8:
        write(scene, ticket, promise=due(scene.now, hours=dice.randrange(1, 40)))
    if dice.random() < 0.3 and ticket.heard_at:
        write(scene, ticket, asks_solved=True)
    for verb, words in ((reply, {"body": "And?"}), (ask_call, {"phone": "+351 91 000 0000"})):
        if dice.random() < 0.3:
            verb(scene.session, ticket.id, scene.now, **words)
    if ticket.step == "solved" and dice.random() < 0.6:
        say_not_solved(scene.session, ticket.id, scene.now, body="It hisses.")
    elif ticket.step == "solved" and not ticket.unanswered:
        confirm(scene.session, ticket.id, scene.now)


def pain(ticket, now):
    """How let down its customer is, 0 the most, and since when."""
    if ticket.unhappy:
        return 0, ticket.unanswered_since
    if ticket.promised_at is not None and ticket.promised_at < now:
        return 1, ticket.promised_at
    if ticket.call_asked_at is not None:
        return 2, ticket.call_asked_at
    if ticket.heard_at is None:
        return 3, ticket.opened_at
    if ticket.unanswered:
        return 4, ticket.unanswered_since
    return (5, ticket.promised_at) if ticket.promised_at is not None else (6, ticket.last_letter_at)


@pytest.mark.parametrize("lane", LANES, ids=lambda lane: lane.name)
@pytest.mark.parametrize("whose", ["mine", "everyone"])
def test_each_lane_is_read_off_an_index_in_its_order(scene, lane, whose):
    query = tickets_of(lane, scene.cast.maria.id if whose == "mine" else None, scene.now).limit(5)
    spelled = query.compile(scene.session.get_bind(), compile_kwargs={"literal_binds": False})
    plan = " ".join(row[-1] for row in explained(scene, spelled))
    index = {"late": "promised"}.get(lane.name, lane.name)
    assert f"ix_ticket_{'all_' if whose == 'everyone' else ''}{index} " in f"{plan} "
    assert "TEMP B-TREE" not in plan or "LAST TERM" in plan, plan


def explained(scene, spelled):
    raw = scene.session.connection().connection.driver_connection
    values = [str(value) for value in spelled.construct_params().values()]
    return raw.execute(f"EXPLAIN QUERY PLAN {spelled}", values).fetchall()


def test_why_an_unheard_ticket_is_next(scene):
    assert said(look(scene).next, scene) == ["not heard yet"]


def test_why_who_asked_for_a_call_is_next_even_unheard(scene):
    scene.ana(ask_call, phone="+351 91 000 0000")
    assert said(look(scene).next, scene) == ["asked to be called", "not heard yet", "wrote 2 times"]


def test_why_a_promise_is_next(scene):
    scene.letter(hours=3)
    assert said(look(scene).next, scene) == ["due"]
    scene.clock.time = scene.ticket.promised_at - SOON + timedelta(seconds=1)
    assert said(look(scene).next, scene) == ["due soon,"]
    scene.clock.time = scene.ticket.promised_at + timedelta(seconds=1)
    assert said(look(scene).next, scene) == ["late since"]


def test_a_promise_that_falls_due_does_not_hide_that_they_wrote(scene):
    scene.letter(hours=3)
    scene.ana(reply, body="And?")
    scene.clock.time = scene.ticket.promised_at - timedelta(minutes=10)
    assert said(look(scene).next, scene) == ["wrote to you", "due soon,"]
    scene.clock.time = scene.ticket.promised_at + timedelta(seconds=1)
    assert said(look(scene).next, scene) == ["late since", "wrote to you"]


def test_a_colleague_reads_to_whom_they_wrote(scene):
    scene.letter()
    scene.ana(reply, body="And?")
    assert said(look(scene).next, scene, scene.cast.tom) == ["wrote to Maria", "due"]


def test_who_wrote_twice_or_is_unhappy_may_better_be_called(scene):
    scene.letter()
    scene.ana(reply, body="And?")
    assert advice(look(scene).next) is None
    scene.ana(reply, body="Hello?")
    assert said(look(scene).next, scene)[0] == "wrote 2 times"
    assert str(advice(look(scene).next)) == "a call may be better"


def test_how_a_customer_is_unhappy_is_said(scene):
    scene.ask_solved()
    scene.ana(say_not_solved, body="It hisses.")
    assert said(look(scene).next, scene) == ["said “not yet”"]
    scene.ask_solved()
    scene.ana(confirm)
    scene.ana(reopen, body="It is back.")
    assert said(look(scene).next, scene) == ["opened this again"]


def test_why_nothing_is_to_do_while_the_customer_has_the_question(scene):
    scene.ask_solved()
    assert said(look(scene).waiting[0], scene) == ["asked “is it solved?”"]


def test_what_is_over_says_how_it_ended(scene):
    scene.ask_solved()
    scene.ana(confirm)
    ((item,), _) = read_closed(scene.session, scene.cast.maria.id)
    assert said(item, scene) == ["closed, they agreed"]


def test_an_item_says_whose_ticket_it_is_and_since_when_it_waits(scene):
    (item,) = look(scene).ours
    assert (item.customer, item.subject, item.at) == ("Ana Reis", scene.ticket.subject, scene.ticket.opened_at)
    assert (item.unanswered, item.unanswered_since, item.owner) == (1, scene.ticket.opened_at, "Maria")


def test_all_tickets_are_listed_from_the_newest(scene, another):
    toms = another("A gasket, too", owner=scene.cast.tom)
    assert [item.ticket_id for item in read_all(scene.session, None)[0]] == [toms.id, scene.ticket.id]
    assert [item.ticket_id for item in read_all(scene.session, scene.cast.maria.id)[0]] == [scene.ticket.id]


def test_after_sending_the_most_let_down_customer_is_next(scene, let_down):
    *order, _asked = let_down
    for ticket_id, following in zip(order, [*order[1:], None], strict=True):
        assert next_after(scene.session, scene.cast.maria.id, ticket_id, scene.now, (scene.cast.maria.id,)) == following
        ticket = scene.session.get_one(Ticket, ticket_id)
        write(scene, ticket, asks_solved=True, declines_call=True)
        ticket.unreached_at = None


def test_who_gave_the_last_of_what_was_asked_for_waits_and_the_row_says_so(scene):
    asked = needed("A photo\nA number", "2026-11-24T10:00", "Europe/Lisbon", scene.now)
    version = write(scene, scene.ticket, needs=asked).version
    scene.clock.forward(minutes=20)
    scene.ana(give, gifts={f"{version}-1": Gift("Here.")})
    assert said(look(scene).ours[0], scene) == ["due"]
    scene.ana(give, gifts={f"{version}-2": Gift("Here.")})
    assert said(look(scene).ours[0], scene) == ["gave what you asked for", "due"]
    assert said(look(scene).ours[0], scene, scene.cast.tom) == ["gave what was asked for", "due"]
    assert [item.lane for item in look(scene).ours] == ["unanswered"]
    write(scene, scene.ticket)
    assert said(look(scene).ours[0], scene) == ["due"]
