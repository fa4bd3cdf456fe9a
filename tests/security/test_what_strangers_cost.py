"""Whatever somebody without a key sends costs little: no more than some public pages made anew, measured in one run."""

import time

import pytest

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of

MUCH = 30_000  # about as much as a head may hold
AT_MOST = 6  # public pages made anew
FORM = "application/x-www-form-urlencoded"

ASKED = {
    "languages": {"headers": {"Accept-Language": ",".join(f"x{n};q=0.{n % 10}" for n in range(2_500))}},
    "one language": {"headers": {"Accept-Language": "a-" * (MUCH // 2)}},
    "quotes in a language": {"headers": {"Accept-Language": 'en;a="' + '\\"' * (MUCH // 2)}},
    "cookies": {"path": "/desk", "headers": {"Cookie": ";".join(f"a{n}=b" for n in range(3_500))}},
    "a cookie": {"path": "/desk", "headers": {"Cookie": "desk=" + "a" * MUCH}},
    "quotes in a cookie": {"path": "/desk", "headers": {"Cookie": 'desk="' + '\\"' * (MUCH // 2)}},
    "tags": {"path": "{page}", "headers": {"If-None-Match": ",".join(['"a"'] * 7_500)}},
    "half a tag": {"path": "{page}", "headers": {"If-None-Match": '"' * MUCH}},
    "a date": {"path": "{page}", "headers": {"If-Modified-Since": "Mon, " + "1 " * (MUCH // 2)}},
    "ranges": {"path": "/static/mark.svg", "headers": {"Range": "bytes=" + ",".join(["0-1"] * 7_000)}},
    "proxies": {"headers": {"X-Forwarded-For": "1," * (MUCH // 2)}},
    "a host": {"headers": {"Host": "a." * (MUCH // 2)}},
    "a path": {"path": "/" + "a/" * 8_000},
    "a path of marks": {"path": "/desk/" + "%E2%80%8B" * 1_700},
    "a token": {"path": "/p/" + "a" * 16_000},
    "an address to embed": {"path": "/oembed?url=http://localhost/p/" + "a" * 15_000},
    "a look to embed": {"path": "/oembed?url=http://localhost{page}?" + "%26a" * 4_000},
    "a page to go on to": {"path": "/desk/login?next=/desk/" + "/a" * 7_000},
    "a type of body": {"method": "POST", "path": "/desk/login", "content_type": FORM + '; a="b' * 4_000},
    "a boundary": {
        "method": "POST",
        "path": "/desk/login",
        "data": b"--a\r\n" * 3_000,
        "content_type": "multipart/form-data; boundary=a",
    },
    "a password": {
        "method": "POST",
        "path": "/desk/login",
        "data": b"email=a%40b.example&password=" + b"x" * 1_000_000,
        "content_type": FORM,
    },
}


@pytest.fixture
def page(app, cast, run, clock):
    run(publish, cast.ticket.id, PublicChoice(letters=True), clock())
    return run(
        lambda session: app.extensions["urls"].shared(shares_of(session, cast.ticket.id)["public"])
    ).removeprefix("http://localhost")


def took(client, path="/", method="GET", **asked):
    """The least CPU time of some tries: whatever else runs here only ever adds."""

    def once():
        begun = time.process_time()
        client.open(path, method=method, **asked).close()
        return time.process_time() - begun

    return min(once() for _ in range(6))


@pytest.mark.parametrize("what", ASKED)
def test_nobody_without_a_key_costs_much(client, page, what):
    asked = dict(ASKED[what])
    asked["path"] = asked.get("path", "/").replace("{page}", page)
    client.get(page)
    assert took(client, **asked) < AT_MOST * took(client, page)


def test_a_login_of_a_megabyte_is_refused_before_anything_is_hashed(client, cast, monkeypatch):
    from statuspage.security import sessions

    monkeypatch.setattr(sessions, "check_password", lambda *_: pytest.fail("somebody looked at it"))
    data = {"email": cast.maria.email, "password": "x" * 1_000_000}
    assert client.post("/desk/login", data=data).status_code == 413
