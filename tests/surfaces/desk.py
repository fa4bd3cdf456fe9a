"""How the tests sit down at the desk: log in, and fill in its forms with their key."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PASSWORD


def log_in(client: FlaskClient, email: str = "maria@fernhill.example", **rest: str) -> TestResponse:
    return client.post("/desk/login", data={"email": email, "password": PASSWORD, **rest})


def csrf(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/desk").text)
    assert found, "the desk did not open"
    return found[1]


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form of the desk, with the token that its pages carry."""
    return client.post(path, data={"csrf": csrf(client), **fields})
