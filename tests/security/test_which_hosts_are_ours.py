"""What is sent under another name is refused in words, and no answer repeats that name."""

from dataclasses import replace

import pytest

from statuspage import create_app
from statuspage.db import db
from statuspage.security.hosts import own_host

BASE = "https://status.example.com"
EVIL = "evil.example.net"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("status.example.com", True),
        ("status.example.com:443", True),
        ("STATUS.Example.Com", True),
        ("status.example.com.", True),
        ("status.example.com.:443", True),
        ("status.example.com:80", False),
        ("status.example.com:8443", False),
        ("status.example.com..", False),
        ("status.example.com:", False),
        ("status.example.com:443:443", False),
        ("status.example.com@evil.example.net", False),
        ("evil.example.net@status.example.com", False),
        ("status.example.com.evil.example.net", False),
        ("example.com", False),
        ("xstatus.example.com", False),
        (" status.example.com", False),
        ("status.example.com\t", False),
        ("", False),
        (".", False),
        ("localhost", False),
        ("127.0.0.1:8000", False),
        ("a" * 400, False),
        ("a." * 100_000, False),
    ],
)
def test_in_production_only_our_own_name_is_ours(host, ours):
    assert own_host(BASE, on_this_machine=False)(host) is ours


@pytest.mark.parametrize(
    ("base", "host", "ours"),
    [
        ("https://status.example.com:8443", "status.example.com:8443", True),
        ("https://status.example.com:8443", "status.example.com", True),
        ("https://status.example.com:8443", "status.example.com:443", False),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]:8000", True),
        ("http://[2001:db8::1]:8000", "[2001:db8::2]:8000", False),
        ("http://shop.example", "shop.example:80", True),
    ],
)
def test_its_port_may_be_left_out_by_a_proxy(base, host, ours):
    assert own_host(base, on_this_machine=False)(host) is ours


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9", "127.0.0.1:8000", "127.0.0.53", "[::1]", "[::1]:8000", "shop.localhost:8000"]
)
def test_in_development_every_name_of_this_machine_is_ours(host):
    assert own_host("http://127.0.0.1:8000", on_this_machine=True)(host)


@pytest.mark.parametrize("host", ["localhost.evil.example.net", "127.0.0.1.nip.io", "notlocalhost", "[::2]", EVIL])
def test_in_development_nothing_else_is(host):
    assert not own_host("http://127.0.0.1:8000", on_this_machine=True)(host)


@pytest.fixture
def on(app):
    """What the same instance, with other settings, answers to whoever asks for this host."""
    made = []

    def build(host, **changed):
        other = create_app(replace(app.extensions["settings"], **changed))
        made.append(other)
        return other.test_client().get("/desk/login", headers={"Host": host}).status_code

    yield build
    for other in made:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:9", "shop.localhost"])
def test_only_development_answers_to_every_name_of_this_machine(on, host):
    assert on(host) == 200
    assert on(host, environment="production", demo=False, base_url=BASE) == 421


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/login", "/nowhere", "/desk//login", "/static/mark.svg"])
def test_a_foreign_name_is_refused_in_words_and_never_repeated(client, cast, path):
    for headers in ({"Host": EVIL}, {"Host": f"{EVIL}:8000"}):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 421
        assert "This is not our address" in answer.text
        assert EVIL not in answer.text
        assert EVIL not in str(answer.headers)
        assert 'href="http://localhost/"' in answer.text, "the front door is where we are"


def test_whoever_looks_after_the_machine_need_not_know_its_name(client):
    for path in ("/healthz", "/readyz", "/up"):
        assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_no_path_leads_to_another_by_the_name_that_was_asked_for(client):
    for path in ("/desk//login", "/desk/login/"):
        assert client.get(path).status_code == 404


@pytest.fixture
def behind(app):
    """The same behind one proxy of ours, which says for which host it was asked."""
    made = create_app(replace(app.extensions["settings"], trusted_proxies=1, base_url=BASE))
    with made.app_context():
        yield made.test_client()
        db.session.remove()
        db.engine.dispose()


def test_behind_a_proxy_it_is_its_word_that_counts(behind):
    def asked(forwarded, host="127.0.0.1:8000"):
        return behind.get("/desk/login", headers={"Host": host, "X-Forwarded-Host": forwarded}).status_code

    assert asked("status.example.com") == 200
    assert asked(f"{EVIL}, status.example.com") == 200, "what came before it was claimed by somebody else"
    assert asked(f"status.example.com, {EVIL}") == 421
    assert asked(EVIL, host="status.example.com") == 421


def test_without_a_proxy_nobodys_word_counts(client):
    assert client.get("/", headers={"X-Forwarded-Host": EVIL}).status_code == 200
    assert client.get("/", headers={"Host": EVIL, "X-Forwarded-Host": "localhost"}).status_code == 421
