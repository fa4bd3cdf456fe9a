"""Every schema ever released can be upgraded with its data: nothing is lost, and every page is served."""

from collections import Counter
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, inspect, select
from sqlalchemy.engine import make_url

from statuspage.db import db, write
from statuspage.domain.absences.planned import Planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.base import Base
from statuspage.domain.causes.cause import begin_cause
from statuspage.domain.desk.views import save_view
from statuspage.domain.letters import Letter
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.photos import Photo
from statuspage.domain.shares.scopes import PRIVATE_SCOPES, SCOPES
from statuspage.domain.shares.share import Key, Share, shares_of
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.topics import save_topic
from statuspage.migrations.shape import UNTOLD, is_modelled
from statuspage.migrations.upgrade import bring_up_to_date
from statuspage.security.sessions import sign_in
from statuspage.security.signing import sign
from tests.contracts.doors import places
from tests.databases import KINDS
from tests.schemas import FOLDER, NOW
from tests.schemas.conftest import RELEASED, load, run_script
from tests.schemas.make import make

pytestmark = pytest.mark.heavy_on_postgresql

# What revisions have renamed: a table; and a column of a table, by the old names of both. None: what it holds was
# dropped, or is made anew of other columns.
TABLES = {"update": "letter", "view": "visits", "faces": "consent", "unsent": "unsent_letter"}
COLUMNS: dict[tuple[str, str], str | None] = {
    ("share", "kept_back"): "withdrawn_alone",
    ("customer", "sought"): None,
    ("draft", "body"): None,  # a text per language, in which a place that only its writer can fill in says so
    ("outgoing", "to"): None,  # what was the owner is an agent, who is named
}
LARGEST = 300_000  # bytes


@pytest.fixture(params=RELEASED)
def upgraded(request, database, start):
    """An app on a database of that version, upgraded; the rows as they were before."""
    load(database, request.param)
    app = start()
    with app.app_context():
        with db.engine.connect() as connection:
            app.extensions["before"] = rows(connection)
        bring_up_to_date()
        yield app


def rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, read without our models."""
    found = {}
    for name in inspect(connection).get_table_names():
        if name == UNTOLD:  # lines that are deleted within a second
            continue
        table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
        found[name] = [dict(row) for row in connection.execute(select(table)).mappings()]
    return found


def test_there_is_a_dump_for_each_database_and_it_is_small():
    for version in RELEASED:
        for kind in KINDS:
            assert (FOLDER / f"{version}.{kind}.sql").stat().st_size < LARGEST


def test_no_row_and_no_word_is_lost(upgraded):
    with db.engine.connect() as connection:
        after = rows(connection)
    for table, before in upgraded.extensions["before"].items():
        if table == "alembic_version":
            continue
        assert before, f"the dump has no row in {table}"
        names = {column: COLUMNS.get((table, column), column) for column in before[0]}
        kept = [{names[column]: value for column, value in row.items() if names[column]} for row in before]
        now = [{column: row[column] for column in kept[0]} for row in after[TABLES.get(table, table)]]
        assert counted(now) == counted(kept), table


def counted(found: list[dict[str, object]]) -> Counter[str]:
    return Counter(repr(sorted(row.items())) for row in found)


def test_the_tables_are_then_what_the_models_say(upgraded):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_modelled})
        assert compare_metadata(context, Base.metadata) == []
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_every_page_of_everything_is_served(upgraded):
    client = upgraded.test_client()
    with write() as session:
        maria = session.scalars(select(Agent).order_by(Agent.id)).first()
        client.set_cookie("desk", sign_in(session, maria, NOW, 12))
        save_topic(session, None, name="", words={"en": ("Repairs", "")}, agents=[], first="en")  # newer than 0.1.0
        begin_cause(session, maria, NOW, name="Bad seals")
        put_on(session, 1, maria, NOW, "seals")
        ahead = Planned(NOW + timedelta(days=20), NOW + timedelta(days=21), maria.zone)
        tom = session.scalars(select(Agent.id).order_by(Agent.id).offset(1)).first()
        set_absence(session, maria.id, maria, NOW, ahead, tom)
        view = save_view(session, maria.id, "Late in German", {"state": "late", "language": "de"}, NOW).id
    with client.get(f"/desk/views/{view}") as kept:
        assert kept.status_code == 200
    asked = 0
    for path in addresses(upgraded):
        with client.get(path, follow_redirects=True) as answer:
            assert answer.status_code in (200, 204), f"GET {path} answered {answer.status}: {answer.text[:300]}"
            assert answer.request.path != "/desk/login", f"GET {path} asks who we are"
        asked += 1
    assert asked > 100


def test_a_private_link_from_before_opens_what_it_opened_and_is_its_customers_own(upgraded):
    client, keys = upgraded.test_client(), upgraded.extensions["settings"].secret_keys
    shares = [row for row in upgraded.extensions["before"]["share"] if row["scope"] in PRIVATE_SCOPES]
    assert len(shares) > 6
    for row in shares:
        token = sign(keys, row["scope"], Key(row["id"], row["generation"]))
        answer = client.get(SCOPES[row["scope"]].path(token))
        assert answer.status_code == (410 if row["withdrawn_at"] else 200), row
        share = db.session.get_one(Share, row["id"])
        assert (share.holder, share.companion_id) == ("customer", None)


def test_a_private_link_is_spelled_as_it_always_was():
    key = Key(1, 1)
    assert sign(["a-key-for-tests-only-0123456789-abcdef"], "private", key) == "AQHoQPVrWiZdv7xr5cDjMNG2"


def addresses(app):
    """Everything that can be read: what belongs to no ticket once, and the rest for each ticket and customer."""
    urls = app.extensions["urls"]
    fixed = {"filename": "css/base.css", "colour": "0b6b5d", "lane": "promised"}
    with db.engine.connect() as connection:
        photo = connection.scalar(select(Photo.name))
        customers = connection.scalars(select(Customer.id)).all()
        letters = connection.execute(select(Letter.ticket_id, Letter.version)).all()
    shares = {number: shares_of(db.session(), number) for number in db.session.scalars(select(Ticket.id))}
    later = ("/setup", "/logo/<name>")  # of an empty instance, and of what no version had then
    readable = [place for place in places(app) if "GET" in place.methods and place.rule.rule not in later]
    for place in readable:
        if {"mail_id", "version", "key", "held_id"} & place.rule.arguments:  # of which none is from before
            continue
        known = {**fixed, "name": photo}
        if "token" in place.rule.arguments:
            here = [found[place.access.value] for found in shares.values() if place.access.value in found]
            yield from (place.path(token=urls.token(one), **known) for one in here if one.withdrawn_at is None)
        elif "letter" in place.rule.arguments:
            yield from (place.path(ticket_id=number, letter=version) for number, version in letters)
        elif "ticket_id" in place.rule.arguments:
            yield from (place.path(ticket_id=number, **known) for number in shares)
        elif "customer_id" in place.rule.arguments:
            yield from (place.path(customer_id=number, **known) for number in customers)
        elif place.rule.rule not in ("/oembed", "/desk/views", "/desk/views/<name>"):  # it asks for a page; for a view
            yield place.path(**known)
    public = next(found["public"] for found in shares.values() if "public" in found)
    yield urls.oembed(urls.shared(public)).removeprefix(urls.base)


def test_the_next_release_can_be_dumped_in_the_same_way(database, start):
    """Whoever makes a release finds a script that works; what it writes is a whole database of this version."""
    run_script(database, make(make_url(database).get_backend_name()))
    app = start()
    with app.app_context():
        bring_up_to_date()
        assert app.test_client().get(first_page(app)).status_code == 200


def first_page(app):
    """The page of the first ticket."""
    urls = app.extensions["urls"]
    return urls.shared(shares_of(db.session(), 1)["private"]).removeprefix(urls.base)
