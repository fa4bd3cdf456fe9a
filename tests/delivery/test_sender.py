"""What waits in the outbox leaves once; what cannot leave waits, or is dead and says why; nothing is ever lost."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from statuspage.db import db, write
from statuspage.delivery import beside, marking, outbox, routine, sender
from statuspage.delivery.sender import Sender
from statuspage.domain import dead_letters
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.bounces import bounced, is_bounced, note_bounce
from statuspage.domain.customer_verbs import reply
from statuspage.domain.outbox import FIRST_DUE, PING, Outgoing, leave, ping
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription, subscribe
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.delivery.mail_servers import Inbox, serving
from tests.front.house import served
from tests.patience import until

ANA, MARIA = "ana@example.org", "maria@fernhill.example"


@pytest.fixture(autouse=True)
def no_receipt(run, cast):
    """The ticket's receipt left long ago."""
    run(lambda session: session.execute(delete(Outgoing)))


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def server(app, inbox):
    """A real mail server on this machine, and an instance that hands its mails to it."""
    with serving(inbox) as port:
        use(app, f"smtp://127.0.0.1:{port}")
        yield port


def use(app, url):
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url=url, mail_from="care@fernhill.example")


@pytest.fixture
def send(app):
    """One turn of a sender; what it did in a few words."""
    one = Sender(app, threading.Event())

    def do():
        db.session.rollback()
        return one.send_due()

    return do


@pytest.fixture
def letter(run, cast, clock):
    def do(body="On it, today.", **more):
        run(write_letter, cast.ticket.id, cast.maria, clock(), body=body, heard="It died.", **more, promise=in_hours())

    def in_hours():
        return due(clock(), hours=3)

    return do


def rows():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Outgoing).order_by(Outgoing.id)).all()


def row():
    (one,) = rows()
    return one


def seen(ask, *arguments):
    """What is so by now."""
    db.session.rollback()
    db.session.expire_all()
    return ask(db.session(), *arguments)


def unreached(cast):
    return seen(lambda session: session.get_one(Ticket, cast.ticket.id).unreached_at)


def outcomes():
    return [one.outcome for one in rows()]


def test_a_letter_and_a_reply_leave_once_and_are_marked(server, inbox, send, letter, run, cast, clock):
    letter()
    run(reply, cast.ticket.id, clock(), body="Thanks")
    assert send().sent == 2
    assert sorted(inbox.to()) == [ANA, MARIA]
    assert [(one.outcome, one.sent_at, one.tries, one.lease, one.fault) for one in rows()] == [
        ("sent", clock(), 1, "", "")
    ] * 2
    assert send().sent == 0
    assert len(inbox.mails) == 2
    assert {sent_by for sent_by, _, _ in inbox.mails} == {"care@fernhill.example"}


def test_without_a_server_nothing_is_even_taken_up(send, letter):
    letter()
    assert send().sent == 0
    assert (row().outcome, row().tries, row().lease) == ("waiting", 0, "")


def test_a_ping_to_a_hub_is_no_mail(server, inbox, send, run, cast, clock):
    run(ping, cast.ticket.id, 1, clock())
    assert send().sent == 0
    assert [(one.kind, one.outcome, one.tries) for one in rows()] == [(PING, "waiting", 0)]


def test_a_mail_that_is_due_later_waits_until_then(server, inbox, send, run, cast, clock):
    later = clock() + timedelta(days=3)
    run(leave, cast.ticket.id, "reply", "agent", clock(), version=1, agent_id=cast.maria.id, due_at=later)
    assert send().sent == 0
    clock.forward(days=3)
    assert send().sent == 1


def test_a_letter_older_than_a_day_is_never_mailed_on_its_own(server, inbox, send, letter, clock):
    letter()
    clock.forward(days=1, seconds=1)
    letter("This one is new.")
    assert send().sent == 1
    assert outcomes() == ["retired", "sent"]
    assert "This one is new." in inbox.messages()[0].get_body(("plain",)).get_content()


def test_a_server_that_is_set_late_sends_no_history(app, inbox, send, letter, clock):
    for _ in range(3):
        letter()
        clock.forward(hours=20)
    with serving(inbox) as port:
        use(app, f"smtp://127.0.0.1:{port}")
        assert send().sent == 1
    assert outcomes() == ["retired", "retired", "sent"]


def test_a_letter_that_was_tried_in_time_goes_on_for_three_days(app, server, inbox, send, letter, clock):
    letter()
    inbox.rcpt[ANA] = "450 4.2.0 greylisted, come again"
    for _ in range(60):
        assert send().sent == 0
        assert row().outcome == "waiting"
        clock.time = row().due_at
        if clock() - row().created_at > timedelta(days=2):
            break
    inbox.rcpt.clear()
    assert send().sent == 1
    assert row().outcome == "sent"


def test_nobody_tries_for_longer_than_three_days(server, inbox, send, letter, clock):
    letter()
    begun = clock()
    inbox.rcpt[ANA] = "450 4.2.0 greylisted, come again"
    tries = []
    while row().outcome == "waiting":
        send()
        tries.append(clock())
        clock.time = row().due_at
    assert row().outcome == "dead"
    assert tries[-1] - begun == timedelta(days=3)
    assert "Nobody took it for three days" in row().fault
    assert "450 4.2.0 greylisted" in row().fault
    waits = [b - a for a, b in pairwise(tries)]
    assert timedelta(minutes=1) < waits[0] < timedelta(minutes=3)
    assert max(waits) < timedelta(hours=5)
    assert 15 < len(tries) < 50
    assert not seen(is_bounced, ANA)


def test_the_waits_grow_and_differ_for_two_who_failed_together():
    waits = [routine.backoff(tries, 60, 3600) for tries in range(1, 12) for _ in range(50)]
    assert all(48 <= wait <= 72 for wait in waits[:50])
    assert all(2880 <= wait <= 4320 for wait in waits[-50:])
    assert len(set(waits)) == len(waits)


def test_a_refused_address_is_dead_at_once_and_is_shown_on_the_ticket(server, inbox, send, letter, cast, clock):
    inbox.rcpt[ANA] = "550 5.1.1 no such user here"
    letter()
    assert send().dead == 1
    assert row().outcome == "dead"
    assert "550 5.1.1 no such user here" in row().fault
    found = seen(bounced, ANA)
    assert (found.at, "no such user" in found.words) == (clock(), True)
    assert unreached(cast) == clock()


def test_nothing_is_sent_to_an_address_that_bounced(server, inbox, send, letter, run, cast, clock):
    run(note_bounce, ANA, clock(), "550 5.1.1 no such user")
    letter()
    assert (send().dead, inbox.mails) == (1, [])
    assert "takes no mail. 550 5.1.1 no such user" in row().fault


def test_a_new_ticket_of_whoever_bounced_shows_it_as_soon_as_a_mail_is_kept_back(
    server, inbox, send, letter, run, cast, clock
):
    run(note_bounce, ANA, clock(), "550")
    run(lambda session: setattr(session.get_one(Ticket, cast.ticket.id), "unreached_at", None))
    letter()
    send()
    assert unreached(cast) == clock()


@pytest.mark.parametrize("answer", ["552 5.2.2 mailbox full", "550 5.7.1 not from you"])
def test_a_refusal_that_is_not_about_the_address_is_dead_and_no_bounce(server, inbox, send, letter, cast, answer):
    inbox.rcpt[ANA] = answer
    letter()
    assert send().dead == 1
    assert answer in row().fault
    assert not seen(is_bounced, ANA)
    assert unreached(cast) is None


def test_an_agents_address_that_is_refused_marks_no_ticket(server, inbox, send, run, cast, clock):
    inbox.rcpt[MARIA] = "550 5.1.1 no such user"
    run(reply, cast.ticket.id, clock(), body="Thanks")
    assert send().dead == 1
    assert seen(is_bounced, MARIA)
    assert unreached(cast) is None


def test_one_who_is_refused_holds_up_nobody_else(server, inbox, send, letter, run, cast, clock):
    inbox.rcpt[ANA] = "550 5.1.1 no such user"
    letter()
    run(reply, cast.ticket.id, clock(), body="Thanks")
    inbox.data[MARIA] = "451 later"
    run(reply, cast.ticket.id, clock(), body="And another thing")
    tally = send()
    assert (tally.dead, tally.waiting, tally.is_over) == (1, 2, False)


def test_a_customer_whose_address_went_away_is_told_of_in_words(server, inbox, send, letter, run, cast):
    letter()
    run(lambda session: setattr(session.get_one(Customer, cast.ana.id), "email", ""))
    assert send().dead == 1
    assert "there is no mail address" in row().fault


@pytest.mark.parametrize("who", ["customer", "owner", "writer"])
def test_nothing_of_the_demo_ever_leaves(server, inbox, send, letter, run, cast, clock, who):
    table, number = {"customer": (Customer, cast.ana.id), "owner": (Agent, cast.maria.id)}.get(
        who, (Agent, cast.tom.id)
    )
    run(lambda session: setattr(session.get_one(table, number), "is_demo", True))
    by = cast.tom if who == "writer" else cast.maria
    run(write_letter, cast.ticket.id, by, clock(), body="On it.", heard="It died.", promise=due(clock(), hours=3))
    run(reply, cast.ticket.id, clock(), body="Thanks") if who != "writer" else None
    tally = send()
    assert (tally.sent, inbox.mails) == (0, [])
    assert set(outcomes()) == {"kept"}


def test_a_mail_to_an_agent_of_the_demo_stays_too(server, inbox, send, run, cast, clock):
    run(lambda session: setattr(session.get_one(Agent, cast.tom.id), "is_demo", True))
    run(leave, cast.ticket.id, "reply", "agent", clock(), version=1, agent_id=cast.tom.id)
    send()
    assert (outcomes(), inbox.mails) == (["kept"], [])


def test_whoever_asked_for_quiet_meanwhile_gets_no_mail(server, inbox, send, letter, run, clock):
    letter()
    run(lambda session: setattr(session.scalar(select(Subscription)), "ended_at", clock()))
    send()
    assert (outcomes(), inbox.mails) == (["retired"], [])


def test_a_companion_who_was_let_go_meanwhile_gets_no_mail(server, inbox, send, letter, run, cast, clock):
    def let_in(session):
        joana = Companion(
            ticket_id=cast.ticket.id, name="Joana Reis", email="joana@example.org", zone="UTC", came="customer"
        )
        joana.created_at = clock()
        session.add(joana)
        session.flush()
        subscribe(session, cast.ticket.id, clock(), joana)

    run(let_in)
    letter()
    run(lambda session: setattr(session.scalar(select(Companion)), "let_go_at", clock()))
    send()
    assert (outcomes(), inbox.to()) == (["sent", "retired"], [ANA])


def test_two_readers_of_one_letter_get_two_message_ids_and_a_row_has_always_the_same(
    server, inbox, send, letter, run, cast, clock
):
    run(leave, cast.ticket.id, "reply", "agent", clock(), version=1, agent_id=cast.maria.id)
    run(leave, cast.ticket.id, "reply", "agent", clock(), version=1, agent_id=cast.tom.id)
    send()
    first = [message["Message-ID"] for message in inbox.messages()]
    assert len(set(first)) == 2
    run(lambda session: [setattr(one, "outcome", "waiting") for one in session.scalars(select(Outgoing))])
    clock.forward(hours=1)
    send()
    assert [message["Message-ID"] for message in inbox.messages()][2:] == first


# The server cannot be used


@pytest.mark.parametrize(
    "script",
    [
        {"banner": "close"},
        {"banner": "554 go away"},
        {"EHLO": "hang"},
        {"MAIL": "550 5.7.1 not your domain"},
        {"end": "close"},
        {"end": "hang"},
        {"end": "gibberish"},
        {"RCPT": "421 closing"},
    ],
    ids=str,
)
def test_a_server_that_fails_loses_nothing_and_stops_the_turn(
    app, crooked, send, letter, clock, caplog, monkeypatch, script
):
    for wait in ("CONNECTED", "ANSWERED", "TAKEN"):
        monkeypatch.setattr(f"statuspage.delivery.smtp.{wait}", 0.2)
    server = crooked(**script)
    use(app, server.url)
    for number in range(3):
        letter(f"Letter {number}")
    tally = send()
    assert (tally.sent, tally.waiting, tally.is_over) == (0, 1, True)
    assert outcomes() == ["waiting"] * 3
    assert [one.tries for one in rows()] == [1, 0, 0]
    assert rows()[0].due_at > clock()
    assert rows()[0].fault
    assert [one.due_at for one in rows()[1:]] == [clock()] * 2
    assert not seen(is_bounced, ANA)


def test_what_waited_for_the_server_leaves_when_it_is_back(app, crooked, inbox, send, letter, clock):
    server = crooked()
    server.close()
    use(app, server.url)
    letter()
    letter("Another")
    assert send().is_over
    with serving(inbox, port=server.port):
        assert send().sent == 1
        clock.forward(minutes=7)
        assert send().sent == 1
    assert len(inbox.mails) == 2


def test_a_fault_is_one_line_of_the_log_without_address_or_key(app, server, inbox, letter, run, cast, clock, caplog):
    inbox.rcpt[ANA] = f"450 4.2.0 <{ANA}> greylisted, see https://x.example/t/abcdefghijklmnopqrstuvwxyz0123456789"
    letter()
    letter()
    one = Sender(app, threading.Event())
    with caplog.at_level(logging.WARNING, "statuspage.mail"):
        wait = one.work()
    (said,) = [record.getMessage() for record in caplog.records if record.name == "statuspage.mail"]
    assert said == "Mails wait (RCPT was answered with 450 4.2.0). The next look is in 1 s."
    assert wait == sender.POLL
    assert "greylisted" in rows()[0].fault


def test_a_server_that_is_down_is_tried_less_and_less_often(app, crooked, letter, caplog):
    server = crooked()
    server.close()
    use(app, server.url)
    for _ in range(8):
        letter()
    one = Sender(app, threading.Event())
    waits = [one.work() for _ in range(8)]
    assert 4 <= waits[0] <= 6
    assert 240 <= waits[-1] <= 360
    assert all("Nothing listens at 127.0.0.1" in record.message for record in caplog.records)


def test_a_mail_that_cannot_be_written_waits_and_holds_up_nobody(
    server, inbox, send, letter, run, cast, clock, monkeypatch, caplog
):
    letter()
    run(reply, cast.ticket.id, clock(), body="Thanks")
    from statuspage.delivery import writing

    real = writing.mail.render

    def render(session, outgoing, *rest):
        if outgoing.kind == "letter":
            raise ZeroDivisionError
        return real(session, outgoing, *rest)

    monkeypatch.setattr(writing.mail, "render", render)
    tally = send()
    assert (tally.sent, tally.waiting) == (1, 1)
    assert outcomes() == ["waiting", "sent"]
    assert "could not be written" in rows()[0].fault
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("part", ["render", "_read_ahead"])
def test_a_mail_leaves_at_once_though_a_connection_was_cut_while_it_was_written(
    server, inbox, send, letter, monkeypatch, caplog, part
):
    letter()
    from statuspage.delivery import writing

    where = writing.mail if part == "render" else writing
    real, tries = getattr(where, part), []

    def cut_once(*given):
        tries.append(given)
        if len(tries) == 1:
            _lose()
        return real(*given)

    monkeypatch.setattr(where, part, cut_once)
    assert send().sent == len(inbox.mails) == 1
    assert "could not be written" not in caplog.text


def test_what_a_sender_had_in_hand_when_the_database_was_lost_leaves_at_the_next_turn(
    server, inbox, send, letter, monkeypatch
):
    letter()
    with monkeypatch.context() as lost:
        lost.setattr(outbox, "of_the_demo", _lose)
        with pytest.raises(OperationalError):
            send()
    assert send().sent == len(inbox.mails) == 1
    assert rows()[0].tries == 1


def _lose(*_given):
    raise OperationalError("SELECT", {}, Exception("terminating connection"))


# Leases


def lease(clock, most=50, **length):
    with write() as session:
        return outbox.lease(session, clock(), timedelta(**(length or {"minutes": 5})), most)


def test_what_one_sender_has_taken_no_other_takes_until_the_lease_runs_out(letter, clock):
    letter()
    letter()
    first = lease(clock, most=1)
    second = lease(clock)
    assert [one.id for one in (*first, *second)] == [one.id for one in rows()]
    assert lease(clock) == []
    clock.forward(minutes=5)
    again = lease(clock)
    assert [(one.id, one.tries) for one in again] == [(one.id, 2) for one in (*first, *second)]
    assert {one.lease for one in again}.isdisjoint({first[0].lease, second[0].lease})


def test_a_sender_that_comes_too_late_overwrites_nothing(letter, clock):
    letter()
    (late,) = lease(clock)
    clock.forward(minutes=6)
    (other,) = lease(clock)
    with write() as session:
        assert not outbox.end(session, late, "dead", clock(), "It was too slow.")
        assert not outbox.put_off(session, late, clock(), "It was too slow.")
        assert outbox.end(session, other, "sent", clock())
        assert not outbox.end(session, late, "dead", clock(), "It was too slow.")
    assert (row().outcome, row().fault) == ("sent", "")


def test_the_late_one_notes_no_bounce_either(letter, clock, cast):
    letter()
    (late,) = lease(clock)
    clock.forward(minutes=6)
    lease(clock)
    marking.bury(late, "550 5.1.1 no such user", refused=ANA)
    assert not seen(is_bounced, ANA)


def test_what_is_given_back_was_never_tried(letter, clock):
    letter()
    taken = lease(clock)
    with write() as session:
        outbox.give_back(session, taken)
    assert (row().tries, row().due_at, row().lease) == (0, clock(), "")


def test_when_it_was_due_first_is_remembered_over_all_tries(letter, clock):
    letter()
    begun = clock()
    for tries in (1, 2, 3):
        (one,) = lease(clock)
        assert (one.tries, one.first_due) == (tries, begun)
        marking.put_off(one, "Later.")
        clock.forward(hours=9)
    assert row().data == {FIRST_DUE: begun.isoformat()}


def test_a_sender_that_is_told_to_stop_gives_back_what_it_has_not_sent(app, server, inbox, letter, monkeypatch):
    for _ in range(4):
        letter()
    ended = threading.Event()
    real = sender._do

    def do(*given):
        real(*given)
        ended.set()

    monkeypatch.setattr(sender, "_do", do)
    assert Sender(app, ended).send_due().sent == 1
    assert sorted(outcomes()) == ["sent", "waiting", "waiting", "waiting"]
    assert sorted(one.tries for one in rows()) == [0, 0, 0, 1]


def test_four_senders_at_once_send_each_mail_once(app, server, inbox, run, cast, clock):
    for number in range(60):
        run(reply, cast.ticket.id, clock(), body=f"Reply {number}")
    everyone = [threading.Thread(target=_turn, args=(app,)) for _ in range(4)]
    for one in everyone:
        one.start()
    for one in everyone:
        one.join()
    until(lambda: len(inbox.mails) == 60)
    assert set(outcomes()) == {"sent"}
    assert len({message["Message-ID"] for message in inbox.messages()}) == 60


def _turn(app):
    with app.app_context():
        Sender(app, threading.Event()).send_due()


def test_the_server_of_pages_sends_by_itself(app, server, inbox, letter):
    app.extensions["background"] = beside.background(app)
    with served(app):
        letter()
        until(lambda: inbox.mails and outcomes() == ["sent"])
    assert inbox.to() == [ANA]


def test_without_a_mail_server_nothing_runs_beside_the_pages(app):
    assert beside.background(app) == []


# Dead letters


def test_a_dead_letter_can_be_sent_again(server, inbox, send, letter, run, cast, clock):
    inbox.rcpt[ANA] = "550 5.1.1 no such user"
    letter()
    send()
    inbox.rcpt.clear()
    clock.forward(days=30)
    run(dead_letters.send_again, row().id, clock())
    assert not seen(is_bounced, ANA)
    assert unreached(cast) is None
    assert send().sent == 1
    assert (inbox.to(), row().outcome, row().fault) == ([ANA], "sent", "")


def test_another_address_gets_all_that_was_dead(server, inbox, send, letter, run, cast, clock):
    inbox.rcpt[ANA] = "550 5.1.1 no such user"
    letter()
    letter("And more.")
    send()
    assert outcomes() == ["dead", "dead"]
    assert run(dead_letters.use_address, rows()[0].id, " Ana.Reis@example.org ", clock()) == 2
    assert seen(is_bounced, ANA), "nobody said that the old one takes mail again"
    assert unreached(cast) is None
    assert seen(lambda session: session.get_one(Customer, cast.ana.id).email) == "ana.reis@example.org"
    assert send().sent == 2
    assert inbox.to() == ["ana.reis@example.org"] * 2
