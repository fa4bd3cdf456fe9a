"""A process that serves pages loads no library before somebody needs it: it starts sooner, and stays smaller."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from statuspage.config import PROJECT

LATER = {  # what each is for
    "alembic": "a schema that is not the newest",
    "cryptography": "words for a browser",
    "css_inline": "a mail",
    "dkim": "a mail that came in",
    "dns": "what of DNS a mail needs",
    "feedgen": "a feed in Atom",
    "flask_migrate": "a schema that is not the newest",
    "icalendar": "a calendar",
    "lxml": "a feed in Atom, a mail that came in",
    "obstore": "files",
    "opentelemetry": "a setting",
    "PIL": "photos, pictures",
    "prometheus_client": "a setting",
    "psycopg": "PostgreSQL",
    "puremagic": "files",
    "pyrage": "backups that are encrypted",
    "resvg_py": "pictures",
    "rich": "commands",
    "segno": "a QR code",
    "sentry_sdk": "a setting",
    "statuspage.checkup": "commands",
    "uharfbuzz": "pictures",
}
START = """
import os, sys, tempfile
with tempfile.TemporaryDirectory() as folder:
    os.environ.update(STATUSPAGE_DATA_DIR=folder, STATUSPAGE_DEMO="off")
    import app
    from statuspage.front.serving import prepare
    print(*sorted(set(sys.modules)))
    prepare(app.app)
    print(*sorted(set(sys.modules)))
"""


@pytest.fixture(scope="module")
def loaded() -> list[set[str]]:
    """What is loaded once everything stands, and after the schema was made."""
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=PROJECT, capture_output=True, text=True, timeout=120, check=True
    )
    return [set(line.split()) for line in done.stdout.splitlines()[-2:]]


@pytest.mark.parametrize("library", LATER)
def test_a_start_does_not_load(loaded, library):
    assert library not in loaded[0], f"it is for {LATER[library]}: load it there, with statuspage/later.py"


def test_a_schema_is_made_by_what_is_loaded_for_it(loaded):
    assert "alembic" in loaded[1]


def test_what_is_loaded_later_is_installed():
    assert [library for library in LATER if find_spec(library) is None] == []
