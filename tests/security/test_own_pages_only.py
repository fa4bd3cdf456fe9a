"""What changes something must come from our own pages; at the desk it carries the agent's token too."""

from dataclasses import replace

import pytest
from flask import g

from statuspage.db import write
from statuspage.domain.shares.share import shares_of
from statuspage.security.csrf import comes_from_here, desk_token
from tests.cast import PASSWORD

OWN = ("https://status.example.com", "http://127.0.0.1:8000")


@pytest.mark.parametrize(
    ("site", "origin", "ours"),
    [
        ("same-origin", OWN[0], True),
        ("same-origin", OWN[1], True),
        ("same-origin", None, True),
        ("same-origin", "null", True),  # a page that sends no referrer; the browser itself says same-origin
        ("same-site", OWN[0], False),
        ("same-site", "https://evil.example.com", False),
        ("cross-site", OWN[0], False),
        ("cross-site", None, False),
        ("cross-site", "null", False),
        ("none", None, True),
        ("none", OWN[0], True),
        ("none", "null", False),
        ("none", "https://evil.example.com", False),
        ("", OWN[0], False),
        ("SAME-ORIGIN", OWN[0], False),
        ("same-origin, cross-site", OWN[0], False),
        (None, OWN[0], True),
        (None, OWN[1], True),
        (None, None, True),  # no browser: nobody's cookie comes with it
        (None, "null", False),
        (None, "", False),
        (None, "https://evil.example.com", False),
        (None, "http://status.example.com", False),
        (None, "https://status.example.com:8443", False),
        (None, "https://status.example.com.evil.example", False),
        (None, "https://status.example.com/", False),
        (None, "http://127.0.0.1:8001", False),
        (None, "http://localhost:8000", False),
    ],
)
def test_which_requests_come_from_our_own_pages(site, origin, ours):
    assert comes_from_here(site, origin, OWN) is ours


@pytest.fixture
def desk(client, cast):
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    return client


@pytest.fixture
def token(app, desk, cast):
    with app.test_request_context():
        g.agent = cast.maria
        return desk_token()


def note(client, cast, csrf=None, **headers):
    data = {"body": "Among us."} | ({} if csrf is None else {"csrf": csrf})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/desk/tickets/{cast.ticket.id}/notes", data=data, headers=named).status_code


def test_the_desks_forms_carry_the_agents_token(desk, cast, token):
    assert note(desk, cast, token) == 303
    assert note(desk, cast, X_CSRF=token) == 303


@pytest.mark.parametrize("wrong", [None, "", "x", "0" * 32, "é"])
def test_without_the_token_nothing_is_written_at_the_desk(desk, cast, wrong):
    assert note(desk, cast, wrong) == 403


def test_a_token_with_a_letter_more_or_less_is_refused(desk, cast, token):
    for wrong in (token[:-1], token + "0", token.upper() if token.upper() != token else token[1:], token[::-1]):
        assert note(desk, cast, wrong) == 403


def test_another_agents_token_is_refused(app, desk, cast, token):
    other = app.test_client()
    other.post("/desk/login", data={"email": cast.tom.email, "password": PASSWORD})
    assert note(other, cast, token) == 403


def test_a_form_outlives_the_session_that_it_was_opened_in(app, desk, cast, token):
    page = desk.get("/desk/me").text
    assert f'name="csrf" value="{token}"' in page
    desk.post("/desk/logout", data={"csrf": token})
    assert note(desk, cast, token) == 401
    desk.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    assert note(desk, cast, token) == 303


def test_a_token_is_good_while_the_key_that_made_it_is(app, desk, cast, token, monkeypatch):
    settings = app.extensions["settings"]
    for keys, code in (((*settings.secret_keys, "n" * 40), 303), (("n" * 40,), 403)):
        monkeypatch.setitem(app.extensions, "settings", replace(settings, secret_keys=keys))
        assert note(desk, cast, token) == code


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none", "Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_another_site_writes_nothing_even_with_the_token(app, desk, cast, token, headers):
    assert note(desk, cast, token, **headers) == 403


@pytest.mark.parametrize("origin", ["null", "https://evil.example"])
def test_another_site_cannot_log_anyone_in(client, cast, origin):
    data = {"email": cast.maria.email, "password": PASSWORD}
    answer = client.post("/desk/login", data=data, headers={"Origin": origin})
    assert answer.status_code == 403
    assert client.get_cookie("desk") is None


ELSEWHERE = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"})
ELSEWHERE += ({"Origin": "https://evil.example"},)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_answers_nothing_in_the_customers_name(app, client, run, cast, headers):
    with write() as session:
        path = app.extensions["urls"].shared(shares_of(session, cast.ticket.id)["private"])
    assert client.post(path + "/replies", data={"body": "Not me."}, headers=headers).status_code == 403
    assert client.post(path + "/replies", data={"body": "Me."}).status_code == 303


def test_a_plain_form_of_a_page_that_tells_no_origin_arrives(app, client, cast):
    with write() as session:
        path = app.extensions["urls"].shared(shares_of(session, cast.ticket.id)["private"])
    answer = client.post(path + "/replies", data={"body": "Sent by an older browser."}, headers={"Origin": "null"})
    assert answer.status_code == 303


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_there_are_no_other_ways_to_write(desk, cast, token, method):
    answer = desk.open(f"/desk/tickets/{cast.ticket.id}/notes", method=method, headers={"X-CSRF": token})
    assert answer.status_code == 405


def test_reading_needs_no_token_from_anywhere(desk, cast):
    answer = desk.get(f"/desk/tickets/{cast.ticket.id}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
