"""Finds code that nothing uses but its own tests: ``python -m tests.contracts.dead_code`` says what, and fails.

Vulture reads Python alone. What a template uses is used, so is what a framework calls by its name. A column is the
database's, and what a migration may need stays for the next one.
"""

import re
import sys

from vulture import Vulture

from statuspage.config import PROJECT

PATHS = ("statuspage", "app.py", "bench")
LEFT_OUT = ["*/migrations/*"]
# Each says all of one concept, whether it is asked today or not.
TABLES = ("statuspage/domain/kinds.py", "statuspage/domain/shares/scopes.py")
REGISTERED = ["@*.get", "@*.post", "@*.route", "@*.errorhandler", "@*.before_*", "@*.after_*", "@*.teardown_*"]
REGISTERED += ["@*.context_processor", "@*.app_*", "@*.command", "@*.listens_for", "@compiles", "@*.record*"]
# Who calls these, or reads them, by name.
CALLED = {
    "uvicorn": "asgi disconnected more_body send_400_response should_exit _unsupported_upgrade_warning",
    "asyncio": "connection_made connection_lost data_received eof_received pause_writing resume_writing _hearing",
    "Flask": "ctx ensure_sync last_modified merge_slashes request_class url_rule_class",
    "Jinja": "loader lstrip_blocks trim_blocks template_class",
    "Werkzeug": "form_data_parser_class max_content_length max_form_memory_size",
    "SQLAlchemy": "impl cache_ok inherit_cache process_bind_param process_result_value isolation_level",
    "logging": "msg exc_text",
    "urllib": "redirect_request",
    "aiosmtpd": "handle_MAIL handle_RCPT handle_DATA",
    "email": "header_fetch_parse",
    "limits": "Rates SharedRates STORAGE_SCHEME _MemoryStorage__schedule_expiry",
    "html.parser": "handle_starttag handle_endtag handle_data",
    "imap-tools": "_get_mailbox_client",
    "smtplib": "_get_socket ehlo_resp helo_resp does_esmtp",
    "dnspython": "nameservers lifetime",
    "feedgen": "extend_ns extend_atom",
    "Pillow": "MAX_IMAGE_PIXELS LOAD_TRUNCATED_IMAGES",
    "icalendar": "TZOFFSETTO DTSTART",
    "prometheus-client": "collect describe",
    "triggers of the database, and the front": "SessionEnds",
    "a process of its own, for many mails": "send_all",
}


def unused() -> list[str]:
    """One line for each thing that is not used, with its place."""
    found = Vulture(ignore_decorators=REGISTERED, ignore_names=" ".join(CALLED.values()).split())
    found.scavenge([str(PROJECT / path) for path in PATHS], exclude=LEFT_OUT)
    used = in_templates() | columns()
    return [
        f"{item.filename.relative_to(PROJECT)}:{item.first_lineno}: unused {item.typ} {item.name}"
        for item in found.get_unused_code(min_confidence=60)
        if item.name not in used and str(item.filename.relative_to(PROJECT)) not in TABLES
    ]


def in_templates() -> set[str]:
    """Every name that a template reads from another, calls, or filters by."""
    return named(r"[.|]\s*(\w+)", "templates") | named(r"\b(\w+)\(", "templates")


def columns() -> set[str]:
    """Every column of a table."""
    return named(r"^    (\w+): Mapped\[", "statuspage")


def named(pattern: str, folder: str) -> set[str]:
    """What this pattern finds in the files of a folder."""
    files = (file for file in (PROJECT / folder).rglob("*") if file.suffix in (".py", ".html", ".svg", ".txt", ".xml"))
    return {name for file in files for name in re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE)}


if __name__ == "__main__":
    sys.exit("\n".join(unused()) or 0)
