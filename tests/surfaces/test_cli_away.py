"""Absences and farewells by command: said as days or hours, refused in a sentence."""

import json

import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.absences.absence import Absence
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from tests.cast import due
from tests.surfaces.test_cli import flask, refused

assert flask  # the fixture

MARIA, TOM = "maria@fernhill.example", "tom@fernhill.example"
SPAN = ("--from", "2026-11-23", "--back", "2026-11-30 10:00")


def test_somebody_is_away_and_back_early(flask, cast, clock):
    done = flask("away-agent", MARIA, *SPAN, "--cover", TOM)
    assert done.stdout == "Maria Okafor is away from 2026-11-23 09:12 until 2026-11-30 10:00.\n", done.stderr
    states = {row["email"]: row["state"] for row in json.loads(flask("agents", "--json").stdout)["rows"]}
    assert states == {MARIA: "away", TOM: "here"}
    clock.forward(hours=1)
    assert flask("back-agent", MARIA).stdout == "Maria Okafor is back.\n"
    assert db.session.scalars(select(Absence).where(Absence.withdrawn_at.is_(None))).one().set_by_id is None
    assert refused(flask("back-agent", MARIA), "Maria Okafor is not away now.")


def test_promises_that_fall_into_it_are_named(flask, run, cast, clock):
    letter = {"body": "On it.", "heard": "It dies.", "promise": due(clock(), days=2)}
    run(write_letter, cast.ticket.id, cast.maria, clock(), **letter)
    done = flask("away-agent", MARIA, *SPAN, "--cover", TOM)
    assert f"Promises of theirs that fall into it: 1, of the tickets {cast.ticket.id}." in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*SPAN,), "Please choose who covers meanwhile."),
        ((*SPAN, "--cover", MARIA), "Nobody covers for themselves"),
        ((*SPAN, "--cover", "noor@fernhill.example"), "no agent with the mail address"),
        (("--from", "2026-12-07", "--back", "2026-12-01", "--cover", TOM), "ends before it begins"),
        (("--from", "soon", "--back", "2026-12-01", "--cover", TOM), "give a day"),
    ],
)
def test_what_cannot_be_is_refused(flask, cast, words, told):
    assert refused(flask("away-agent", MARIA, *words), told)


def test_whoever_is_let_go_first_hands_all_to_one(flask, cast):
    done = flask("let-go-agent", MARIA, "--hand-to", TOM, "--note", "Tom has it now.")
    assert done.stdout.endswith("Tickets handed over: 1.\n"), done.stderr
    assert db.session.get_one(Ticket, cast.ticket.id).owner_id == cast.tom.id
    assert not db.session.get_one(Agent, cast.maria.id).is_active


def test_or_to_whom_the_rule_finds_and_never_without_words(flask, cast):
    assert refused(flask("let-go-agent", MARIA, "--by-rule"), "Please write something here.")
    assert flask("let-go-agent", MARIA, "--by-rule", "--note", "Maria leaves us.").exit_code == 0
    assert flask("let-go-agent", TOM, "--by-rule", "--hand-to", MARIA).exit_code == 2
