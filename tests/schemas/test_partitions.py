"""`docs/scaling.md` says what of the schema can be parted by ticket: it is tried here, on a copy of it."""

import re

import psycopg
import pytest

from statuspage.config import PROJECT
from statuspage.db import db
from statuspage.migrations.upgrade import bring_up_to_date
from tests.schemas.partitions import PARTS, parted


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_refuses_to_be_parted_by_ticket_stands_in_the_page_on_scaling(start):
    app = start()
    with app.app_context():
        bring_up_to_date()
        address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        tables, refused = parted(connection)
        kept = connection.execute("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'parts.event'::regclass")
    page = (PROJECT / "docs" / "scaling.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE)
    assert told == [(table, ", ".join(one.told for one in refused if one.table == table)) for table in _in(refused)]
    assert f"each of the {len(tables)} tables" in page
    assert kept.fetchone() != (0,)
    assert PARTS == 4, "the page says so"


def _in(refused):
    return list(dict.fromkeys(one.table for one in refused))
