"""Whoever writes words lets them be found in the same transaction: no place in the code forgets to."""

import ast
import re
from datetime import timedelta

from sqlalchemy import func, select

from statuspage.config import PROJECT
from statuspage.db import write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.needs import Needed
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import promised_for
from statuspage.domain.tickets import Ticket
from statuspage.domain.words import sources
from statuspage.domain.words.engine import engine
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.sources import SOURCES, begin_anew, go_on
from tests.contracts.canaries import plant

WRITTEN = {"Letter", "Reply", "Note", "Handover", "Ticket", "Customer", "Companion", "FormerSubject", "TicketTag"}
WRITTEN |= {"Need", "CauseTie"}
WORDS = {"subject", "body", "heard", "note", "name", "email", "phone"}
INDEXES = {"index", "note_sought", "index_anew"}


def functions():
    for file in (PROJECT / "statuspage" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{file.stem}.{node.name}", node


def calls(node):
    return {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}


def sets_words(node):
    for one in ast.walk(node):
        targets = one.targets if isinstance(one, ast.Assign) else []
        names = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        if any(isinstance(name, ast.Attribute) and name.attr in WORDS for name in names):
            return True
    return "setattr" in calls(node)


def test_whatever_makes_or_changes_words_puts_them_into_the_index():
    makers = {name for name, node in functions() if calls(node) & WRITTEN}
    assert len(makers) >= 7, makers
    forgotten = {
        name
        for name, node in functions()
        if (calls(node) & WRITTEN or sets_words(node)) and not calls(node) & INDEXES and not is_about_others(name)
    }
    assert not forgotten, f"{sorted(forgotten)} must call index(...), as domain/words/passages.py says"


def is_about_others(name):
    return (
        name.partition(".")[0] in ("agents", "invitations", "laying", "our_company", "promises", "topics")
        or name in OTHERS
    )


# The columns of a mail; a companion whose name is given, and indexed, by whoever asked for them; a company's name; and
# a cause that is begun, which no ticket is part of yet.
OTHERS = {"dead_letters._revive", "colleagues._companion", "company_verbs.rename", "cause.begin_cause"}


def test_every_table_of_words_has_its_row_among_the_sources():
    tables = {sources._table(one) for one in SOURCES}
    names = {getattr(one, "__tablename__", None) or one.name for one in tables}
    assert names >= {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in WRITTEN} | {"file"}


def found_by(session):
    """Every passage with all that it is found by."""
    passages = session.scalars(select(Passage)).all()
    known = engine(session)
    return {(one.kind, one.ticket_id, one.number): set(known.forms_of(session, one.id)) for one in passages}


def in_step(session) -> bool:
    """Whether the index is what it would be, were it made anew now."""
    before = found_by(session)
    begin_anew(session)
    while go_on(session):
        pass
    return before == found_by(session)


def ask_for_something(session, clock, ticket_id):
    agent = session.get_one(Agent, session.get_one(Ticket, ticket_id).owner_id)
    by = "2026-12-01T10:00"
    needs = Needed(("The number beneath the machine", "A photo"), clock() + timedelta(days=2), by, "UTC")
    promise = promised_for(by, "UTC", clock())
    write_letter(session, ticket_id, agent, clock(), body="Two things.", promise=promise, needs=needs)


def test_after_a_whole_life_the_index_is_what_it_would_be_made_anew(app, clock):
    with write() as session:
        ask_for_something(session, clock, plant(session, clock).ticket_id)
    with write() as session:
        kinds = session.execute(select(Passage.kind, func.count()).group_by(Passage.kind)).all()
        assert {kind for kind, _ in kinds} == sources.BY_KIND.keys()
        assert in_step(session)
