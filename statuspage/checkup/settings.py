"""The settings: read, and meant for what this is."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask

from statuspage.checkup.finding import Finding
from statuspage.config import Settings


def check_settings(app: Flask) -> Iterator[Finding]:
    """Whether this is production, as whoever serves strangers needs it. What cannot be read does not start at all."""
    settings: Settings = app.extensions["settings"]
    if settings.production:
        yield Finding("settings", True, "All settings can be read, and this is production.")
        if settings.plain_http:
            words = "This may serve without TLS: whoever is on the way can read the links, and a link is a key."
            yield Finding("settings", None, words, "Take STATUSPAGE_PLAIN_HTTP away once there is a certificate.")
        return
    words = "All settings can be read. This is not production"
    what = ", and it has the demo in it, whose passwords are no secret." if settings.demo else "."
    yield Finding("settings", None, words + what, "Set STATUSPAGE_ENVIRONMENT=production to serve strangers.")


def check_company(app: Flask) -> Iterator[Finding]:
    """Whether anybody has said what the company is called; else customers read a host's name in every mail."""
    settings: Settings = app.extensions["settings"]
    if "company_name" not in settings.named and settings.company_name == urlsplit(settings.base_url).hostname:
        words = f"Nobody has said what the company is called: customers read “{settings.company_name}”."
        yield Finding("company", None, words, "Say it at /desk/our-company, or set STATUSPAGE_COMPANY_NAME.")
        return
    yield Finding("company", True, f"Customers know the company as {settings.company_name}.")
