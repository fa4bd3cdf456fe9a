"""How the tests sit down at the desk: log in, and fill in its forms with their key."""

from flask import g, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from statuspage.clock import now
from statuspage.security import sessions
from statuspage.security.csrf import desk_token
from tests.cast import PASSWORD


def log_in(client: FlaskClient, email: str = "maria@fernhill.example", **rest: str) -> TestResponse:
    return client.post("/desk/login", data={"email": email, "password": PASSWORD, **rest})


def csrf(client: FlaskClient) -> str:
    """The token that the forms made for this client's agent carry."""
    cookie = client.get_cookie("desk")
    with client.application.test_request_context(headers={"Cookie": f"desk={cookie.value if cookie else ''}"}):
        g.agent, _ = sessions.present(request, now()) or (None, None)
        return desk_token()


def post(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form of the desk, with its token."""
    return client.post(path, data={"csrf": csrf(client), **fields})
