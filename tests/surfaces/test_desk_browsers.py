"""Where an agent is told at once: their own browsers, added by a button, in clear words, and ended with the session."""

import re

import pytest
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.nudges.nudge import Nudge
from statuspage.security.push_keys import public_key
from statuspage.security.push_marks import COOKIE
from tests.cast import PASSWORD
from tests.delivery.push_service import Browser
from tests.surfaces.desk import csrf, log_in, post

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"
NAMED = {**Browser().names, "endpoint": ENDPOINT}
BROWSERS = "/desk/me/browsers"


def add(client, **fields):
    data = {"csrf": csrf(client), **NAMED, **fields}
    return client.post(BROWSERS, data=data, headers={"User-Agent": FIREFOX})


def stored() -> list[PushBrowser]:
    db.session.rollback()
    return list(db.session.scalars(select(PushBrowser).order_by(PushBrowser.id)))


def test_a_browser_is_added_by_its_button_and_shows_no_names_until_that_is_chosen(maria, cast, app):
    page = maria.get("/desk/me").text
    assert f'data-push-key="{public_key(app.extensions["settings"].secret_keys)}"' in page
    assert "this one" not in page
    assert add(maria).headers["Location"] == "/desk/me?said=browser#browsers"
    (browser,) = stored()
    assert (browser.agent_id, browser.name, browser.shows, browser.is_on) == (
        cast.maria.id, "Firefox · Linux", "hint", True,
    )  # fmt: skip
    page = maria.get("/desk/me?said=browser").text
    assert "You are told in this browser from now on" in page
    assert "this one" in page
    assert post(maria, f"{BROWSERS}/{browser.id}", deed="shows", shows="names").status_code == 303
    assert stored()[0].shows == "names"


def test_the_same_browser_once_more_is_one_and_keeps_what_it_shows(maria):
    add(maria)
    post(maria, f"{BROWSERS}/{stored()[0].id}", deed="shows", shows="names")
    add(maria, secret="BBBBBBBBBBBBBBBBBBBBBA")
    (browser,) = stored()
    assert (browser.shows, browser.secret) == ("names", "BBBBBBBBBBBBBBBBBBBBBA")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"endpoint": ENDPOINT.replace("https", "http")}, "names a push service that we cannot send to"),
        ({"endpoint": f"{ENDPOINT}/{'a' * 5_000}"}, "at most 1000 signs"),
        ({"endpoint": "https://updates.push.services.mozilla.com:8443/x"}, "cannot send to"),
        ({"endpoint": "https://me:secret@updates.push.services.mozilla.com/x"}, "cannot send to"),
        ({"endpoint": "https://10.0.0.7/x"}, "10.0.0.7, is not among those"),
        ({"endpoint": "https://localhost/x"}, "localhost, is not among those"),
        ({"endpoint": "https://push.services.mozilla.com.evil.example/x"}, "is not among those"),
        ({"endpoint": "https://[::1/x"}, "cannot send to"),
        ({"endpoint": ""}, "cannot send to"),
        ({"endpoint": ENDPOINT + "\u202e"}, "cannot send to"),
        ({"key": "not a key"}, "keys that are none"),
        ({"key": "B" + "A" * 90}, "keys that are none"),
        ({"key": "B" + "A" * 86}, "keys that are none"),
        ({"secret": ""}, "keys that are none"),
        ({"secret": "é" * 16}, "keys that are none"),
    ],
)
def test_what_is_no_browser_is_refused_in_words_and_nothing_is_lost(maria, wrong, words):
    add(maria)
    answer = add(maria, **wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert [one.endpoint for one in stored()] == [ENDPOINT]
    assert 'value="Maria Okafor"' in answer.text


def test_a_tenth_browser_is_the_last(maria):
    for number in range(10):
        assert add(maria, endpoint=f"{ENDPOINT}/{number}").status_code == 303
    answer = add(maria, endpoint=f"{ENDPOINT}/one-more")
    assert "You are told in 10 browsers already. Remove one first" in answer.text
    assert len(stored()) == 10


def test_a_browser_is_removed_and_what_is_gone_stays_gone(maria):
    add(maria)
    number = stored()[0].id
    for _ in range(2):
        answer = post(maria, f"{BROWSERS}/{number}", deed="remove")
        assert answer.headers["Location"] == "/desk/me?said=browser-gone#browsers"
    assert stored() == []
    assert post(maria, f"{BROWSERS}/{number}", deed="test").status_code == 404


def test_a_test_is_left_once_however_often_the_form_is_sent(maria):
    add(maria)
    for _ in range(2):
        post(maria, f"{BROWSERS}/{stored()[0].id}", deed="test", once="a-form")
    assert db.session.scalar(select(func.count()).select_from(Nudge)) == 1


def test_a_colleagues_browser_cannot_be_touched(maria, app, cast):
    add(maria)
    number, tom = stored()[0].id, app.test_client()
    log_in(tom, "tom@fernhill.example")
    assert post(tom, f"{BROWSERS}/{number}", deed="shows", shows="names").status_code == 404
    post(tom, f"{BROWSERS}/{number}", deed="remove")
    assert [one.shows for one in stored()] == ["hint"]
    assert "Firefox" not in tom.get("/desk/me").text


def test_logging_out_there_ends_it_and_logging_in_there_again_goes_on(maria, cast):
    add(maria)
    post(maria, "/desk/logout")
    assert [one.is_on for one in stored()] == [False]
    log_in(maria, "tom@fernhill.example")
    assert [one.is_on for one in stored()] == [False]
    log_in(maria)
    assert [one.is_on for one in stored()] == [True]


def test_another_one_who_turns_it_on_there_takes_its_place(maria, cast):
    add(maria)
    log_in(maria, "tom@fernhill.example")
    add(maria)
    assert [one.agent_id for one in stored()] == [cast.tom.id]


def test_a_new_password_ends_it_everywhere_but_here(maria, app):
    other = app.test_client()
    log_in(other)
    add(other, endpoint=f"{ENDPOINT}/other")
    add(maria)
    post(maria, "/desk/me/password", current=PASSWORD, password="another good espresso")
    assert {one.endpoint: one.is_on for one in stored()} == {ENDPOINT: True, f"{ENDPOINT}/other": False}
    assert "You have signed out there" in maria.get("/desk/me").text


def test_the_browsers_cookie_opens_nothing_and_goes_to_the_desk_alone(maria, app):
    said = add(maria).headers.get_all("Set-Cookie")
    (cookie,) = [one for one in said if one.startswith(COOKIE)]
    assert "HttpOnly" in cookie
    assert "Path=/desk;" in cookie + ";"
    stranger = app.test_client()
    stranger.set_cookie(COOKIE, cookie.partition("=")[2].partition(";")[0], path="/desk")
    assert stranger.get("/desk").status_code == 302


def test_the_service_worker_serves_the_desk_alone_and_answers_for_no_page(maria):
    answer = maria.get("/desk/push_worker.js")
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "Service-Worker-Allowed" not in answer.headers
    script = answer.text
    assert 'addEventListener("fetch"' not in script
    assert "caches" not in script
    assert set(re.findall(r'self\.addEventListener\("(\w+)"', script)) == {"install", "push", "notificationclick"}


def test_where_it_is_switched_off_nothing_is_offered(maria, app):
    from dataclasses import replace

    app.extensions["settings"] = replace(app.extensions["settings"], push_hosts=())
    page = maria.get("/desk/me").text
    assert 'id="browsers"' not in page
    assert 'data-push-key=""' in page
    assert add(maria).status_code == 422
