"""Whatever somebody without a key sends costs little: no more than some public pages made anew, counted in calls.

How long it takes is measured by bench/strangers.py, with the same requests.
"""

from io import BytesIO

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.strangers import ASKED, AT_MOST, to
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.security.throttle import limiter
from tests.counted import calls_of


@pytest.fixture
def page(app, cast, run, clock):
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    return run(
        lambda session: app.extensions["urls"].shared(shares_of(session, cast.ticket.id)["public"])
    ).removeprefix("http://localhost")


def calls(client, asked):
    """How many functions are called to answer this request."""
    environ = EnvironBuilder(**asked).get_environ()
    with environ["wsgi.input"] as sent:
        body = sent.read()

    def answering():
        answer, *_ = run_wsgi_app(client.application.wsgi_app, environ | {"wsgi.input": BytesIO(body)})
        b"".join(answer)

    return calls_of(answering)


@pytest.mark.parametrize("what", ASKED)
def test_nobody_without_a_key_costs_much(client, page, what):
    asked, plain = to(ASKED[what], page), {"path": page}
    assert calls(client, asked) < AT_MOST * calls(client, plain)


def test_a_login_of_a_megabyte_is_refused_before_anything_is_hashed(client, cast, monkeypatch):
    from statuspage.security import sessions

    monkeypatch.setattr(sessions, "check_password", lambda *_: pytest.fail("somebody looked at it"))
    data = {"email": cast.maria.email, "password": "x" * 1_000_000}
    assert client.post("/desk/login", data=data).status_code == 413


def test_what_anybody_can_make_up_is_not_counted_and_leaves_nothing(app, client, cast, run, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    for number in range(20):
        assert client.post(f"/t/{'x' * 50}{number}/replies", data={"body": "x"}).status_code == 404
    assert not limiter.storage.events
    real = run(lambda session: app.extensions["urls"].shared(shares_of(session, cast.ticket.id)["private"]))
    client.post(f"{real}/replies", data={"body": "x"})
    assert len(limiter.storage.events) == 1
    limiter.reset()
