"""Fixtures of the surfaces' tests."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.conftest import Clock
from tests.surfaces.public_things import Run, Shown


@pytest.fixture
def shown(app: Flask, client: FlaskClient, cast: Cast, clock: Clock, run: Run) -> Shown:
    """Ana's ticket, and what others may see of it."""
    return Shown(app, client, cast, clock, run)
