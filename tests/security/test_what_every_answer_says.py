"""The headers of every surface, as a table: content policy, framing, referrer, robots, caching."""

import re

import pytest

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.cast import PASSWORD
from tests.conftest import settings_for

OWN = "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'"
FACE = "font-src 'self'"
PAGE = f"{NOTHING}; {OWN}; {FACE}; form-action 'self'; frame-ancestors 'none'"
LOOK = f"{NOTHING}; {OWN}; {FACE}; form-action 'none'; frame-ancestors 'none'"
CARD = f"{NOTHING}; {OWN}; form-action 'none'"  # where it may stand is said when sites are listed
FEED = f"{NOTHING}; frame-ancestors 'none'"
BADGE = f"{NOTHING}; style-src 'unsafe-inline'; frame-ancestors 'none'"
ORIGIN = "strict-origin-when-cross-origin"
SHARED = "public, max-age=15, stale-while-revalidate=60"
TABLE = {  # policy, caching, what another page is told of the address, whether it is found
    "private": (PAGE, "no-store", "no-referrer", False),
    "feed": (FEED, "private, no-cache", "no-referrer", False),
    "calendar": (FEED, "private, no-cache", "no-referrer", False),
    "desk": (PAGE, "no-store", "same-origin", False),
    "public": (LOOK, SHARED, ORIGIN, True),
    "public_feed": (FEED, SHARED, ORIGIN, True),
    "embed": (CARD, SHARED, ORIGIN, True),
    "badge": (BADGE, "no-cache", ORIGIN, True),
    "team": (LOOK, SHARED, ORIGIN, True),
    "home": (PAGE, "no-cache", ORIGIN, True),
    "login": (PAGE, "no-store", ORIGIN, True),
    "nowhere": (PAGE, "no-store", ORIGIN, False),
}


@pytest.fixture
def answers(app, client, run, cast, clock):
    """One good answer of every surface, by its name."""
    run(publish, cast.ticket.id, PublicChoice(), clock())
    with write() as session:
        shares = shares_of(session, cast.ticket.id)
    found = {scope: client.get(app.extensions["urls"].shared(share)) for scope, share in shares.items()}
    found |= {"home": client.get("/"), "login": client.get("/desk/login"), "nowhere": client.get("/nowhere")}
    found["team"] = client.get("/team")
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    return found | {"desk": client.get(f"/desk/tickets/{cast.ticket.id}")}


def says(answer):
    told = ("Content-Security-Policy", "Cache-Control", "Referrer-Policy")
    return *(answer.headers[name] for name in told), answer.headers.get("X-Robots-Tag") != "noindex"


def test_every_surface_says_what_the_table_says(answers):
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(TABLE, 200) | {
        "nowhere": 404
    }
    assert {name: says(answer) for name, answer in answers.items()} == TABLE


def test_every_answer_says_what_all_of_them_say(answers):
    for answer in answers.values():
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        told = {"X-Frame-Options", "Strict-Transport-Security", "Server", "X-Powered-By"}
        assert not told & set(answer.headers.keys())


def test_only_the_desk_has_a_cookie(answers):
    assert {name for name, answer in answers.items() if "Set-Cookie" in answer.headers} <= {"desk"}


def test_no_policy_allows_what_is_unsafe_nor_any_other_host(answers):
    for name, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert name == "badge" or "unsafe" not in policy
        sources = re.findall(r"-src ([^;]*)", policy)
        assert set(" ".join(sources).split()) <= {"'none'", "'self'", "'unsafe-inline'"}


def test_other_sites_can_fetch_what_stands_on_them_and_nothing_secret(answers):
    for name, answer in answers.items():
        policy = answer.headers["Cross-Origin-Resource-Policy"]
        open_to_all = ("embed", "badge", "public_feed")
        assert policy == ("cross-origin" if name in open_to_all else "same-origin")
        assert answer.headers.get("Access-Control-Allow-Origin") in (("*",) if name == "public_feed" else ("*", None))
        assert name in open_to_all or "Access-Control-Allow-Origin" not in answer.headers
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_widget_runs_on_any_site(client):
    answer = client.get("/widget.js")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.mimetype == "text/javascript"


@pytest.mark.parametrize("path", ["/t/x", "/f/x.atom", "/p/x", "/pf/x.atom", "/e/x", "/b/x.svg", "/desk/nothing"])
def test_a_refusal_is_kept_by_nobody_and_found_by_nobody(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_over_https_the_browser_is_told_to_stay_there(app, cast, database, tmp_path):
    https = create_app(settings_for(database, tmp_path, base_url="https://status.example.com"))
    for path in ("/", "/nowhere", "/healthz", "/static/css/base.css", "/desk"):
        with https.test_client().get(path) as answer:
            assert re.match(r"max-age=\d{8,}", answer.headers["Strict-Transport-Security"])
    with https.app_context():
        db.engine.dispose()
