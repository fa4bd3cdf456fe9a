"""A notice is by machine and says so first; it speaks the agent's language, by their clock, and leads to the ticket."""

from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.delivery.due import leave_due
from statuspage.delivery.message import Retired
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import DIGEST, Agent, choose_notices
from tests.cast import SUBJECT, due

FIRST = {"en": "A notice that you chose", "de": "Ein Hinweis, den Sie gewählt haben", "ar": "إشعار من اختيارك"}


@pytest.fixture
def maria(run, cast):
    """Maria, who is always in, and wants to know everything."""

    def change(session, **facts):
        agent = session.get_one(Agent, cast.maria.id)
        choose_notices(agent, ["words", "handover", "soon", "late", DIGEST])
        for name, value in {"hours": {}, **facts}.items():
            setattr(agent, name, value)

    run(change)
    return lambda **facts: run(change, **facts)


@pytest.fixture
def promised(run, cast, clock, maria):
    def write(**rest):
        said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3)} | rest
        return run(write_letter, cast.ticket.id, cast.maria, clock(), **said)

    write()
    return write


@pytest.fixture
def rendered(app, clock):
    def do(kind):
        db.session.rollback()
        row = db.session.scalars(select(Outgoing).where(Outgoing.kind == kind, Outgoing.to == "agent")).one()
        made = mail.render(db.session(), row, app.extensions["urls"], app.extensions["settings"], clock())
        return message_from_bytes(made.as_bytes(), policy=policy.default)

    return do


def text(message, kind="plain"):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_a_reminder_says_to_whom_by_when_and_leads_to_the_ticket(run, clock, cast, promised, rendered, app):
    clock.forward(hours=2, minutes=45)
    assert run(leave_due, clock()) == 2, "and the digest, as the day is young"
    message = rendered("soon")
    assert text(message).startswith("A notice that you chose, made by a machine.")
    assert "You promised Ana a word by Monday 23 November, 12:12 (Lisbon time)." in text(message)
    for kind in ("plain", "html"):
        assert app.extensions["urls"].ticket(cast.ticket.id) in text(message, kind)
        assert app.extensions["urls"].profile() in text(message, kind)
    assert message["To"] == "Maria Okafor <maria@fernhill.example>"
    assert message["Subject"] == f"Ana Reis: {SUBJECT}"
    assert message["Auto-Submitted"] == "auto-generated"


def test_an_overdue_promise_is_told_in_the_past(run, clock, promised, rendered):
    clock.forward(hours=3, minutes=1)
    run(leave_due, clock())
    assert "by Monday 23 November, 12:12 (Lisbon time), and no letter has come." in text(rendered("overdue"))


def test_a_promised_call_is_called_so(run, clock, cast, promised, rendered):
    call = due(clock(), hours=2)
    promised(heard="", promise=type(call)(call.at, call.wall, call.zone, "call"))
    clock.forward(hours=1, minutes=45)
    run(leave_due, clock())
    assert "You promised to call Ana by" in text(rendered("soon"))


@pytest.mark.parametrize("meanwhile", ["answered", "handed over"])
def test_a_reminder_of_what_is_no_longer_so_is_no_mail(run, clock, cast, promised, rendered, meanwhile):
    clock.forward(hours=2, minutes=45)
    run(leave_due, clock())
    if meanwhile == "answered":
        promised(heard="")
    else:
        run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has the part.")
    with pytest.raises(Retired):
        rendered("soon")


def test_the_digest_names_each_ticket_with_its_time_and_its_address(run, clock, cast, promised, rendered, app):
    clock.forward(hours=23, minutes=58)
    assert run(leave_due, clock()) == 2
    message = rendered("digest")
    for kind in ("plain", "html"):
        assert SUBJECT in text(message, kind)
        assert app.extensions["urls"].ticket(cast.ticket.id) in text(message, kind)
    assert "Late\n\n- Ana: " in text(message).replace("Late\n-", "Late\n\n-")
    assert "Monday 23 November, 12:12 (Lisbon time)" in text(message)
    assert message["Subject"] == "Your day: Tuesday 24 November"
    promised(heard="", asks_solved=True, promise=None)
    with pytest.raises(Retired):
        rendered("digest")


@pytest.mark.parametrize("language", FIRST)
def test_every_notice_speaks_the_agents_language_and_says_first_that_it_is_by_machine(
    run, clock, cast, maria, promised, rendered, language
):
    maria(language=language, zone="Asia/Tokyo")
    run(reply, cast.ticket.id, clock(), body="And?")
    clock.forward(hours=2, minutes=45)
    run(leave_due, clock())
    clock.forward(hours=13)
    run(leave_due, clock())
    for kind in ("reply", "overdue", "digest"):
        message = rendered(kind)
        assert text(message).startswith(FIRST[language]), kind
        assert message["Content-Language"] == language
        assert f'lang="{language}"' in text(message, "html")


def test_a_customers_words_reach_the_agent_by_their_own_clock_also_in_a_ticket_that_went_on(
    run, clock, cast, maria, promised, rendered
):
    maria(zone="Asia/Tokyo")
    run(reply, cast.ticket.id, clock(), body="Is there a loaner?")
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom has the part.")
    said = text(rendered("reply"))
    assert "Is there a loaner?" in said
    assert "(Tokyo time)" in said


def test_what_was_written_comes_with_the_facts_that_stand_on_the_tickets_page(run, clock, cast, promised, rendered):
    run(reply, cast.ticket.id, clock.forward(hours=2), body="Is it there?")
    words = text(rendered("reply"))
    assert "- Step: " in words
    assert "- Open for 2 hours" in words
