"""The demo as it is always the same: on a standing clock, with fixed keys, and with secrets that are counted."""

import contextlib
import importlib
import itertools
import json
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import text

from statuspage import create_app
from statuspage.config import Settings

BASE = "https://status.example.org"
START = datetime(2026, 11, 25, 10, 17, tzinfo=UTC)  # a Wednesday
ENVIRONMENT = {
    "STATUSPAGE_SECRET_KEYS": "a-key-for-comparing-only-0123456789-abcdef",
    "STATUSPAGE_BASE_URL": BASE,
    "STATUSPAGE_TEAM_PAGE": "on",
    "STATUSPAGE_WEBSUB_HUB": "https://hub.example.org/",
    "STATUSPAGE_LOG_LEVEL": "ERROR",
}


class Clock:
    """The app's time (UTC). It stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **length: float) -> None:
        self.time += timedelta(**length)


@dataclass(frozen=True)
class House:
    """The demo, loaded. ``tickets`` and ``customers`` are the ids of its stories, ``past`` the tickets behind them."""

    app: Flask
    clock: Clock
    manifest: dict[str, Any]
    tickets: tuple[int, ...]
    customers: tuple[int, ...]
    past: tuple[int, ...]

    def private(self, ticket_id: int) -> str:
        """The path of a ticket's private page."""
        return path_of(command(self.app, "ticket-link", str(ticket_id)).strip())

    def ids(self, table: str) -> tuple[int, ...]:
        """The ids of every row of a table."""
        return _ids(self.app, table)


@contextlib.contextmanager
def house(*, with_past: bool) -> Iterator[House]:
    """A demo in a folder that is gone afterwards; ``with_past`` it has the quarter that its team page tells of."""
    with tempfile.TemporaryDirectory() as folder, _counted_secrets(), _quick_passwords():
        app = create_app(Settings.from_env({**ENVIRONMENT, "STATUSPAGE_DATA_DIR": folder}))
        clock = Clock()
        app.extensions["clock"] = clock
        try:
            yield _furnish(app, clock, with_past)
        finally:
            with app.app_context():
                app.extensions["sqlalchemy"].session.remove()
                app.extensions["sqlalchemy"].engine.dispose()


def command(app: Flask, *words: str, may_fail: bool = False) -> str:
    """What a command prints on stdout; its failure is one here, or with ``may_fail`` its words on stderr are told."""
    result = app.test_cli_runner().invoke(args=list(words))
    if result.exit_code == 1 and may_fail:
        return str(result.stderr)
    if result.exit_code:
        raise RuntimeError(f"{' '.join(words)}: {result.output}") from result.exception
    return str(result.stdout)


def path_of(address: str) -> str:
    """An address of this house without its host."""
    return address.removeprefix(BASE)


def _furnish(app: Flask, clock: Clock, with_past: bool) -> House:
    manifest = json.loads(command(app, "demo", "--json"))
    tickets, customers = _ids(app, "ticket"), _ids(app, "customer")
    if with_past:
        importlib.import_module("statuspage.demo").remember(app)  # as a start does
    past = tuple(number for number in _ids(app, "ticket") if number not in tickets)
    return House(app, clock, manifest, tickets, customers, past)


def _ids(app: Flask, table: str) -> tuple[int, ...]:
    with app.app_context():
        return tuple(app.extensions["sqlalchemy"].session.scalars(text(f"SELECT id FROM {table} ORDER BY id")))


@contextlib.contextmanager
def _counted_secrets() -> Iterator[None]:
    """Random keys and names become numbers, counted by kind and length, so that one more of one kind moves no other."""
    counts: dict[tuple[str, int], Iterator[int]] = {}

    def counted(kind: str, spelled: str) -> Callable[[int | None], str]:
        def make(length: int | None = None) -> str:
            size = length or 32
            number = next(counts.setdefault((kind, size), itertools.count(1)))
            return spelled.format(number).rjust(size * 2 if kind == "hex" else -(-size * 4 // 3), "0")  # as theirs are

        return make

    with (
        mock.patch.object(secrets, "token_hex", counted("hex", "{:x}")),
        mock.patch.object(secrets, "token_urlsafe", counted("urlsafe", "k{}")),
    ):
        yield


@contextlib.contextmanager
def _quick_passwords() -> Iterator[None]:
    """Passwords are slow on purpose; each hash says itself how slow it was made."""
    quick, hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), PasswordHasher.hash
    with mock.patch.object(PasswordHasher, "hash", lambda _self, password, **rest: hashed(quick, password, **rest)):
        yield
