"""One direction only: surfaces use security and the database, those use the domain, the domain uses none of them."""

from pathlib import Path

import pytest

from statuspage.config import PROJECT
from tests.contracts.imports import Arrow, arrows, part

WEB = ("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "babel", "uvicorn", "a2wsgi", "click")
ANYONE = {"later"}  # how a library of others is imported is no matter of the house
# Who may use whom. What is not here is refused, so that a new arrow is a decision and not an accident.
MAY = {
    "domain": set(),
    "backups": {
        *("clock", "config", "db", "delivery", "domain", "filing", "migrations", "process_apart", "refusals"),
        *("on_disk", "version"),
    },
    "asgi": {"config", "create_app", "front", "logs", "private_files", "refusals"},
    "checkup": {
        "backups",
        "clock",
        "config",
        "db",
        "delivery",
        "domain",
        "filing",
        "migrations",
        "refusals",
        "replicas",
        "version",
    },
    "metering": {"clock", "config", "db", "domain", "replicas", "version"},
    "observing": {"config", "db", "protocol", "version"},
    "console": {"asgi", "front", "version"},
    "db": {"domain", "one_writer", "patient", "private_files", "waiting"},
    "on_disk": set(),
    "one_writer": set(),
    "process_apart": {"config"},
    "succession": set(),
    "private_files": set(),
    "patient": {"resolving", "waiting"},
    "replica": {"patient", "waiting"},
    "replicas": {"db", "protocol", "replica", "waiting"},
    "resolving": set(),
    "waiting": set(),
    "later": set(),
    "migrations": {"domain", "rhythm", "version", "waiting"},
    "moving": {"config", "db", "domain", "migrations", "waiting"},
    "rhythm": set(),
    "turns": set(),
    "routes": set(),
    "wearing": {"config", "db", "domain"},
    "clock": set(),
    "config": set(),
    "asking": set(),
    "assets": set(),
    "dev": {"config"},
    "logs": {"security"},
    "gapped": set(),
    "negotiation": set(),
    "protocol": set(),
    "security": {"asking", "clock", "db", "domain", "config", "negotiation", "protocol", "waiting", "wearing"},
    "urls": {"domain", "security"},
    "present": {"config", "domain", "urls", "clock"},
    "cacheable": {"db", "domain", "protocol"},
    "public_request": {"cacheable", "clock", "config", "db", "domain", "present", "replicas", "security", "urls"},
    "surfaces": {"surfaces/*"},
    "surfaces/*": {
        "assets",
        "cacheable",
        "clock",
        "config",
        "db",
        "delivery",
        "demo",
        "domain",
        "exporting",
        "filing",
        "forms",
        "gapped",
        "given_back",
        "migrations",
        "negotiation",
        "outage",
        "our_fields",
        "present",
        "protocol",
        "public_request",
        "refusals",
        "security",
        "uploads",
        "urls",
        "version",
        "wearing",
        "wiping",
    },
    "delivery": {
        "clock",
        "config",
        "db",
        "domain",
        "filing",
        "present",
        "process_apart",
        "refusals",
        "resolving",
        "security",
        "turns",
        "urls",
        "wearing",
        "wiping",
    },
    "exporting": {"clock", "db", "domain", "filing", "present", "protocol"},
    "wiping": {"db", "domain", "filing", "wiping_under"},
    "wiping_under": set(),
    "demo": {"clock", "config", "db", "domain", "filing", "security", "urls"},
    "commands": {
        "backups",
        "checkup",
        "clock",
        "config",
        "db",
        "delivery",
        "demo",
        "domain",
        "exporting",
        "filing",
        "logs",
        "migrations",
        "moving",
        "present",
        "refusals",
        "rhythm",
        "security",
        "urls",
        "version",
        "wearing",
        "wiping",
    },
    "filing": {"clock", "config", "db", "domain", "on_disk", "resolving"},
    "forms": {"domain", "present"},
    "our_fields": {"config", "domain", "forms", "present", "wearing"},
    "uploads": {"db", "domain", "filing", "forms", "present", "protocol"},
    "outage": {"clock", "db", "forms", "present", "public_request"},
    "given_back": {"domain", "present", "security"},
    "front": {
        "asking",
        "config",
        "demo",
        "gapped",
        "logs",
        "migrations",
        "patient",
        "protocol",
        "refusals",
        "succession",
        "turns",
        "waiting",
    },
    "refusals": {"config", "migrations"},
    "create_app": {
        "assets",
        "backups",
        "cacheable",
        "commands",
        "config",
        "db",
        "delivery",
        "demo",
        "dev",
        "filing",
        "metering",
        "observing",
        "present",
        "private_files",
        "replicas",
        "routes",
        "security",
        "surfaces",
        "urls",
        "version",
        "waiting",
        "wearing",
    },
}


def faults(found: list[Arrow]) -> list[str]:
    """Every import that goes the wrong way, as a sentence."""
    return [said for arrow in found if (said := _fault(arrow))]


def _fault(arrow: Arrow) -> str:
    here, there = part(arrow.module), part(arrow.names)
    where = f"{arrow.module} (line {arrow.line}) imports {arrow.names}"
    outside = arrow.names.split(".")[0].lower()
    if here == "domain" and (outside in WEB or outside.startswith("flask_")):
        return f"{where}: the domain knows no web."
    if not there or there == here:
        return ""
    kind = "surfaces/*" if here.startswith("surfaces/") else here
    allowed = MAY.get(kind)
    if allowed is None:
        return f"{where}: {here} is new; say in tests/contracts/test_direction.py what it may use."
    if here.startswith("surfaces/") and there.startswith("surfaces"):
        return f"{where}: a surface never uses another."
    target = "surfaces/*" if there.startswith("surfaces/") else there
    return "" if target in allowed | ANYONE else f"{where}: {here} may not use {there}."


def test_every_import_goes_the_right_way():
    assert faults(arrows(PROJECT)) == []


def test_every_part_of_the_house_is_there_and_has_its_arrows():
    parts = {part(arrow.module) for arrow in arrows(PROJECT)}
    kinds = {"surfaces/*" if name.startswith("surfaces/") else name for name in parts}
    assert kinds == set(MAY), "tests/contracts/test_direction.py names parts that are gone, or misses new ones"


WRONG = {
    "statuspage/domain/tickets.py": "import flask",
    "statuspage/domain/customer_verbs.py": "from flask_babel import gettext",
    "statuspage/domain/notes.py": "def late():\n    from werkzeug.wrappers import Response",
    "statuspage/domain/events.py": "from statuspage.db import db",
    "statuspage/domain/publication/ticket.py": "from statuspage import urls",
    "statuspage/domain/shares/share.py": "from ...security.signing import sign",
    "statuspage/domain/desk/queue.py": "import importlib\nimportlib.import_module('statuspage.surfaces')",
    "statuspage/domain/deep/er.py": "from jinja2 import Environment",
    "statuspage/security/access.py": "from statuspage.surfaces.desk import bp",
    "statuspage/db.py": "import statuspage.security.sessions",
    "statuspage/surfaces/desk/page.py": "from statuspage.surfaces.customer import bp",
    "statuspage/surfaces/feed.py": "from statuspage.surfaces import public",
    "statuspage/surfaces/site.py": "from . import feed",
    "statuspage/protocol.py": "from statuspage import domain",
    "statuspage/front/regions.py": "from statuspage.domain.tickets import Ticket",
    "statuspage/front/asgi.py": "from statuspage.surfaces import public",
    "statuspage/brand_new.py": "from statuspage.domain import tickets",
}
RIGHT = {
    "statuspage/surfaces/desk/page.py": "from statuspage.surfaces.desk.blueprint import bp\nfrom . import letters",
    "statuspage/surfaces/desk/letters.py": "import flask\nfrom statuspage.db import write",
    "statuspage/domain/tickets.py": "from statuspage.domain import typed\nfrom .events import append\nimport nh3",
    "statuspage/security/access.py": "from statuspage.domain.shares import Share\nfrom . import sessions",
    "statuspage/surfaces/__init__.py": "from statuspage.surfaces import desk, feed",
}


def plant(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", WRONG)
def test_an_import_the_wrong_way_is_found(tmp_path, name):
    plant(tmp_path, {name: WRONG[name]})
    found = faults(arrows(tmp_path))
    assert len(found) == 1, found
    assert name.removesuffix(".py").replace("/", ".") in found[0]


def test_imports_the_right_way_are_left_alone(tmp_path):
    plant(tmp_path, RIGHT)
    assert faults(arrows(tmp_path)) == []
