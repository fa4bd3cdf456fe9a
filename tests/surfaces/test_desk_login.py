"""The desk's door: who comes in, how often one may try, and where it leads."""

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.security.sessions import DeskSession
from statuspage.security.throttle import limiter
from tests.surfaces.desk import csrf, log_in, post


@pytest.fixture(autouse=True)
def _fresh_counts(app):
    limiter.reset()


def test_the_desk_asks_to_log_in_and_leads_back_to_where_one_wanted_to_go(client, cast):
    sent_away = client.get(f"/desk/tickets/{cast.ticket.id}")
    assert sent_away.status_code == 302
    assert sent_away.headers["Location"].endswith(f"/desk/login?next=%2Fdesk%2Ftickets%2F{cast.ticket.id}")
    answer = log_in(client, next=f"/desk/tickets/{cast.ticket.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/tickets/{cast.ticket.id}")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/desk",
        "//evil.example/desk",
        "/\\evil.example",
        "/desk\\..//evil.example",
        "/desk/../t/x",
        "javascript:alert(1)",
        "/t/abc",
        "/deskx",
        "/desk\n//evil.example",
    ],
)
def test_the_login_leads_nowhere_but_to_the_desk(client, cast, elsewhere):
    assert log_in(client, next=elsewhere).headers["Location"] == "http://localhost/desk"


@pytest.mark.parametrize("email", ["maria@fernhill.example", "nobody@fernhill.example", "", "\x00", "a" * 9_000])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(client, cast, email):
    answer = client.post("/desk/login", data={"email": email, "password": "guess"})
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_login_page_shows_no_agent(client, cast):
    page = client.get("/desk/login").text
    assert "Maria" not in page
    assert "people/" not in page


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, cast):
    cookie = log_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_each_login_makes_a_new_session_and_ends_the_one_before(client, cast):
    first = log_in(client).headers["Set-Cookie"].split(";")[0]
    second = log_in(client).headers["Set-Cookie"].split(";")[0]
    assert first != second
    assert db.session.scalar(select(func.count()).select_from(DeskSession)) == 1


def test_logging_out_ends_the_session_on_the_server(client, cast):
    log_in(client)
    cookie = client.get_cookie("desk").value
    assert post(client, "/desk/logout").status_code == 303
    client.set_cookie("desk", cookie)
    assert client.get("/desk").status_code == 302


def test_a_session_ends_by_itself(client, cast, clock):
    log_in(client)
    clock.forward(hours=13)
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_no_other_site_can_log_an_agent_in_or_write_for_them(client, cast, headers):
    data = {"email": "maria@fernhill.example", "password": "an espresso, please"}
    assert client.post("/desk/login", data=data, headers=headers).status_code == 403
    log_in(client)
    data = {"csrf": csrf(client), "body": "x"}
    assert client.post(f"/desk/tickets/{cast.ticket.id}/notes", data=data, headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["", "0" * 32, "ü"])
def test_a_form_without_the_agents_own_token_is_refused(client, cast, token):
    log_in(client)
    data = {"csrf": token, "body": "x"}
    assert client.post(f"/desk/tickets/{cast.ticket.id}/notes", data=data).status_code == 403


def test_the_token_of_one_agent_is_void_for_another(app, client, cast):
    log_in(client)
    other = app.test_client()
    log_in(other, "tom@fernhill.example")
    data = {"csrf": csrf(other), "body": "x"}
    assert client.post(f"/desk/tickets/{cast.ticket.id}/notes", data=data).status_code == 403


def test_the_forms_of_the_desk_carry_the_agents_token(client, cast):
    log_in(client)
    for path in ("/desk", f"/desk/tickets/{cast.ticket.id}", "/desk/tickets/new", f"/desk/customers/{cast.ana.id}"):
        page = client.get(path).text
        assert page.count('method="post"') == page.count(f'name="csrf" value="{csrf(client)}"')
