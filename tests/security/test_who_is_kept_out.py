"""Guessing is slowed down, and nobody is kept out by what others try."""

import pytest
from sqlalchemy import select

from statuspage import create_app
from statuspage.db import db
from statuspage.security.attempts import MOST_FOR_AN_ACCOUNT, Attempt
from tests.cast import PASSWORD

MARIA = "maria@fernhill.example"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def ask(cast):
    """Try to log in with this client from there; the answer's status."""

    def post(client, password="guess", email=MARIA, address=HOME):
        data = {"email": email, "password": password}
        return client.post("/desk/login", data=data, environ_base={"REMOTE_ADDR": address}).status_code

    return post


@pytest.fixture
def crowd(app, ask):
    """Strangers at ever new addresses, who try this account until its bound is reached."""
    addresses = (f"203.0.113.{number // 10}" for number in range(MOST_FOR_AN_ACCOUNT))
    return lambda: {ask(app.test_client(), email=" Maria@Fernhill.example", address=there) for there in addresses}


@pytest.fixture
def known(app, client, ask):
    """Maria's own browser, in which she has logged in before."""
    assert ask(client, PASSWORD) == 303
    client.delete_cookie("desk")
    return client


def test_too_many_tries_from_one_address_are_told_to_wait_in_words(client, ask):
    assert {ask(client, email=f"someone{turn}@fernhill.example") for turn in range(10)} == {422}
    answer = client.post("/desk/login", data={"email": MARIA, "password": PASSWORD}, environ_base={"REMOTE_ADDR": HOME})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "wait five minutes" in answer.text


def test_a_stranger_with_one_address_keeps_nobody_out_elsewhere(app, client, ask):
    tries = [ask(app.test_client(), address=ELSEWHERE) for _ in range(12)]
    assert tries == [422] * 10 + [429] * 2
    assert ask(client, PASSWORD) == 303


def test_one_account_cannot_be_guessed_from_ever_new_addresses(client, crowd, ask):
    assert crowd() == {422}
    assert ask(client, PASSWORD) == 429


def test_a_crowd_keeps_no_agent_out_of_a_browser_in_which_they_logged_in_before(known, crowd, ask):
    assert crowd() == {422}
    assert ask(known, PASSWORD) == 303
    assert ask(known, PASSWORD, address=ELSEWHERE) == 303, "wherever it is carried"


def test_a_stranger_in_the_same_network_keeps_them_out_of_it_neither(app, known, ask):
    for _ in range(11):
        code = ask(app.test_client())
    assert code == 429
    assert ask(known, PASSWORD) == 303


def test_a_known_browser_has_ten_tries_itself_and_none_for_anybody_else(app, known, ask):
    assert [ask(known) for _ in range(11)] == [422] * 10 + [429]
    assert ask(app.test_client(), PASSWORD) == 303, "and uses up nobody else's"
    tries = [ask(known, email="tom@fernhill.example", address=ELSEWHERE) for _ in range(11)]
    assert tries == [422] * 10 + [429]
    assert ask(app.test_client(), PASSWORD, address=ELSEWHERE) == 429, "he was tried from an address like any"


@pytest.mark.parametrize("value", ["", ".", "x", "x." + "0" * 32, "é.é", "a.b.c"])
def test_nobody_is_known_by_a_cookie_that_we_did_not_write(client, crowd, ask, value):
    crowd()
    client.set_cookie("desk-known", value, path="/desk/login")
    assert ask(client, PASSWORD) == 429


def test_the_cookie_goes_to_the_login_alone_and_says_nothing(client, cast):
    answer = client.post("/desk/login", data={"email": MARIA, "password": PASSWORD})
    _, header = answer.headers.getlist("Set-Cookie")
    value, *flags = header.split("; ")
    assert {"HttpOnly", "Path=/desk/login", "SameSite=Lax"} <= set(flags)
    assert "maria" not in value.lower()


@pytest.fixture
def another(app, clock):
    """The same instance, served by another process."""
    another = create_app(app.extensions["settings"])
    another.extensions["clock"] = clock
    yield another
    with another.app_context():
        db.session.remove()
        db.engine.dispose()


def test_tries_are_counted_for_all_processes_and_for_five_minutes(another, client, ask, clock):
    for turn in range(10):
        assert ask((client, another.test_client())[turn % 2]) == 422
    assert ask(another.test_client(), PASSWORD) == 429
    assert ask(client, PASSWORD) == 429
    clock.forward(minutes=5)
    assert ask(client, PASSWORD) == 303
    assert not db.session.scalars(select(Attempt)).all(), "nothing is kept of them"


def test_whoever_logs_in_well_is_not_counted(app, ask):
    assert {ask(app.test_client(), PASSWORD) for _ in range(12)} == {303}
