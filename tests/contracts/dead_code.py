"""Finds code that nothing uses but its own tests: ``python -m tests.contracts.dead_code`` says what, and fails.

Vulture reads Python alone. What a template uses is used, so is what a framework calls by its name; a column is the
database's.
"""

import re
import sys
from pathlib import Path

from vulture import Vulture

from statuspage.config import PROJECT

PATHS = ("statuspage", "app.py", "bench")
REGISTERED = ["@*.get", "@*.post", "@*.route", "@*.errorhandler", "@*.before_*", "@*.after_*", "@*.teardown_*"]
REGISTERED += ["@*.context_processor", "@*.app_*", "@*.command", "@*.listens_for", "@compiles", "@*.record*"]
# Who calls these, or reads them, by name.
CALLED = {
    "asyncio": "connection_made connection_lost data_received",
    "Flask and Jinja": "lstrip_blocks trim_blocks template_class ctx last_modified",
    "SQLAlchemy": "impl cache_ok inherit_cache process_bind_param process_result_value isolation_level",
    "logging": "msg exc_text",
    "urllib": "redirect_request",
    "feedgen": "extend_ns extend_atom",
    "icalendar": "TZOFFSETTO DTSTART",
    "Alembic": "down_revision branch_labels depends_on upgrade downgrade",
}


def unused() -> list[str]:
    """One line for each thing that is not used, with its place."""
    found = Vulture(ignore_decorators=REGISTERED, ignore_names=" ".join(CALLED.values()).split())
    found.scavenge([str(PROJECT / path) for path in PATHS])
    templates = in_templates()
    return [
        f"{item.filename.relative_to(PROJECT)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in found.get_unused_code(min_confidence=60)
        if item.name not in templates and not is_column(item.filename, item.first_lineno)
    ]


def in_templates() -> set[str]:
    """Every name that a template reads from another, calls, or filters by."""
    files = (file for file in (PROJECT / "templates").rglob("*") if file.is_file())
    return {name for file in files for name in re.findall(r"[.|]\s*(\w+)|\b(\w+)\(", file.read_text()) for name in name}


def is_column(file: Path, line: int) -> bool:
    return "Mapped[" in file.read_text(encoding="utf-8").splitlines()[line - 1]


if __name__ == "__main__":
    sys.exit("\n".join(unused()) or 0)
