"""The people at the desk, as whoever runs the server lists, changes, lets go and takes back."""

import json

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.errors import Refused
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.leaving import let_go
from statuspage.security.sessions import DeskSession, check_password, sign_in
from tests.cast import PASSWORD
from tests.surfaces.test_cli import flask, refused

assert flask  # the fixture

MARIA, TOM = "maria@fernhill.example", "tom@fernhill.example"


@pytest.fixture
def handed_over(run, cast, clock):
    """Maria has no open ticket, and is signed in."""
    run(hand_over, cast.ticket.id, cast.maria, cast.tom, clock(), note="Tom knows fuses.")
    run(sign_in, cast.maria, clock(), 12)


def test_the_agents_are_listed_a_page_at_a_time(flask, cast):
    whole = json.loads(flask("agents", "--json").stdout)
    assert [(row["email"], row["state"], row["open_tickets"]) for row in whole["rows"]] == [
        (MARIA, "here", 1),
        (TOM, "here", 0),
    ]
    assert "password_hash" not in str(whole)
    first = flask("agents", "--limit", 1)
    assert first.stdout.split() == ["1", MARIA, "Maria", "Okafor", "here", "1"]
    assert "--after 1" in first.stderr
    assert [row["email"] for row in json.loads(flask("agents", "--json", "--after", 1).stdout)["rows"]] == [TOM]
    assert flask("agents", "--after", 2).stdout == ""


def test_what_is_given_of_an_agent_changes_and_the_rest_stays(flask, cast):
    result = flask(
        "change-agent", MARIA, "--role", "Workshop", "--email", "Maria.O@Fernhill.example", "--language", "de"
    )
    assert result.exit_code == 0, result.stderr
    maria = db.session.scalars(select(Agent).where(Agent.name == "Maria Okafor")).one()
    assert (maria.role, maria.email, maria.language) == ("Workshop", "maria.o@fernhill.example", "de")
    assert (maria.place, maria.pronoun, maria.phone, maria.public_as) == ("Lisbon", "she", "+351 21 000 0000", "photo")
    assert check_password(db.session(), "maria.o@fernhill.example", PASSWORD)


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ((), 2, "Say what to change"),
        (("--zone", "Mars"), 1, "time zone"),
        (("--name", " "), 1, "write something"),
        (("--email", TOM), 1, "already an agent"),
        (("--email", "nobody"), 1, "mail address"),
        (("--language", "tlh"), 2, "one of en, de, ar"),
    ],
)
def test_what_cannot_be_changed_is_refused_in_words(flask, cast, given, code, words):
    result = flask("change-agent", MARIA, *given)
    assert result.exit_code == code
    assert words in result.stderr
    assert db.session.scalars(select(Agent.zone).where(Agent.email == MARIA)).one() == "Europe/Lisbon"


def test_whoever_still_has_open_tickets_stays_and_the_tickets_are_named(flask, cast):
    result = flask("let-go-agent", MARIA)
    assert refused(result, f"{cast.ticket.id} “{cast.ticket.subject}”")
    assert "Open tickets that Maria Okafor still has: 1." in result.stderr
    assert check_password(db.session(), MARIA, PASSWORD)


def test_of_many_open_tickets_the_first_are_named_and_all_are_counted(run, cast, clock):
    for number in range(11):
        run(open_ticket, cast.ana, cast.maria, clock(), subject=f"Trouble {number}", story="It drips.")
    with pytest.raises(Refused) as said:
        run(lambda session: let_go(session, session.get_one(Agent, cast.maria.id), clock()))
    assert "still has: 12." in str(said.value.words)
    assert str(said.value.words).endswith("“Trouble 8”, …")


def test_whoever_is_let_go_signs_in_no_more_and_gets_nothing_new(flask, run, cast, clock, handed_over):
    result = flask("let-go-agent", MARIA)
    assert result.exit_code == 0, result.stderr
    assert "Sessions ended: 1." in result.stdout
    assert not check_password(db.session(), MARIA, PASSWORD)
    assert not db.session.scalars(select(DeskSession)).all()
    gone = db.session.scalars(select(Agent).where(Agent.email == MARIA)).one()
    with pytest.raises(Refused):
        run(hand_over, cast.ticket.id, cast.tom, gone, clock(), note="Back to you.")
    with pytest.raises(Refused):
        run(open_ticket, cast.ana, gone, clock(), subject="More", story="More.")
    assert "let go" in flask("agents").stdout
    assert flask("let-go-agent", MARIA).exit_code == 0, "and once more changes nothing"


def test_the_last_one_at_the_desk_stays(flask, cast, handed_over):
    flask("let-go-agent", MARIA)
    assert refused(flask("let-go-agent", TOM), "Tom Becker is the last one at the desk")
    assert check_password(db.session(), TOM, PASSWORD)


def test_whoever_is_taken_back_signs_in_as_before(flask, cast, handed_over):
    flask("let-go-agent", MARIA)
    assert flask("take-back-agent", MARIA).exit_code == 0
    assert check_password(db.session(), MARIA, PASSWORD)
