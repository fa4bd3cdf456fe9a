"""Two tickets of one customer go on as one: no row moves, the sooner promise is kept, and it can all be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.desk.beside import read_beside
from statuspage.domain.desk.lists import count_lists
from statuspage.domain.desk.queue import read_queue
from statuspage.domain.errors import Refused, Repeated, Stale
from statuspage.domain.events import history
from statuspage.domain.letters import Reply
from statuspage.domain.merging.merge import LASTS, Merge, read_gone, read_into
from statuspage.domain.merging.one_customer import others_of
from statuspage.domain.merging.rules import foresee
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.opening import open_ticket
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import add_customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask import ask
from statuspage.domain.way_in.overviews import join
from statuspage.domain.way_in.same_person import SAME, TAKEN_BACK, say_who
from tests.cast import due
from tests.domain.naive import check_queues
from tests.domain.test_asking import ASKER
from tests.rows import promises_of


@pytest.fixture
def grinder(scene):
    """Ana's second ticket, which nobody has heard."""
    asks = {"subject": "The grinder hums", "story": "It hums since Monday."}
    return open_ticket(scene.session, scene.cast.ana, scene.cast.tom, scene.clock.forward(hours=1), **asks)


def write(scene, ticket, hours=3, **rest):
    rest.setdefault("promise", due(scene.now, hours=hours))
    said = {"body": "On it.", "heard": "It hums.", **rest}
    return agent_verbs.write_letter(scene.session, ticket.id, scene.cast.maria, scene.now, **said)


def put(scene, gone, into, **rest):
    made = merge(scene.session, gone.id, into.id, scene.cast.maria, scene.now, **rest)
    scene.session.flush()
    return made


def kinds(scene, ticket):
    return [event.kind for event in history(scene.session, ticket.id)]


def row(ticket):
    """Everything that the row says but how often something happened to it."""
    changing = {"version", "promise_id", "promises_made", "promises_moved", "public_version", "public_changed_at"}
    return {one.key: getattr(ticket, one.key) for one in Ticket.__table__.columns if one.key not in changing}


def mails(scene, ticket):
    rows = scene.session.scalars(select(Outgoing).where(Outgoing.ticket_id == ticket.id).order_by(Outgoing.id))
    return [(one.kind, one.to) for one in rows]


def test_one_closes_with_a_pointer_and_either_log_says_so_in_one_event(scene, grinder):
    scene.letter()
    made = put(scene, grinder, scene.ticket)
    assert (grinder.is_open, grinder.closure, grinder.merged_into_id) == (False, "unconfirmed", scene.ticket.id)
    assert (kinds(scene, grinder)[-1], scene.kinds[-1]) == ("merged", "joined")
    assert scene.ticket.is_open
    assert (made.version, made.into_version) == (grinder.version, scene.ticket.version)
    assert read_into(scene.session, grinder.id).ticket_id == scene.ticket.id
    assert [one.ticket_id for one in read_gone(scene.session, scene.ticket.id)] == [grinder.id]


def test_the_queue_quotes_what_waits_in_either_and_the_newest_where_nothing_does(scene, grinder):
    def quoted():
        return read_beside(scene.session, scene.cast.maria.id, scene.now, scene.ticket.id).top.words

    scene.clock.forward(minutes=1)
    scene.ana(customer_verbs.reply, body="And this?")
    assert quoted() == "And this?"
    scene.letter()
    put(scene, grinder, scene.ticket)
    assert quoted() == "It hums since Monday."
    scene.clock.forward(minutes=1)
    scene.letter()
    assert quoted() == "And this?", "nothing waits, and it is the newest"
    customer_verbs.reply(scene.session, grinder.id, scene.clock.forward(minutes=1), body="It howls.")
    assert quoted() == "It howls."


def test_the_facts_of_either_event_hold_ids_and_instants_and_no_words(scene, grinder):
    scene.letter()
    put(scene, grinder, scene.ticket)
    gone, joined = history(scene.session, grinder.id)[-1], scene.events[-1]
    assert gone.data == {"of": scene.ticket.id, "next": scene.ticket.promised_at.isoformat()}
    assert joined.data == {"of": grinder.id, "turn": "us"}


def test_what_waits_in_the_one_that_closed_waits_in_the_other(scene, grinder):
    scene.ask_solved()
    assert read_queue(scene.session, scene.cast.maria.id, scene.now).waiting
    put(scene, grinder, scene.ticket)
    (item,) = read_queue(scene.session, scene.cast.maria.id, scene.now).ours
    assert (item.ticket_id, item.lane, item.unanswered) == (scene.ticket.id, "unanswered", 1)
    assert item.unanswered_since == grinder.opened_at
    assert scene.ticket.turn == "us"
    check_queues(scene.session, [scene.cast.maria.id, scene.cast.tom.id], [scene.ticket.id, grinder.id], scene.now)


def test_a_wish_for_a_call_and_unhappy_words_go_along(scene, grinder):
    scene.letter()
    write(scene, grinder, hours=9)
    customer_verbs.ask_call(scene.session, grinder.id, scene.now, phone="+351 91 555 0163")
    customer_verbs.say_not_quite(scene.session, grinder.id, scene.now, body="It does not hum, it howls.")
    put(scene, grinder, scene.ticket)
    assert (scene.ticket.call_asked_at, scene.ticket.unhappy, scene.ticket.unanswered) == (scene.now, True, 2)


def test_lists_and_counts_have_the_one_that_closed_under_closed(scene, grinder):
    scene.letter()
    put(scene, grinder, scene.ticket)
    assert count_lists(scene.session, scene.cast.tom.id, scene.now) == {"late": 0, "waiting": 0, "over": 1}
    assert not read_queue(scene.session, scene.cast.tom.id, scene.now).ours


def test_the_promise_is_moved_to_the_sooner_one_which_stays_as_it_was(scene, grinder):
    scene.letter(hours=3)
    write(scene, grinder, hours=9)
    scene.clock.forward(hours=1)
    mine = scene.ticket.promise_id
    put(scene, grinder, scene.ticket)
    assert [one.outcome for one in promises_of(scene.session, grinder.id)] == ["moved"]
    assert (grinder.promise_id, grinder.promised_at, grinder.promises_moved) == (None, None, 1)
    assert (scene.ticket.promise_id, scene.ticket.promises_made) == (mine, 1)


@pytest.mark.parametrize(
    ("theirs", "mine", "hours", "words"),
    [
        ({"hours": 3}, {"hours": 9}, 1, "sooner one"),
        ({"hours": 3}, {"asks_solved": True}, 1, "has none"),
        ({"hours": 3}, {"hours": 2}, 4, "late already"),
        ({"hours": 9, "kind": "call"}, {"hours": 3}, 1, "A call is promised"),
    ],
)
def test_no_promise_is_let_go_by_a_merge(scene, grinder, theirs, mine, hours, words):
    scene.letter(**mine)
    length, kind = theirs["hours"], theirs.get("kind", "letter")
    write(scene, grinder, promise=replace(due(scene.now, hours=length), kind=kind))
    scene.clock.forward(hours=hours)
    with pytest.raises(Refused, match=words):
        put(scene, grinder, scene.ticket)
    assert grinder.is_open


def test_the_late_one_may_go_on_as_its_promise_stays_late(scene, grinder):
    scene.letter(hours=3)
    write(scene, grinder, hours=9)
    scene.clock.forward(hours=4)
    put(scene, grinder, scene.ticket)
    assert read_queue(scene.session, scene.cast.maria.id, scene.now).next.lane == "late"


def refused(scene, gone, into, words, **rest):
    before = (gone.version, into.version)
    with pytest.raises(Refused, match=words):
        put(scene, gone, into, **rest)
    assert (gone.version, into.version) == before


def test_what_is_no_merge_is_refused_in_words(scene, grinder):
    s, maria = scene.session, scene.cast.maria
    rui = add_customer(s, scene.now, name="Rui Costa", zone="Europe/Lisbon", reach="page")
    strange = open_ticket(s, rui, maria, scene.now, subject="No steam", story="None.")
    third = open_ticket(s, scene.cast.ana, maria, scene.now, subject="The tray leaks", story="Since today.")
    refused(scene, scene.ticket, scene.ticket, "in itself")
    refused(scene, strange, scene.ticket, "different customers")
    with pytest.raises(Refused, match="no such ticket"):
        foresee(s, 12_345, scene.ticket.id, scene.now)
    put(scene, grinder, scene.ticket)
    refused(scene, scene.ticket, grinder, "goes on in “The machine .*” already")  # in a circle
    refused(scene, grinder, third, "goes on in “The machine .*” already")  # a second time
    refused(scene, third, grinder, "Choose that one")
    refused(scene, scene.ticket, third, "Let this be the one that goes on")  # no chains
    put(scene, third, scene.ticket)
    assert [one.ticket_id for one in read_gone(s, scene.ticket.id)] == [third.id, grinder.id]


def test_a_closed_one_and_one_in_doubt_are_refused(scene, grinder):
    scene.ask_solved()
    scene.ana(customer_verbs.confirm)
    refused(scene, grinder, scene.ticket, "is closed")
    refused(scene, scene.ticket, grinder, "is closed")
    scene.ana(customer_verbs.reopen)
    grinder.suspected_at = scene.now
    refused(scene, grinder, scene.ticket, "whether a person asked")


def test_news_since_the_page_was_opened_is_read_first_in_either(scene, grinder):
    mine, theirs = scene.ticket.version, grinder.version
    customer_verbs.reply(scene.session, grinder.id, scene.now, body="And it smells.")
    with pytest.raises(Stale):
        put(scene, grinder, scene.ticket, seen=theirs, seen_into=mine)
    scene.ana(customer_verbs.reply, body="And it smells.")
    with pytest.raises(Stale):
        put(scene, grinder, scene.ticket, seen=grinder.version, seen_into=mine)


def test_a_form_that_came_twice_counts_once(scene, grinder):
    put(scene, grinder, scene.ticket, once="k")
    with pytest.raises(Repeated):
        put(scene, grinder, scene.ticket, once="k")


def newcomer(scene):
    by = replace(ASKER, name="A. Reis", email=scene.cast.ana.email)
    return ask(scene.session, by, scene.now, story="The pump hums.", company="Fernhill Coffee")[0]


def test_who_typed_her_address_is_not_her_until_an_agent_says_so(scene):
    typed = newcomer(scene)
    assert others_of(scene.session, scene.ticket) == []
    refused(scene, typed, scene.ticket, "different customers")
    say_who(scene.session, typed.id, scene.cast.maria, scene.now, SAME)
    assert [one.id for one in others_of(scene.session, scene.ticket)] == [typed.id]
    say_who(scene.session, typed.id, scene.cast.maria, scene.now, TAKEN_BACK)
    refused(scene, typed, scene.ticket, "different customers")


def test_a_mailed_link_that_she_used_does_not_make_whoever_typed_her_address_into_her(scene):
    typed = newcomer(scene)
    join(scene.session, scene.cast.ana.email, scene.now)
    assert others_of(scene.session, scene.ticket) == []
    refused(scene, typed, scene.ticket, "different customers")


def test_what_she_writes_there_stays_there_and_wakes_the_other(scene, grinder):
    scene.letter()
    put(scene, grinder, scene.ticket)
    scene.letter("Both, then.")
    scene.clock.forward(hours=1)
    customer_verbs.reply(scene.session, grinder.id, scene.now, body="It hums again.")
    assert not grinder.is_open
    assert scene.session.get_one(Reply, (grinder.id, grinder.version)).body == "It hums again."
    assert (scene.ticket.turn, scene.ticket.unanswered, scene.ticket.unanswered_since) == ("us", 1, scene.now)
    assert scene.events[-1].kind == "beside"
    assert scene.events[-1].data == {"of": [grinder.id, grinder.version], "unhappy": False}
    assert mails(scene, grinder)[-1] == ("merged", "agent")  # nothing is told twice
    assert mails(scene, scene.ticket)[-1] == ("beside", "agent")


def test_it_opens_the_other_again_where_that_is_over(scene, grinder):
    put(scene, grinder, scene.ticket)
    scene.ask_solved()
    scene.ana(customer_verbs.confirm)
    customer_verbs.reply(scene.session, grinder.id, scene.now, body="It hums again.")
    assert (scene.ticket.is_open, scene.kinds[-1], grinder.is_open) == (True, "reopened", False)
    assert scene.events[-1].data["of"] == [grinder.id, grinder.version]


def test_what_is_said_of_the_whole_is_said_in_the_other(scene, grinder):
    write(scene, grinder, asks_solved=True, promise=None)
    put(scene, grinder, scene.ticket)
    said = ((customer_verbs.reopen, {}), (customer_verbs.confirm, {}), (customer_verbs.say_not_solved, {"body": "No."}))
    said += ((customer_verbs.ask_call, {"phone": "+351 91 555 0163"}),)
    for verb, words in said:
        with pytest.raises(Refused, match="goes on together"):
            verb(scene.session, grinder.id, scene.now, **words)
    with pytest.raises(Refused, match="when it is over"):
        customer_verbs.say_felt(scene.session, grinder.id, scene.now, listened="yes")
    with pytest.raises(Refused, match="Write there"):
        write(scene, grinder)
    customer_verbs.say_not_quite(scene.session, grinder.id, scene.now, body="It howls.")
    assert (scene.ticket.unhappy, kinds(scene, grinder)[-1]) == (True, "heard_not_quite")


@pytest.mark.parametrize("by_agent", [True, False])
def test_taken_apart_everything_is_as_before(scene, grinder, by_agent):
    scene.letter(hours=3)
    write(scene, grinder, hours=9, turn="third")
    customer_verbs.ask_call(scene.session, grinder.id, scene.now, phone="+351 91 555 0163")
    scene.clock.forward(hours=1)
    before, promised = [row(one) for one in (scene.ticket, grinder)], grinder.promised_at
    put(scene, grinder, scene.ticket)
    scene.clock.forward(hours=1)
    part(scene.session, grinder.id, scene.now, agent=scene.cast.maria if by_agent else None)
    assert [row(one) for one in (scene.ticket, grinder)] == before
    assert grinder.promised_at == promised
    assert (grinder.promises_made, grinder.promises_moved) == (2, 1)  # that it was moved, and back, stays told
    ends = ("taken_apart", "unjoined") if by_agent else ("parted", "unjoined")
    assert (kinds(scene, grinder)[-2:], scene.kinds[-2:]) == (["merged", ends[0]], ["joined", ends[1]])
    assert read_into(scene.session, grinder.id) is None


def test_what_was_written_meanwhile_is_not_lost_as_they_are_taken_apart(scene, grinder):
    scene.ask_solved()
    put(scene, grinder, scene.ticket)
    for body in ("It hums.", "Still."):
        customer_verbs.reply(scene.session, grinder.id, scene.clock.forward(minutes=5), body=body)
    scene.ana(customer_verbs.reply, body="And the machine is fine.")
    assert scene.ticket.unanswered == 4
    part(scene.session, grinder.id, scene.clock.forward(minutes=5))
    assert (scene.ticket.unanswered, grinder.unanswered, grinder.turn) == (1, 3, "us")  # and how it began
    assert scene.ticket.unanswered_since == scene.now - timedelta(minutes=5)


def test_a_promise_whose_time_has_passed_meanwhile_is_late(scene, grinder):
    scene.letter(hours=3)
    write(scene, grinder, hours=9)
    put(scene, grinder, scene.ticket)
    scene.clock.forward(hours=10)
    part(scene.session, grinder.id, scene.now)
    assert [item.lane for item in read_queue(scene.session, None, scene.now).ours] == ["late", "late"]


def test_too_late_to_be_taken_apart_is_said_in_words(scene, grinder):
    third = open_ticket(
        scene.session, scene.cast.ana, scene.cast.maria, scene.now, subject="The tray leaks", story="Since today."
    )
    put(scene, grinder, scene.ticket)
    put(scene, third, scene.ticket)
    with pytest.raises(Refused, match="“The tray leaks” was put together with it later"):
        part(scene.session, grinder.id, scene.now)
    part(scene.session, third.id, scene.now)
    with pytest.raises(Refused, match="two weeks"):
        part(scene.session, grinder.id, scene.now + LASTS + timedelta(seconds=1))
    scene.letter("Both, then.")
    with pytest.raises(Refused, match="a letter in “The machine"):
        part(scene.session, grinder.id, scene.now)
    assert not grinder.is_open


def test_taken_apart_twice_changes_nothing_and_they_may_be_put_together_again(scene, grinder):
    put(scene, grinder, scene.ticket)
    part(scene.session, grinder.id, scene.now)
    version = grinder.version
    part(scene.session, grinder.id, scene.now)
    assert grinder.version == version
    put(scene, grinder, scene.ticket)
    found = scene.session.scalars(select(Merge).order_by(Merge.id)).all()
    assert [one.undone_at is None for one in found] == [False, True]


def test_the_customer_is_mailed_once_and_both_owners_hear_of_it(scene, grinder):
    put(scene, grinder, scene.ticket)
    assert [one for one in mails(scene, grinder) if one[0] == "merged"] == [("merged", "customer"), ("merged", "agent")]
    assert [one for one in mails(scene, scene.ticket) if one[0] == "joined"] == []  # Maria did it herself
