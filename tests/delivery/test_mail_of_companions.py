"""A companion's mails are their own: address, link and clock; and the owner reads whose words these are."""

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.companion_verbs import let_go, let_in
from statuspage.domain.customer_verbs import reply, use_clock, use_language
from statuspage.domain.outbox import Outgoing
from statuspage.domain.shares.share import shares_of
from tests.cast import due


@pytest.fixture
def joana(run, cast, clock):
    return run(let_in, cast.ticket.id, clock(), name="Joana Reis", email="joana@example.org", may_write=True).id


@pytest.fixture
def mails(app, clock):
    """The mails of this kind that wait, by whom they go to, each with its text."""

    def read(kind):
        db.session.rollback()
        rows = db.session.scalars(select(Outgoing).where(Outgoing.kind == kind, Outgoing.outcome == "waiting"))
        urls, settings = app.extensions["urls"], app.extensions["settings"]
        made = [mail.render(db.session(), row, urls, settings, clock()) for row in rows]
        return {str(one["To"].addresses[0].addr_spec): one for one in made}

    return read


def link_of(app, ticket_id, companion_id=None):
    db.session.rollback()
    return app.extensions["urls"].shared(shares_of(db.session(), ticket_id, companion_id)["private"])


def test_each_gets_the_letter_with_a_link_of_their_own(app, run, cast, clock, joana, mails):
    run(
        write_letter,
        cast.ticket.id,
        cast.maria,
        clock(),
        body="On it.",
        heard="It died.",
        promise=due(clock(), hours=3),
    )
    found = mails("letter")
    assert found.keys() == {"ana@example.org", "joana@example.org"}
    links = {"ana@example.org": link_of(app, cast.ticket.id), "joana@example.org": link_of(app, cast.ticket.id, joana)}
    for to, message in found.items():
        text = message.as_string()
        assert [link in text.replace("=\n", "") for link in links.values()] == [one == to for one in links]
    assert found["ana@example.org"]["Message-ID"] != found["joana@example.org"]["Message-ID"]


def test_it_is_told_by_their_clock_in_their_language_and_leaves_the_question_to_ana(run, cast, clock, joana, mails):
    run(use_clock, cast.ticket.id, clock(), zone="Asia/Riyadh", companion_id=joana)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="Ran.", heard="It died.", asks_solved=True)
    told = mails("letter")["joana@example.org"].get_body(("plain",)).get_content()
    assert "Is it solved? Only Ana can say so." in told
    run(use_language, cast.ticket.id, clock(), language="de", offered=("en", "de"), companion_id=joana)
    assert mails("letter")["joana@example.org"]["Content-Language"] == "de"
    assert mails("letter")["ana@example.org"]["Content-Language"] == "en"


def test_the_owner_reads_who_wrote(run, cast, clock, joana, mails):
    run(reply, cast.ticket.id, clock(), body="Ana is out.", companion_id=joana)
    message = mails("reply")["maria@fernhill.example"]
    assert message["From"].addresses[0].display_name == "Joana Reis (Fernhill Coffee)"
    assert "Joana Reis wrote" in message.get_body(("plain",)).get_content()


def test_who_is_let_go_is_mailed_nothing_more_and_nothing_that_waits(run, cast, clock, joana, mails):
    said = {"body": "On it.", "heard": "It died.", "promise": due(clock(), hours=3)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **said)
    run(let_go, cast.ticket.id, clock(), companion_id=joana)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="And more.", promise=due(clock(), hours=4))
    assert mails("letter").keys() == {"ana@example.org"}
