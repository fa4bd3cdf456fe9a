"""A letter that was sent is held for some seconds: nobody sees it, it goes once, and whatever is new keeps it back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.delivery.due import leave_due
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, write_letter
from statuspage.domain.causes.filling import Filler
from statuspage.domain.customer_verbs import reply, say_heard_right
from statuspage.domain.desk.drafts import Draft
from statuspage.domain.desk.held_letters import BY_HAND, LetterOnHold, choose_hold, forget_ended, read_held, ready
from statuspage.domain.desk.holding import Meant, hold, release, send_now, take_back
from statuspage.domain.desk.made_own import Filling
from statuspage.domain.desk.unsent_letters import UnsentLetter, read_unsent
from statuspage.domain.errors import Refused, Repeated, Stale
from statuspage.domain.events import history
from statuspage.domain.letters import Letter
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.needs import needed
from statuspage.domain.nudges.due import leave_nudges
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.presence import SENDING, Presence
from statuspage.domain.promises import Promise
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.publication.verbs import publish
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import Passage
from tests.cast import due

TEN = timedelta(seconds=10)
TYPED = {"body": "The part is on its way.", "heard": "It dies.", "promise": "2026-11-23T12:12", "step": "looking"}


@pytest.fixture
def held(app, cast, run, clock):
    """Holds a letter of Maria's, which she has just sent; with these differences."""

    def send(*, by=None, length=TEN, once="", typed=TYPED, **rest):
        said = {"body": "The part is on its way.", "heard": "It dies.", "promise": due(clock(), hours=3), "seen": 1}
        meant = Meant(**(said | rest))
        return run(hold, cast.ticket.id, by or cast.maria, clock(), meant, typed=typed, length=length, once=once)

    return send


def rows(table, *conditions):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def test_while_it_is_held_it_stands_nowhere_but_among_what_is_held(held, cast, clock):
    before = [rows(table) for table in (Outgoing, Passage, Promise)]
    db.session.rollback()
    held(is_public=True)
    assert [event.kind for event in history(db.session, cast.ticket.id)] == ["opened"]
    ticket = db.session.get_one(Ticket, cast.ticket.id)
    assert (ticket.version, ticket.step, ticket.heard_words, ticket.promised_at) == (1, None, "", None)
    assert [rows(table) for table in (Outgoing, Passage, Promise)] == before
    assert rows(Letter) == 0
    assert [(one.agent_id, one.doing) for one in db.session.scalars(select(Presence))] == [(cast.maria.id, SENDING)]
    assert [one.id for one in read_held(db.session, cast.maria.id)] == [1]
    assert read_held(db.session, cast.tom.id) == []


def test_it_goes_when_it_is_due_with_the_time_of_the_pressing(held, cast, run, clock):
    asked = needed("A photo", "2026-11-27T17:00", "Europe/Lisbon", clock())
    one, pressed = held(needs=asked, step="looking", is_public=True, turn="third"), clock()
    assert run(ready, clock.forward(seconds=9)) == []
    assert run(release, one.id, clock()).is_held
    assert run(ready, clock.forward(seconds=1)) == [one.id]
    sent = run(release, one.id, clock.forward(seconds=50))
    letter = db.session.scalars(select(Letter)).one()
    assert (sent.outcome, sent.version, letter.at, letter.body) == ("sent", 2, pressed, TYPED["body"])
    ticket = db.session.get_one(Ticket, cast.ticket.id)
    assert (ticket.step, ticket.heard_at, ticket.needs_open, letter.is_public) == ("looking", pressed, 1, True)
    assert db.session.scalar(select(Promise.made_at)) == pressed
    assert (sent.fields, sent.said) == ({}, {}), "its words stand in the log now, and nowhere else"
    assert rows(Presence) == 0


def test_of_many_that_release_at_once_one_does(held, at_once, cast, clock):
    one = held()
    clock.forward(seconds=10)
    answers = at_once(*[lambda session: release(session, one.id, clock())] * 4)
    assert [answer.outcome for answer in answers] == ["sent"] * 4
    assert rows(Letter) == 1
    assert [event.version for event in history(db.session, cast.ticket.id)] == [1, 2]


def test_of_taking_back_and_releasing_at_once_one_wins_and_both_hear_which(held, at_once, cast, clock):
    one = held()
    clock.forward(seconds=10)
    answers = at_once(
        lambda session: release(session, one.id, clock()),
        lambda session: take_back(session, one.id, cast.maria, clock()),
    )
    outcome = {answer.outcome for answer in answers}
    assert outcome in ({"sent"}, {"taken"})
    assert (rows(Letter), rows(UnsentLetter)) == ((1, 0) if outcome == {"sent"} else (0, 1))


def test_taken_back_it_lies_among_the_unsent_letters_as_it_was_typed(held, cast, run, clock):
    one = held()
    taken = run(take_back, one.id, cast.maria, clock.forward(seconds=9))
    assert taken.outcome == "taken"
    (unsent,) = read_unsent(db.session, cast.maria.id, cast.ticket.id)
    assert (unsent.fields, unsent.copy) == (TYPED, taken.copy)
    assert run(release, one.id, clock.forward(minutes=1)).outcome == "taken"
    assert (rows(Letter), rows(Presence)) == (0, 0)
    assert run(take_back, one.id, cast.maria, clock()).outcome == "taken", "twice is once"
    assert len(read_unsent(db.session, cast.maria.id, cast.ticket.id)) == 1


def test_what_has_gone_is_not_taken_back_and_nobody_takes_back_a_colleagues(held, cast, run, clock):
    one = held()
    assert run(take_back, one.id, cast.tom, clock()) is None
    assert run(send_now, one.id, cast.tom, clock()) is None
    assert run(take_back, 99, cast.maria, clock()) is None
    run(release, one.id, clock.forward(seconds=10))
    assert run(take_back, one.id, cast.maria, clock()).outcome == "sent"
    assert (rows(Letter), rows(UnsentLetter)) == (1, 0)


def _handed_over(session, number, cast, now):
    hand_over(session, number, cast.tom, cast.tom, now, note="I know fuses.")


def _closed(session, number, cast, now):
    close_unconfirmed(session, number, cast.tom, now)


def _written(session, number, cast, now):
    write_letter(session, number, cast.tom, now, body="Tom was quicker.", heard="h", promise=due(now, hours=2))


def _replied(session, number, _cast, now):
    reply(session, number, now, body="It works again!")


@pytest.mark.parametrize("happens", [_replied, _written, _handed_over, _closed])
def test_whatever_is_new_gives_it_back_unsent_at_once(held, cast, run, clock, happens):
    seen = 1
    if happens is _closed:
        run(write_letter, cast.ticket.id, cast.tom, clock(), body="Does it hold?", heard="h", asks_solved=True)
        seen = 2
    one = held(seen=seen)
    run(happens, cast.ticket.id, cast, clock.forward(seconds=2))
    assert run(ready, clock()) == [one.id], "nobody is told until the end that it would go"
    returned = run(release, one.id, clock())
    assert (returned.outcome, returned.version) == ("returned", seen + 1)
    assert read_unsent(db.session, cast.maria.id, cast.ticket.id)[0].fields == TYPED
    assert [found.id for found in read_held(db.session, cast.maria.id)] == [one.id], "its writer is told"
    assert all(letter.agent_id == cast.tom.id for letter in db.session.scalars(select(Letter)))


def test_what_is_no_news_lets_it_go_and_its_time_stays_that_of_the_pressing(held, cast, run, clock):
    run(write_letter, cast.ticket.id, cast.tom, clock(), body="On it.", heard="h", promise=due(clock(), hours=2))
    one, pressed = held(seen=2), clock()
    run(say_heard_right, cast.ticket.id, clock.forward(seconds=3))
    assert run(release, one.id, clock.forward(seconds=7)).outcome == "sent"
    assert [event.kind for event in history(db.session, cast.ticket.id)][2:] == ["heard_right", "letter"]
    assert history(db.session, cast.ticket.id)[-1].at == pressed


@pytest.mark.parametrize(
    ("wrong", "field"), [({"body": " "}, "body"), ({"promise": None}, "promise"), ({"body": "Dear [[name]]"}, "body")]
)
def test_what_is_wrong_with_it_is_said_at_once_and_nothing_is_held(held, wrong, field):
    with pytest.raises(Refused) as refused:
        held(**wrong)
    assert refused.value.field == field
    assert rows(LetterOnHold) == 0


def test_who_has_not_read_what_is_new_hears_of_it_at_once(held, cast, run, clock):
    run(reply, cast.ticket.id, clock(), body="And?")
    with pytest.raises(Stale):
        held()


def test_a_form_sent_twice_is_held_once_and_one_taken_back_may_be_sent_again(held, cast, run, clock):
    one = held(once="key")
    with pytest.raises(Repeated):
        held(once="key")
    run(take_back, one.id, cast.maria, clock())
    again = held(once="key")
    run(release, again.id, clock.forward(seconds=10))
    with pytest.raises(Repeated):
        held(once="key")
    assert (rows(Letter), rows(LetterOnHold)) == (1, 2)


def test_what_the_verb_refuses_by_then_comes_back_and_nothing_of_it_is_written(held, cast, run, clock):
    one = held()
    run(promises_nothing, one.id)
    returned = run(release, one.id, clock.forward(seconds=10))
    assert (returned.outcome, returned.version) == ("returned", None)
    assert rows(Letter) == 0
    assert db.session.get_one(Ticket, cast.ticket.id).version == 1
    assert rows(UnsentLetter) == 1


def test_held_by_hand_it_waits_for_the_hand_whose_time_it_gets(held, cast, run, clock):
    one = held(length=None)
    assert run(ready, clock.forward(hours=1)) == []
    assert rows(Presence) == 0, "nobody is sending anything"
    assert run(send_now, one.id, cast.maria, clock()).outcome == "sent"
    assert rows(Letter) == 1
    assert db.session.scalar(select(Letter.at)) == clock(), "or a promise could be kept afterwards"


def test_whoever_will_not_wait_sends_it_now(held, cast, run, clock):
    one, pressed = held(), clock()
    assert run(send_now, one.id, cast.maria, clock.forward(seconds=4)).outcome == "sent"
    assert db.session.scalar(select(Letter.at)) == pressed
    assert run(release, one.id, clock.forward(seconds=30)).outcome == "sent"
    assert rows(Letter) == 1


def test_what_became_of_it_is_remembered_for_a_day(held, cast, run, clock):
    one = held()
    run(release, one.id, clock.forward(seconds=10))
    run(forget_ended, clock.forward(hours=23))
    assert rows(LetterOnHold) == 1
    run(forget_ended, clock.forward(hours=2))
    assert rows(LetterOnHold) == 0


def test_an_agent_chooses_from_never_to_thirty_times_as_long_and_by_hand(scene):
    for seconds in (None, 0, 300, BY_HAND):
        choose_hold(scene.cast.maria, seconds)
        assert scene.cast.maria.hold_seconds == seconds
    with pytest.raises(Refused):
        choose_hold(scene.cast.maria, 11)


def test_a_promise_that_falls_due_while_its_letter_is_held_is_kept_and_nobody_is_told_that_it_is_late(
    held, cast, run, clock
):
    said = {"body": "On it.", "heard": "h", "promise": due(clock(), minutes=30), "seen": 1}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    for one in ("customer", "follower"):
        run(wants_to_hear_of_it, cast.ticket.id, one, clock())
    clock.forward(minutes=29, seconds=55)
    one = held(seen=2, length=timedelta(minutes=1))
    run(leave_due, clock.forward(seconds=30))
    assert rows(Outgoing, Outgoing.kind.in_(("late", "overdue"))) == 0
    run(release, one.id, clock.forward(minutes=1))
    run(leave_due, clock())
    assert rows(Outgoing, Outgoing.kind.in_(("late", "overdue"))) == 0
    assert rows(Promise, Promise.outcome == "kept") == 1


def test_one_that_came_back_keeps_no_promise(held, cast, run, clock):
    said = {"body": "On it.", "heard": "h", "promise": due(clock(), minutes=30), "seen": 1}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(wants_to_hear_of_it, cast.ticket.id, "customer", clock())
    clock.forward(minutes=29, seconds=55)
    one = held(seen=2)
    run(take_back, one.id, cast.maria, clock.forward(seconds=30))
    run(leave_due, clock())
    assert rows(Outgoing, Outgoing.kind.in_(("late", "overdue"))) == 2


def wants_to_hear_of_it(session, ticket_id, reader, now):
    """The customer, and a follower of the public view, are told when a promise is late."""
    if reader == "customer":
        own_subscription(session, ticket_id).wants_late = True
        return
    publish(session, ticket_id, PublicChoice(letters=True), now)
    ask_to_follow(session, ticket_id, "joana@example.net", "UTC", "en", now)
    found = session.scalars(select(Subscription).where(Subscription.email == "joana@example.net")).one()
    confirm(session, found.id, now, now)


def promises_nothing(session, held_id):
    """As if what a letter needs had changed while it was held."""
    held = session.get_one(LetterOnHold, held_id)
    held.said = held.said | {"promise": None}


def test_the_ticket_goes_to_the_cover_with_the_letter_that_says_so(held, cast, run, clock):
    one = held(kept_by=cast.tom.id, note="Tom is in while I am away.")
    assert run(release, one.id, clock.forward(seconds=10)).outcome == "sent"
    assert [event.kind for event in history(db.session, cast.ticket.id)] == ["opened", "letter", "handover"]
    assert db.session.get_one(Ticket, cast.ticket.id).owner_id == cast.tom.id


def test_nobody_is_told_at_once_that_a_promise_is_late_whose_letter_is_on_its_way(held, cast, run, clock):
    first = {"body": "I look at it.", "heard": "It dies.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **first)
    clock.forward(hours=2)
    one = held(length=timedelta(hours=9), seen=2, promise=due(clock(), hours=8))
    clock.forward(hours=2)
    assert run(leave_nudges, clock()) == 0, "it was pressed in time"
    run(take_back, one.id, cast.maria, clock())
    assert run(leave_nudges, clock()) == 1


def test_what_was_compared_with_the_drafts_as_it_was_pressed_goes_as_it_is(held, cast, run, clock):
    """Its places read otherwise in another language, and then the rest of the draft is a greater part of the letter."""
    with write() as session:
        session.get_one(Ticket, cast.ticket.id).subject = "Sie heizt auf und geht dann wieder aus"
        said = "Danke, [[ihr Name]]. Wir sehen uns [[der Betreff]] jetzt an und schreiben bis [[das Versprechen]]."
        texts = {"en": "[[their name]], it is on the bench now.", "de": said}
        filler = Filler({"ihr Name": "name", "der Betreff": "subject", "das Versprechen": "promise"}, str)
        by = {"changed_at": clock(), "changed_by_id": cast.maria.id}
        session.add(Draft(title="Bench", texts=texts, created_at=clock(), **by))
    filling = Filling(filler, "Dienstag um 17:00")
    one = held(body="Wir sehen uns das jetzt an und schreiben bis Montag.", filling=filling)
    released = run(release, one.id, clock.forward(seconds=11))
    assert released.outcome == "sent"
