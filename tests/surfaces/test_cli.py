"""The operator's commands: what they print, what they change, and how they say no."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask_migrate import downgrade
from sqlalchemy import select

from statuspage import demo
from statuspage.commands.ours import COMMANDS
from statuspage.commands.routes import access_table
from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.share import share, shares_of
from statuspage.security.sessions import DeskSession, check_password, sign_in
from tests.cast import PASSWORD, due

NEW = "a longer password"
ADD = ("add-agent", "--name", "Noor Haddad", "--email", "noor@fernhill.example")


@pytest.fixture
def flask(app):
    """Run ``flask COMMAND``; what it printed stands in stdout and stderr."""

    def do(*words, typed=""):
        result = app.test_cli_runner().invoke(args=[str(word) for word in words], input=typed)
        db.session.rollback()  # to read what it wrote
        return result

    return do


def refused(result, words):
    return result.exit_code == 1 and words in result.stderr and result.stdout == ""


def test_every_command_says_in_a_sentence_what_it_does():
    names = {command.name for command in COMMANDS}
    assert names >= {"demo", "settings", "add-agent", "set-password", "agents", "change-agent", "let-go-agent"}
    assert names >= {"take-back-agent", "links", "renew-links", "backup", "restore"}
    assert names >= {"ticket-link", "rotate-link", "outbox", "routes-access"}
    assert all((command.help or "").strip().endswith(".") for command in COMMANDS)


def test_the_manifest_is_all_that_stands_on_stdout(app, flask):
    result = flask("demo", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == demo.links(app)


def test_the_demo_can_be_asked_for_again_and_stays_the_same(flask):
    first = flask("demo", "--json").stdout
    assert flask("demo", "--json").stdout == first
    assert "Be Ana" in flask("demo").stdout


def test_the_demo_leaves_a_database_in_use_alone_and_says_so(flask, cast):
    assert refused(flask("demo", "--json"), "only into an empty one")
    assert len(db.session.scalars(select(Agent)).all()) == 2


def test_the_demo_is_refused_where_it_is_switched_off(app, flask):
    app.extensions["settings"] = replace(app.extensions["settings"], demo=False)
    assert refused(flask("demo", "--json"), "STATUSPAGE_DEMO")


def test_the_settings_are_printed_as_the_docs_have_them(flask):
    text = flask("settings", "--markdown").stdout
    assert text == (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    assert "STATUSPAGE_BASE_URL" in flask("settings").stdout


def test_an_agent_is_added_with_a_password_that_nobody_sees(flask):
    result = flask(*ADD, "--zone", "Asia/Amman", "--role", "Workshop", "--phone", "+962 6 5", typed=f"{NEW}\n{NEW}\n")
    assert result.exit_code == 0, result.stderr
    assert NEW not in result.stdout + result.stderr
    agent = check_password(db.session(), "noor@fernhill.example", NEW)
    assert (agent.name, agent.public_name, agent.zone, agent.role) == (
        "Noor Haddad",
        "Noor",
        "Asia/Amman",
        "Workshop",
    )


def test_without_a_zone_an_agent_gets_the_companys(flask):
    flask(*ADD, typed=f"{NEW}\n{NEW}\n")
    assert check_password(db.session(), "noor@fernhill.example", NEW).zone == "Europe/Lisbon"


def test_two_passwords_that_differ_are_asked_for_again(flask):
    result = flask(*ADD, typed=f"{NEW}\nanother password\n{NEW}\n{NEW}\n")
    assert result.exit_code == 0
    assert check_password(db.session(), "noor@fernhill.example", NEW)


def test_a_short_password_is_refused(flask):
    result = flask(*ADD, "--password", "short")
    assert result.exit_code == 2
    assert "at least 12 characters" in result.stderr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--zone", "Mars"), "time zone"),
        (("--email", "nobody"), "mail address"),
        (("--email", "maria@fernhill.example"), "already an agent"),
        (("--phone", "call me"), "phone number"),
    ],
)
def test_what_cannot_be_an_agent_is_refused_in_words(flask, cast, wrong, words):
    assert refused(flask(*ADD, *wrong, "--password", NEW), words)
    assert len(db.session.scalars(select(Agent)).all()) == 2


@pytest.fixture
def signed_in(run, cast, clock):
    run(sign_in, cast.maria, clock(), 12)


def test_a_new_password_ends_every_session_of_that_agent(flask, signed_in):
    result = flask("set-password", "Maria@Fernhill.example", typed=f"{NEW}\n{NEW}\n")
    assert result.exit_code == 0, result.stderr
    assert "Sessions ended: 1." in result.stdout
    assert check_password(db.session(), "maria@fernhill.example", NEW)
    assert not check_password(db.session(), "maria@fernhill.example", PASSWORD)
    assert not db.session.scalars(select(DeskSession)).all()


@pytest.mark.parametrize(
    "command", [("set-password",), ("let-go-agent",), ("take-back-agent",), ("change-agent", "--role", "Repairs")]
)
def test_nobody_cannot_be_changed(flask, cast, command):
    typed = f"{NEW}\n{NEW}\n"
    result = flask(*command, "charlie@example.org", typed=typed)
    assert result.exit_code == 1
    assert "no agent with the mail address charlie@example.org" in result.stderr


def test_the_private_link_is_printed_alone(app, flask, cast):
    result = flask("ticket-link", cast.ticket.id)
    key = shares_of(db.session(), cast.ticket.id)["private"]
    assert result.stdout == app.extensions["urls"].shared(key) + "\n"


def test_a_rotated_link_is_new_and_the_old_one_is_gone(client, flask, cast):
    old = flask("ticket-link", cast.ticket.id).stdout.strip()
    result = flask("rotate-link", cast.ticket.id, "private")
    assert result.exit_code == 0
    assert result.stdout.strip() != old
    assert result.stdout == flask("ticket-link", cast.ticket.id).stdout
    assert "as are those of the feed and the calendar" in result.stderr
    assert client.get(old).status_code in (404, 410)


def test_links_that_are_not_there_are_refused_in_words(flask, cast):
    assert refused(flask("ticket-link", 4711), "There is no ticket 4711")
    assert refused(flask("rotate-link", 4711, "private"), "There is no ticket 4711")
    assert refused(flask("rotate-link", cast.ticket.id, "public"), "has not published it")
    assert flask("rotate-link", cast.ticket.id, "everything").exit_code == 2
    assert "public" not in shares_of(db.session(), cast.ticket.id)


def test_the_outbox_lists_what_waits_and_says_that_no_mail_server_is_set(run, flask, cast, clock):
    assert "Waiting: 1." in flask("outbox").stderr
    promise = due(clock(), hours=3)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died.", promise=promise)
    run(reply, cast.ticket.id, clock(), body="Thanks")
    result = flask("outbox")
    assert [line.split()[2:] for line in result.stdout.splitlines()] == [
        ["opened", "to", "the", "customer"],
        ["letter", "to", "the", "customer"],
        ["reply", "to", "the", "agent"],
    ]
    assert "Waiting: 3. No mail server is set (STATUSPAGE_SMTP_URL), so no mail leaves." in result.stderr
    first = flask("outbox", "--limit", 1)
    assert len(first.stdout.splitlines()) == 1
    assert "There are more: --after 1" in first.stderr
    rest = json.loads(flask("outbox", "--json", "--after", 2).stdout)
    assert [row["kind"] for row in rest["rows"]] == ["reply"]
    assert rest["after"] is None
    assert db.session.scalars(select(Outgoing.sent_at)).all() == [None, None, None]


def test_one_mail_of_the_outbox_can_be_read_as_it_would_leave(app, run, flask, cast, clock):
    run(reply, cast.ticket.id, clock(), body="The fuse again?")
    row = db.session.scalar(select(Outgoing.id).where(Outgoing.kind == "reply"))
    shown = flask("outbox", "--show", row).stdout
    assert "Subject: Re: " in shown
    assert "The fuse again?" in shown
    assert refused(flask("outbox", "--show", row + 1), f"no row {row + 1} in the outbox")


def test_a_mail_that_nobody_could_get_says_so(run, flask, cast, clock):
    promise = due(clock(), hours=3)
    run(write_letter, cast.ticket.id, cast.maria, clock(), body="On it.", heard="It died.", promise=promise)
    run(lambda session: setattr(session.get_one(type(cast.ana), cast.ana.id), "email", ""))
    row = db.session.scalar(select(Outgoing.id))
    assert refused(flask("outbox", "--show", row), "no mail address")


def test_the_access_table_names_every_method_of_every_address(app, flask):
    result = flask("routes-access")
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["GET", "/healthz", "anyone"] in lines
    assert len(lines) == len(access_table(app))
    stream = ["GET", "/t/<token>/stream", "private", "and", "companions"]
    assert stream in lines, "the front's, behind the same door as the live part"
    assert {"path": "/desk/stream", "method": "GET", "access": "agent"} in json.loads(
        flask("routes-access", "--json").stdout
    )
    assert "| GET | `/healthz` | anyone |" in flask("routes-access", "--markdown").stdout


def test_no_address_is_left_without_a_word_on_who_may_use_it(app):
    assert [door for door in access_table(app) if door.access == "nobody"] == []


def test_a_database_without_tables_is_told_in_words(app, flask):
    downgrade(revision="base")
    assert refused(flask("ticket-link", 1), "has no tables yet")
    assert refused(flask("outbox"), "has no tables yet")
    for command in (ADD, ("set-password", "maria@fernhill.example")):
        assert refused(flask(*command), "has no tables yet"), "before a password is asked for"


def test_the_share_that_a_link_needs_is_never_made_by_asking_for_it(run, flask, cast, clock):
    run(share, cast.ticket.id, "badge", clock())
    assert flask("rotate-link", cast.ticket.id, "badge").exit_code == 0
    assert refused(flask("rotate-link", cast.ticket.id, "embed"), "has not published it")
