"""The first start: only the setup page answers, to whoever has the link; it is done once, and nothing is lost."""

import io
import logging
from dataclasses import replace

import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.domain.our_company import OurCompany
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.names import first_name_in
from statuspage.domain.setting_up import SetUpAlready
from statuspage.security import setting_up
from statuspage.security.throttle import limiter
from tests.cast import PASSWORD
from tests.delivery.mail_servers import Inbox, serving
from tests.surfaces.test_our_company import picture

MINE = {"name": "Fernhill Coffee", "zone": "Europe/Lisbon", "languages": ["en", "de"], "first_language": "en"}
MINE |= {"accent": "#7a1f4b", "accent_dark": "#f3a8c8", "site": "fernhill.example", "phone": ""}
MINE |= {"agent_name": "Maria Okafor", "email": "maria@fernhill.example", "password": PASSWORD}
MINE |= {"agent_zone": "", "language": "en"}


@pytest.fixture
def empty(app):
    """An empty production instance, at its first start."""
    limiter.reset()
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, environment="production", demo=False, company_name="localhost", company_zone="UTC"
    )
    app.extensions["is_set_up"] = False
    return app


@pytest.fixture
def token(empty):
    return setting_up.link().partition("token=")[2]


def send(client, token, **typed):
    return client.post("/setup", data={"token": token, **MINE, **typed}, content_type="multipart/form-data")


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/login", "/ask", "/team", "/nowhere", "/t/abc", "/p/abc.atom"])
def test_nothing_else_answers_before_it_is_set_up_and_nothing_tells_the_token(empty, client, token, path):
    answer = client.get(path)
    assert answer.status_code == 503
    assert "This is not set up yet" in answer.text
    assert token not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/css/base.css", "/brand.css"])
def test_what_watches_and_what_dresses_a_page_goes_on(empty, client, path):
    with client.get(path) as answer:
        assert answer.status_code == 200


def test_it_is_done_in_one_form_and_the_first_agent_is_at_the_desk(empty, client, token):
    page = client.get(f"/setup?token={token}")
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    answer = send(client, token)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk?said=set_up")
    desk = client.get("/desk?said=set_up")
    assert "What next" in desk.text
    assert "Fernhill Coffee" in desk.text
    ours, agent = db.session.scalars(select(OurCompany)).one(), db.session.scalars(select(Agent)).one()
    assert (ours.name, ours.site, ours.zone) == ("Fernhill Coffee", "https://fernhill.example", "Europe/Lisbon")
    assert (agent.email, agent.zone, first_name_in(agent.name)) == ("maria@fernhill.example", "Europe/Lisbon", "Maria")


def test_after_that_the_page_is_gone_for_good_and_all_else_answers(empty, client, token):
    send(client, token)
    for answer in (client.get(f"/setup?token={token}"), client.get("/setup"), send(client, token)):
        assert answer.status_code == 410
        assert "This is set up already" in answer.text
    assert client.get("/").status_code == 200
    assert len(db.session.scalars(select(Agent)).all()) == 1
    assert setting_up.link() == ""


def test_once_it_is_done_a_large_body_is_refused_unread(empty, client, token):
    send(client, token)
    answer = client.post("/setup", data=b"x" * 300_000, environ_overrides={"statuspage.door": True})
    assert answer.status_code == 410


def test_without_the_link_there_is_one_field_for_it(empty, client):
    answer = client.get("/setup")
    assert answer.status_code == 200
    assert 'name="token"' in answer.text
    assert 'name="password"' not in answer.text


def test_a_wrong_token_is_refused_in_words_and_only_so_often(empty, client, token):
    answers = [client.get(f"/setup?token={token[:-2]}xy") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429] * 2
    assert "not the link that was printed" in answers[0].text
    assert "tried too often" in answers[-1].text
    assert client.get(f"/setup?token={token}").status_code == 200, "whoever has the right one is never kept out"


def test_a_new_link_ends_the_one_before(empty, client, token):
    newer = empty.test_cli_runner().invoke(args=["setup-link"]).stdout.strip().partition("token=")[2]
    assert newer
    assert newer != token
    assert client.get(f"/setup?token={token}").status_code == 403
    answer = send(client, token, name="Riverside Roasters")
    assert answer.status_code == 422
    assert 'value="Riverside Roasters"' in answer.text, "and nothing that was typed is lost"
    assert send(client, newer).status_code == 303


def test_each_process_prints_the_same_link(empty, token):
    assert setting_up.link().endswith(token)
    assert setting_up.link().startswith("http://localhost/setup?token=")


def test_everything_that_is_wrong_is_told_together_and_nothing_is_lost(empty, client, token):
    wrong = {"name": "", "accent": "#ffe08a", "email": "maria", "password": "short", "agent_zone": "Lisbon"}
    answer = send(client, token, **wrong)
    assert answer.status_code == 422
    assert "5 things need another look" in answer.text
    for name in wrong:
        assert f'id="setup-{name}-error"' in answer.text
    for value in ("Maria Okafor", "fernhill.example", "#ffe08a", "short", token):
        assert f'value="{value}"' in answer.text
    assert db.session.scalars(select(Agent)).all() == []
    assert not setting_up.is_done()


def test_a_logo_that_came_with_a_form_that_was_refused_goes_along(empty, client, token):
    form = {"token": token, **MINE, "email": "", "logo": (io.BytesIO(picture()), "logo.png")}
    answer = client.post("/setup", data=form, content_type="multipart/form-data")
    kept = answer.text.partition('name="logo_kept" value="')[2].partition('"')[0]
    send(client, token, logo_kept=kept)
    assert '<img class="logo"' in client.get("/").text


def test_somebody_who_was_quicker_leaves_a_calm_page(empty, client, token, monkeypatch):
    """Both have the link, and both have sent the form: the second comes to the row when the first has gone."""
    monkeypatch.setattr(setting_up, "is_done", lambda: False)
    assert send(client, token).status_code == 303
    second = empty.test_client()
    monkeypatch.setattr(setting_up, "is_current", lambda _key: True)
    answer = send(second, token, email="tom@fernhill.example", agent_name="Tom Brandt")
    assert answer.status_code == 410
    assert "Nothing that you typed here was used" in answer.text
    assert second.get_cookie("desk") is None
    assert len(db.session.scalars(select(Agent)).all()) == 1


@pytest.mark.parametrize("deed", [send, lambda client, token: client.get(f"/setup?token={token}")])
def test_whoever_asks_in_the_moment_in_which_another_one_is_done_reads_so(empty, client, token, monkeypatch, deed):
    def done(_session, **_named):
        raise SetUpAlready

    monkeypatch.setattr(setting_up, "setup_key", done)
    assert deed(client, token).status_code == 410


def test_an_agent_who_was_added_by_a_command_needs_no_setup_page(empty, client, cast):
    assert client.get("/").status_code == 200
    assert client.get("/setup").status_code == 410


def test_in_development_there_is_no_such_page(client):
    assert client.get("/setup").status_code == 404


def test_no_log_ever_holds_the_token(empty, client, token, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get(f"/setup?token={token}")
        client.get(f"/setup?token={token}x")
        send(client, token, email="")
        send(client, token)
    assert token not in caplog.text


def test_a_mail_is_sent_to_try_and_what_became_of_it_is_told_in_words(empty, client, token):
    with serving(Inbox()) as port:
        url = f"smtp://127.0.0.1:{port}"
        settings = replace(empty.extensions["settings"], smtp_url=url, mail_from="care@fernhill.example")
        empty.extensions["settings"] = settings
        answer = send(client, token, deed="mail", logo=(io.BytesIO(picture()), "logo.png"))
    assert answer.status_code == 200
    assert "Your picture is here already" in answer.text
    assert "A mail to maria@fernhill.example has left" in answer.text
    assert f'value="{PASSWORD}"' in answer.text
    again = send(client, token, deed="mail")
    assert "The mail did not leave:" in again.text
    assert db.session.scalars(select(Agent)).all() == []


def test_what_a_setting_says_is_shown_and_not_asked(empty, client, token):
    settings = empty.extensions["settings"]
    named = settings.named | {"company_name"}
    empty.extensions["settings"] = replace(settings, company_name="By The Setting", named=named)
    assert "Set by STATUSPAGE_COMPANY_NAME; change it there." in client.get(f"/setup?token={token}").text
    assert send(client, token, name="").status_code == 303
    assert "By The Setting" in client.get("/desk").text


def test_who_is_at_the_desk_is_listed(empty, client, token):
    send(client, token)
    with write():
        pass
    assert "Set this up for the first time" in client.get("/desk/audit").text
