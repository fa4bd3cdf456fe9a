"""An owner answers from their own mail program: with an ending it leaves, without one, or after news, it waits."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery.mail import render
from statuspage.delivery.message import Retired
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.desk.unsent_letters import read_unsent
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Handover, Letter
from statuspage.domain.notes import Note
from statuspage.domain.outbox import HELD
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import Promise
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.delivery.answering import answer, with_file
from tests.delivery.mailbox import ANSWERED, Mailbox, text


@pytest.fixture
def box(app, cast, clock, run):
    """Maria's and Ana's mailboxes, where mails are answered and nothing is asked of an agent's mail but its sender."""
    found = Mailbox(app, cast, clock, run)
    found.change(**ANSWERED | {"mail_proof": False})
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "hours", {}))
    found.write()
    return found


@pytest.fixture
def notice(run, cast, clock, box):
    """What Ana wrote, as it reached Maria by mail."""
    clock.forward(minutes=20)
    run(reply, cast.ticket.id, clock(), body="It still drips.")
    return box.left(kind="reply", to="agent")


def letters(cast):
    db.session.rollback()
    found = select(Letter).where(Letter.ticket_id == cast.ticket.id).order_by(Letter.version)
    return [letter.body for letter in db.session.scalars(found)]


def promise(cast):
    db.session.rollback()
    ticket = db.session.get_one(Ticket, cast.ticket.id)
    return db.session.get_one(Promise, ticket.promise_id) if ticket.promise_id else None


def held(box):
    return box.newest(kind=HELD)


def test_a_letter_with_an_ending_leaves_with_the_promise_by_the_agents_clock(cast, notice, take):
    assert take(answer(notice, "The part is here.\n\nnext: tomorrow 17:00")).outcome == "taken"
    assert letters(cast)[-1] == "The part is here."
    made = promise(cast)
    assert (made.wall[-5:], made.zone) == ("17:00", cast.maria.zone)


def test_the_question_ends_it_too(cast, notice, take):
    assert take(answer(notice, "It should hold now.\n\nsolved?")).outcome == "taken"
    assert db.session.get_one(Ticket, cast.ticket.id).step == "solved"


def test_without_an_ending_the_words_wait_and_a_mail_says_why_and_offers_three_times_and_the_question(
    cast, box, notice, take
):
    before = letters(cast)
    receipt = take(answer(notice, "The part is here."))
    assert (receipt.outcome, letters(cast)) == ("held", before)
    assert [one.fields["body"] for one in read_unsent(db.session(), cast.maria.id, cast.ticket.id)] == [
        "The part is here."
    ]
    words = text(held(box))
    assert "does not end with when you write next" in words
    assert words.count("/held/") == 4
    assert "> The part is here." in words


def test_news_since_the_answered_mail_leaves_it_unsent_and_says_what_is_new(run, clock, cast, box, notice, take):
    run(reply, cast.ticket.id, clock() + timedelta(minutes=1), body="Now it smokes!")
    assert take(answer(notice, "All is well.\n\nnext: tomorrow 17:00")).outcome == "held"
    assert "All is well." not in letters(cast)
    assert "> Now it smokes!" in text(held(box))


def test_an_answer_to_nothing_that_we_know_waits(cast, notice, take):
    raw = answer(notice, "Hello.\n\nnext: tomorrow 17:00", In_Reply_To="<other@example.org>", References=None)
    assert take(raw).outcome == "held"


def test_the_first_letter_waits_as_it_says_what_was_heard(run, clock, cast, app, take):
    box = Mailbox(app, cast, clock, run)
    box.change(**ANSWERED | {"mail_proof": False})
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "hours", {}))
    run(reply, cast.ticket.id, clock(), body="Hello?")
    notice = box.left(kind="reply", to="agent")
    assert take(answer(notice, "On it.\n\nnext: tomorrow 17:00")).outcome == "held"
    assert "/held/" not in text(held(box)), "what was heard is written at the desk"


def test_a_note_stays_among_us(cast, notice, take):
    before = letters(cast)
    assert take(answer(notice, "note: she calls from the shop")).outcome == "taken"
    assert db.session.scalars(select(Note)).one().body == "she calls from the shop"
    assert letters(cast) == before


def test_a_first_line_hands_the_ticket_over(cast, notice, take):
    assert take(answer(notice, "to Tom:\nPlease take this, the part is in your workshop.")).outcome == "taken"
    given = db.session.scalars(select(Handover)).one()
    assert (given.to_id, given.note) == (cast.tom.id, "Please take this, the part is in your workshop.")


def test_a_name_that_nobody_has_keeps_the_words(cast, box, notice, take):
    assert take(answer(notice, "to Wilhelmina:\nPlease take this.")).outcome == "held"
    assert "Wilhelmina" in text(held(box))


def test_a_first_line_moves_the_step(cast, notice, take):
    take(answer(notice, "step: looking\nI am looking into it.\n\nnext: tomorrow 17:00"))
    assert (letters(cast)[-1], db.session.get_one(Ticket, cast.ticket.id).step) == ("I am looking into it.", "looking")


def test_a_mail_from_another_sender_is_no_agents(cast, notice, take):
    before = letters(cast)
    receipt = take(answer(notice, "I am Maria.\n\nnext: tomorrow 17:00", From="maria@elsewhere.example"))
    assert (receipt.reason, letters(cast)) == ("forged_agent", before)


def test_without_proof_it_is_kept_for_the_desk(box, cast, notice, take):
    box.change(mail_proof=True)
    before = letters(cast)
    receipt = take(answer(notice, "I am Maria.\n\nnext: tomorrow 17:00"))
    assert (receipt.reason, letters(cast)) == ("unproven_agent", before)


def test_the_word_of_the_receiving_server_is_proof(box, cast, notice, take):
    box.change(mail_proof=True, mail_authserv="mx.fernhill.example")
    domain = cast.maria.email.partition("@")[2]
    proof = f"mx.fernhill.example; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    raw = answer(notice, "It is me.\n\nnext: tomorrow 17:00", Authentication_Results=proof)
    assert take(raw).outcome == "taken"


def test_an_agent_who_was_let_go_writes_no_letter(run, cast, notice, take):
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "is_active", False))
    assert take(answer(notice, "Hello.\n\nnext: tomorrow 17:00")).reason == "agent_gone"


def test_the_same_letter_brought_twice_is_written_once(cast, notice, take):
    raw = answer(notice, "The part is here.\n\nnext: tomorrow 17:00")
    assert [take(raw).outcome, take(raw).outcome] == ["taken", "repeated"]
    assert letters(cast).count("The part is here.") == 1


def test_the_owners_original_is_at_the_desk_alone(cast, notice, take):
    take(answer(notice, "The part is here.\n\nnext: tomorrow 17:00"))
    mail = db.session.scalars(select(IncomingMail)).one()
    assert (mail.agent_id, mail.subscription_id) == (cast.maria.id, None)


def test_the_mail_about_a_letter_that_waits_no_longer_does_not_leave(app, run, clock, cast, box, notice, take):
    take(answer(notice, "The part is here."))
    row = box.rows(kind=HELD)[-1]
    write = {"body": "From the desk.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **write)
    run(lambda session: session.delete(read_unsent(session, cast.maria.id, cast.ticket.id)[0]))
    db.session.rollback()
    with pytest.raises(Retired):
        render(db.session(), row, app.extensions["urls"], app.extensions["settings"], clock())


def test_an_ending_alone_moves_the_promise(cast, notice, take):
    before = letters(cast)
    assert take(answer(notice, "next: tomorrow 17:00")).outcome == "taken"
    assert (letters(cast), promise(cast).wall[-5:], promise(cast).moves) == (before, "17:00", 1)


def test_an_answer_with_nothing_but_an_ending_sends_the_letter_that_waits(cast, run, clock, box, notice, take):
    take(answer(notice, "The part is here."))
    waiting = box.left(kind=HELD)
    assert take(answer(waiting, "next: tomorrow 17:00")).outcome == "taken"
    assert letters(cast)[-1] == "The part is here."
    assert read_unsent(db.session(), cast.maria.id, cast.ticket.id) == []


def test_what_was_heard_may_stand_first(run, clock, cast, app, take):
    box = Mailbox(app, cast, clock, run)
    box.change(**ANSWERED | {"mail_proof": False})
    run(lambda session: setattr(session.get_one(Agent, cast.maria.id), "hours", {}))
    run(reply, cast.ticket.id, clock(), body="Hello?")
    notice = box.left(kind="reply", to="agent")
    words = "heard: It dies each Monday.\nI am on it.\n\nnext: tomorrow 17:00"
    assert take(answer(notice, words)).outcome == "taken"
    assert db.session.get_one(Ticket, cast.ticket.id).heard_words == "It dies each Monday."


def test_an_owners_mail_with_nothing_but_a_file_is_refused_with_that_reason(notice, take):
    raw = with_file("", str(notice["Reply-To"]), From="maria@fernhill.example")
    assert take(raw).reason == "files_only"
