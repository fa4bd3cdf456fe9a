"""Fixtures of the surfaces' tests."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from statuspage import create_app
from statuspage.security.throttle import limiter
from tests.cast import Cast
from tests.conftest import Clock, settings_for
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import Ana
from tests.surfaces.public_things import Run, Shown


@pytest.fixture
def shown(app: Flask, client: FlaskClient, cast: Cast, clock: Clock, run: Run) -> Shown:
    """Ana's ticket, and what others may see of it."""
    return Shown(app, client, cast, clock, run)


@pytest.fixture
def ana(app: Flask, client: FlaskClient, cast: Cast, clock: Clock, run: Run) -> Ana:
    """Ana, who has just told us, at her own page."""
    limiter.reset()  # every test's first link is spelled alike, and is counted alone
    return Ana(app, client, cast, clock, run)


@pytest.fixture
def maria(client: FlaskClient, cast: Cast) -> FlaskClient:
    """Maria at the desk."""
    limiter.reset()
    log_in(client)
    return client


@pytest.fixture
def tom(app: Flask, cast: Cast) -> FlaskClient:
    """Tom at the desk, in a browser of his own."""
    client = app.test_client()
    log_in(client, "tom@fernhill.example")
    return client


@pytest.fixture(scope="session")
def app_without_data(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose database nobody opens, for words alone."""
    folder = tmp_path_factory.mktemp("words")
    return create_app(settings_for(f"sqlite:///{folder}/none.db", folder))
