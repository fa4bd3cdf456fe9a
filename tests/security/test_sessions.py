"""A desk session: only a hash in the database, a new key at each login, and an end that is an end."""

import hashlib

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.people.agents import Agent
from statuspage.security import sessions
from statuspage.security.sessions import DeskSession, check_password, hash_password, sign_in, sign_out
from statuspage.surfaces.desk.login import own_path
from tests.cast import PASSWORD
from tests.conftest import SERVED, settings_for

MARIA = "maria@fernhill.example"


@pytest.fixture
def log_in(client, cast):
    def post(email=MARIA, password=PASSWORD, **rest):
        return client.post("/desk/login", data={"email": email, "password": password} | rest)

    return post


def cookie(client):
    found = client.get_cookie("desk")
    return found.value if found else None


def is_in(client):
    db.session.remove()
    return client.get("/desk").status_code == 200


def test_the_right_password_opens_the_desk(client, log_in):
    assert log_in().status_code == 303
    assert is_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [(MARIA, "wrong"), (MARIA, ""), ("nobody@x.org", PASSWORD), ("", ""), ("\0", "\0"), (MARIA, PASSWORD + "\0")],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, log_in, email, password):
    answer = log_in(email, password)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers
    assert b"do not go together" in answer.data
    assert not is_in(client)


@pytest.mark.parametrize("email", ["nobody@x.org", "tom@fernhill.example", MARIA])
def test_an_unknown_address_takes_the_way_through_the_hash_too(app, cast, monkeypatch, email):
    with write() as session:
        session.get_one(Agent, cast.tom.id).is_active = False
    asked = []

    class Counting:
        def verify(self, stored, password):
            asked.append(stored)
            return sessions.PasswordHasher().verify(stored, password)

    monkeypatch.setattr(sessions, "_hasher", Counting())
    assert check_password(db.session(), email, "wrong") is None
    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$")
    assert (asked[0] == cast.maria.password_hash) is (email == MARIA)


def test_a_password_is_kept_as_a_salted_argon2id_hash():
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$")
    assert PASSWORD not in first


def test_what_is_served_hashes_as_slowly_as_rfc_9106_asks():
    assert extract_parameters(SERVED.hash(PASSWORD)) == RFC_9106_LOW_MEMORY


def test_the_database_has_only_the_hash_of_a_sessions_key(client, log_in):
    log_in()
    key = cookie(client)
    (row,) = db.session.scalars(select(DeskSession)).all()
    assert row.key_hash == hashlib.sha256(key.encode()).hexdigest()
    assert len(key) >= 43  # 256 bits
    client.set_cookie("desk", row.key_hash)
    assert not is_in(client)


def test_each_login_makes_a_new_key_and_ends_the_one_before(client, log_in):
    client.set_cookie("desk", "planted-by-somebody-else")
    log_in()
    first = cookie(client)
    assert first != "planted-by-somebody-else"
    log_in()
    assert cookie(client) != first
    client.set_cookie("desk", first)
    assert not is_in(client)


def test_two_browsers_have_two_sessions(app, client, log_in):
    log_in()
    other = app.test_client()
    other.post("/desk/login", data={"email": MARIA, "password": PASSWORD})
    assert cookie(other) != cookie(client)
    assert is_in(client)
    assert is_in(other)


def test_a_session_ends_after_its_hours(app, client, clock, log_in):
    log_in()
    hours = app.extensions["settings"].session_hours
    clock.forward(hours=hours, seconds=-1)
    assert is_in(client)
    clock.forward(seconds=1)
    assert not is_in(client)


def test_sessions_that_have_expired_are_swept_at_the_next_login(app, client, clock, log_in):
    log_in()
    clock.forward(hours=app.extensions["settings"].session_hours)
    log_in()
    db.session.remove()
    assert len(db.session.scalars(select(DeskSession)).all()) == 1


def test_who_no_longer_works_here_is_out_at_once_and_stays_out(client, cast, log_in):
    log_in()
    with write() as session:
        session.get_one(Agent, cast.maria.id).is_active = False
    assert not is_in(client)
    assert log_in().status_code == 422


def test_logging_out_ends_the_session_on_the_server(client, cast, log_in):
    log_in()
    key = cookie(client)
    with write() as session:
        sign_out(session, key)
    assert not is_in(client)


def test_the_key_of_one_session_ends_no_other(app, cast, clock):
    with write() as session:
        first, second = (sign_in(session, cast.maria, clock(), 1) for _ in range(2))
    with write() as session:
        sign_out(session, first)
    (row,) = db.session.scalars(select(DeskSession)).all()
    assert row.key_hash == hashlib.sha256(second.encode()).hexdigest()


def flags(answer):
    header, _ = answer.headers.getlist("Set-Cookie")  # the second is of test_who_is_kept_out.py
    return {part.strip().partition("=")[0]: part.strip().partition("=")[2] for part in header.split(";")}


def test_the_cookie_is_out_of_a_scripts_and_another_sites_reach(log_in):
    got = flags(log_in())
    assert {"HttpOnly", "Path", "SameSite"} <= set(got)
    assert (got["SameSite"], got["Path"]) == ("Lax", "/")
    assert not {"Domain", "Secure", "Expires", "Max-Age"} & set(got)


def test_over_https_the_cookie_is_pinned_to_the_host(app, cast, database, tmp_path, clock):
    https = create_app(settings_for(database, tmp_path, base_url="https://status.example.com"))
    https.extensions["clock"] = clock
    answer = https.test_client().post(
        "/desk/login", data={"email": MARIA, "password": PASSWORD}, base_url="https://status.example.com"
    )
    got = flags(answer)
    assert {"__Host-desk", "Secure", "HttpOnly"} <= set(got)
    assert got["SameSite"] == "Lax"
    assert "Domain" not in got
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    with https.app_context():
        db.engine.dispose()


ELSEWHERE = ("https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/desk/..//evil.example", "desk")
ELSEWHERE += (
    "/desk/login",
    "/t/x",
    "/desk\n/x",
    "javascript:x",
    "/deskx",
    "/desk/%2e%2e/x\\",
    "http:/desk",
    "/desk/../t/x",
)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_after_the_login_nobody_is_sent_elsewhere(app, wanted):
    assert own_path(wanted) == app.extensions["urls"].desk()


def test_the_login_itself_asks_where_one_may_go(log_in):
    assert log_in(next="https://evil.example/desk").headers["Location"] == "http://localhost/desk"


def test_after_the_login_one_is_where_one_wanted_to_be(log_in):
    assert log_in(next="/desk/tickets/3?before=7").headers["Location"].endswith("/desk/tickets/3?before=7")
