"""Fixtures of the tests of backups."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from statuspage.config.backup_key import BackupKey
from statuspage.db import db
from statuspage.domain.files.file import Bringer
from statuspage.filing.taking_in import filing
from tests.backups.backup_things import with_settings
from tests.cast import Cast

Call = Callable[..., Result]


@pytest.fixture
def flask(app: Flask) -> Call:
    """Run ``flask COMMAND``; what it printed stands in stdout and stderr."""

    def do(*words: object) -> Result:
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.rollback()  # to read what it wrote
        return result

    return do


@pytest.fixture
def bring(app: Flask, cast: Cast) -> Callable[..., str]:
    """Bring a file for Ana's ticket; its key."""

    def do(content: bytes, name: str = "plan.txt") -> str:
        return filing().bring(Bringer(ticket_id=cast.ticket.id), name, io.BytesIO(content), len(content))

    return do


@pytest.fixture
def change(app: Flask) -> Callable[..., None]:
    """Change settings of the app that runs."""

    def do(**settings: Any) -> None:
        if isinstance(settings.get("backup_key"), str):
            settings["backup_key"] = BackupKey.of(settings["backup_key"])
        with_settings(app, **settings)

    return do
