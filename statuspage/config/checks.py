"""Settings, checked: what is filled in by itself, what is missing, and what is refused."""

import difflib
import ipaddress
from collections.abc import Mapping
from dataclasses import Field
from typing import Any
from urllib.parse import urlsplit

from statuspage.config.faults import PLACEHOLDER, PREFIX, SHORTEST_SECRET
from statuspage.config.file_store import FileStore

Known = tuple[Field[Any], ...]


def read(settings: Known, given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The values that can be read, and a sentence for each one that cannot."""
    values, faults = {}, []
    for known in settings:
        text = given.get(known.metadata["env"]) or known.metadata["default"]
        if not text:
            continue
        try:
            values[known.name] = known.metadata["read"](text)
        except ValueError as fault:
            name = "PORT" if known.name == "port" and "PORT" in given else known.metadata["env"]
            faults.append(f"{name} {fault}")
    return values, faults


def unknown(settings: Known, environ: Mapping[str, str]) -> list[str]:
    """Names that look like settings but are not: a typo would otherwise silently change nothing."""
    known = [one.metadata["env"] for one in settings]
    faults = []
    for name in sorted(environ):
        if name.upper().startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            faults.append(f"{name} is not a setting." + (f" Did you mean {near[0]}?" if near else ""))
    return faults


def fill(settings: Known, values: dict[str, Any], given: Mapping[str, str]) -> None:
    """Fill in what nobody has set. A value that was set wrongly is left to be refused."""
    production = values["environment"] == "production"
    demo = values.get("demo", not production) is True
    found: dict[str, Any] = {"demo": not production, "secret_keys": ()}
    found |= {known.name: None for known in settings if known.metadata["instead"].startswith("none")}
    found["mail_from"] = None
    found["database_replica_urls"] = ()
    found["team_page"] = demo and not production
    if demo and not production and "STATUSPAGE_SMTP_URL" not in given:
        found["reply_domain"] = "reply.fernhill.example"
    found["company_zone"] = "Europe/Lisbon" if demo else "UTC"
    if not production and "port" in values:
        found["base_url"] = f"http://127.0.0.1:{values['port']}"
    fernhill = demo and not production
    found["company_name"] = "Fernhill Coffee" if fernhill else _host(values.get("base_url") or found.get("base_url"))
    if "data_dir" in values:
        found["database_url"] = f"sqlite:///{(values['data_dir'] / 'statuspage.db').as_posix()}"
        found["files"] = FileStore(values["data_dir"] / "files")
    for known in settings:
        if known.metadata["env"] not in given and known.name in found:
            values.setdefault(known.name, found[known.name])


def missing(settings: Known, values: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    """What nobody has set, and nothing can be filled in for."""
    needed = dict[str, str]()
    if values["environment"] == "production":
        needed |= {
            "base_url": "is missing: links in mails and feeds begin with it.",
            "secret_keys": "is missing: production has no secret of its own.",
        }
    if values.get("smtp_url"):
        needed["mail_from"] = "is missing: a mail server takes no mail that comes from nobody."
    if values.get("imap_url"):
        needed["reply_domain"] = "is missing: in a mailbox only what was sent to an address there is for anybody here."
    named = {known.name: known for known in settings}
    return [
        f"{named[name].metadata['env']} {why}"
        for name, why in needed.items()
        if named[name].metadata["env"] not in given and not values.get(name)
    ]


def unfit(values: Mapping[str, Any]) -> list[str]:
    """What does not go together."""
    if values.get("database_replica_urls") and str(values.get("database_url", "")).startswith("sqlite"):
        return ["STATUSPAGE_DATABASE_REPLICA_URLS is for PostgreSQL: the database that is set, SQLite, has none."]
    return []


def unsafe(values: Mapping[str, Any]) -> list[str]:
    """What opens a door that somebody thinks is closed."""
    if values["environment"] == "production":
        return _unsafe_in_production(values)
    if values.get("demo") and not _is_this_machine(values.get("host", "127.0.0.1")):
        fault = "STATUSPAGE_HOST would let others on your network sign in to the demo: its passwords are no secret."
        return [f"{fault} Listen on 127.0.0.1, or set STATUSPAGE_DEMO=false."]
    return []


def _host(base: str | None) -> str:
    """What a company is called of which nobody has said the name."""
    return urlsplit(base or "").hostname or ""


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _unsafe_in_production(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if values.get("demo"):
        faults.append("STATUSPAGE_DEMO must be false in production: the demo's passwords are no secret.")
    if values.get("base_url", "https://").startswith("http://") and not values.get("plain_http"):
        faults.append("STATUSPAGE_BASE_URL must begin with https:// in production: a link is a key.")
    for number, key in enumerate(values.get("secret_keys", ()), start=1):
        if len(key) < SHORTEST_SECRET:
            faults.append(f"STATUSPAGE_SECRET_KEYS: key {number} is shorter than {SHORTEST_SECRET} characters.")
        elif PLACEHOLDER.search(key) or len(set(key)) < 10:
            faults.append(f"STATUSPAGE_SECRET_KEYS: key {number} is a placeholder or not random. Make a new one.")
    return faults
