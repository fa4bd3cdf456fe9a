"""Two people, or two clicks, at the same moment, on both databases: nothing is lost and nothing counts twice."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.unsent_letters import UnsentLetter, save_unsent
from statuspage.domain.errors import Refused, Repeated, Stale
from statuspage.domain.events import history
from statuspage.domain.form_keys import with_words
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.need_verbs import Gift, give
from statuspage.domain.needs import needed, needs_by_key
from statuspage.domain.notes import Note, add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.leaving import let_go
from statuspage.domain.people.presence import Presence, be
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Share
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.patience import LONG


def test_two_who_write_on_one_ticket_both_count_and_no_version_is_missing(at_once, cast, clock):
    verbs = [lambda session, n=n: reply(session, cast.ticket.id, clock(), body=f"reply {n}") for n in range(8)]
    verbs += [lambda session, n=n: add_note(session, cast.ticket.id, cast.tom, clock(), body="n") for n in range(2)]
    assert not [answer for answer in at_once(*verbs) if isinstance(answer, Exception)]
    events = history(db.session, cast.ticket.id)
    assert [event.version for event in events] == list(range(1, 10))
    bodies = db.session.scalars(select(Reply.body).where(Reply.version > 1))
    assert sorted(bodies) == [f"reply {n}" for n in range(8)]
    ticket = db.session.get_one(Ticket, cast.ticket.id)
    assert (ticket.version, ticket.unanswered, ticket.notes) == (9, 9, 2)


def test_of_two_agents_who_answer_at_once_the_second_reads_the_first_ones_letter(at_once, cast, clock):
    def letter(agent):
        said = {"body": f"{agent.name} here.", "heard": "It dies.", "promise": due(clock(), hours=3), "seen": 1}
        return lambda session: write_letter(session, cast.ticket.id, agent, clock(), **said)

    answers = at_once(letter(cast.maria), letter(cast.tom))
    assert sorted(type(answer).__name__ for answer in answers) == ["Letter", "Stale"]
    assert next(answer for answer in answers if isinstance(answer, Stale)).since == 1
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


@pytest.mark.parametrize("once", ["key", "k" * 90])
def test_a_form_sent_twice_at_once_counts_once(at_once, cast, clock, once):
    ways = {
        "reply": lambda session: reply(session, cast.ticket.id, clock(), body="Hi.", once=once),
        "note": lambda session: add_note(session, cast.ticket.id, cast.tom, clock(), body="Hi.", once=once + "n"),
        "ticket": lambda session: open_ticket(
            session, cast.ana, cast.maria, clock(), subject="New", story="New.", once=once
        ),
    }
    for verb in ways.values():
        answers = at_once(verb, verb, verb)
        assert sum(isinstance(answer, Repeated) for answer in answers) == 2, answers
        assert sum(isinstance(answer, Exception) for answer in answers) == 2
    count = [db.session.scalar(select(func.count()).select_from(table)) for table in (Ticket, Note)]
    assert count == [2, 1]
    assert [event.kind for event in history(db.session, cast.ticket.id)] == ["opened", "reply"]


def test_a_form_sent_twice_at_once_with_other_words_counts_twice(at_once, cast, clock):
    keys = {body: with_words("key", [("body", body)]) for body in ("One.", "Two.")}
    verbs = [
        lambda session, body=body, key=key: reply(session, cast.ticket.id, clock(), body=body, once=key)
        for body, key in keys.items()
    ]
    answers = at_once(*verbs, *verbs)
    assert sum(isinstance(answer, Repeated) for answer in answers) == 2, answers
    bodies = db.session.scalars(select(Reply.body).where(Reply.version > 1))
    assert sorted(bodies) == ["One.", "Two."]


def test_publishing_twice_at_once_makes_one_share_of_each_kind(at_once, cast, clock):
    answers = at_once(*[lambda session: publish(session, cast.ticket.id, PublicChoice(), clock())] * 2)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert db.session.scalar(select(func.count()).select_from(Share)) == len(SCOPES)


@pytest.mark.parametrize("first", ["let go", "hand over", "open"])
def test_nobody_is_given_a_ticket_while_they_are_let_go(app, cast, clock, first):
    """The second waits until the first has ended, and is then refused."""
    opening = {"subject": "New", "story": "New."}
    gives = {
        "hand over": lambda session: hand_over(session, cast.ticket.id, cast.maria, cast.tom, clock(), note="Yours."),
        "open": lambda session: open_ticket(session, cast.ana, cast.tom, clock(), **opening),
    }
    lets_go = lambda session: let_go(session, session.get_one(Agent, cast.tom.id), clock())  # noqa: E731 - beside the others
    one, other = (lets_go, gives["hand over"]) if first == "let go" else (gives[first], lets_go)
    has_begun, goes_on = threading.Event(), threading.Event()

    def do(verb, *steps):
        with app.app_context():
            try:
                with write() as session:
                    verb(session)
                    for step in steps:
                        step()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(do, one, has_begun.set, lambda: goes_on.wait(LONG))
        assert has_begun.wait(LONG)
        waits = pool.submit(do, other)
        assert not wait([waits], timeout=1).done, "it waits for the first"
        goes_on.set()
        held.result(LONG)
        with pytest.raises(Refused, match="Tom"):
            waits.result(LONG)


def test_two_tabs_that_keep_a_letter_or_say_who_is_there_do_not_collide(at_once, cast, clock):
    maria, ticket = cast.maria.id, cast.ticket.id
    verbs = [lambda session: save_unsent(session, maria, ticket, {"body": "Dear"}, clock(), copy="one")] * 3
    verbs += [lambda session: be(session, ticket, "reading", clock())] * 3
    assert not [answer for answer in at_once(*verbs) if isinstance(answer, Exception)]
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (UnsentLetter, Presence)] == [1, 1]


def test_a_transaction_that_fails_leaves_nothing(run, cast, clock):
    def half(session):
        reply(session, cast.ticket.id, clock(), body="Half.")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(half)
    assert db.session.get_one(Ticket, cast.ticket.id).version == 1
    db.session.remove()
    run(reply, cast.ticket.id, clock(), body="Whole.")
    assert [event.version for event in history(db.session, cast.ticket.id)] == [1, 2]


def test_two_who_give_the_same_thing_at_once_one_wins_and_no_word_is_lost(at_once, cast, clock, run):
    asked = needed("A photo", "2026-11-24T10:00", "Europe/Lisbon", clock())
    said = {"body": "I need it.", "heard": "It dies.", "promise": due(clock(), hours=3), "needs": asked}
    letter = run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    joana = run(let_in, cast.ticket.id, clock(), name="Joana Reis", email="", may_write=True)
    key = f"{letter.version}-1"

    def giving(words, **by):
        return lambda session: give(session, cast.ticket.id, clock(), gifts={key: Gift(words)}, **by)

    answers = at_once(giving("From Ana."), giving("From Joana.", companion_id=joana.id))
    assert sorted((answer.closed, answer.before) for answer in answers) == [(0, 1), (1, 0)]
    bodies = db.session.scalars(select(Reply.body).where(Reply.version > letter.version)).all()
    assert {body.partition("\n")[2] for body in bodies} == {"From Ana.", "From Joana."}
    (need,) = needs_by_key(db.session(), cast.ticket.id).values()
    assert f"✓ A photo\n{need.answer}" == bodies[0]
    assert db.session.get_one(Ticket, cast.ticket.id).needs_open == 0
