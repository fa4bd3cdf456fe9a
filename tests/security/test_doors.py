"""The door of every address: 404 for what never was, 410 for what was taken back, and all 404s alike to the byte."""

from datetime import timedelta
from itertools import product

import pytest
from flask import Blueprint, g

from statuspage.db import write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.scopes import PUBLIC_SCOPES, SCOPES
from statuspage.domain.shares.share import Key, Share, shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.security.access import Access, may
from statuspage.security.signing import sign
from tests.conftest import settings_for

ADDRESS = {"private": "/t/{}", "feed": "/f/{}.atom", "public": "/p/{}", "public_feed": "/pf/{}.atom"}
ADDRESS |= {"embed": "/e/{}", "badge": "/b/{}.svg"}
KINDS = tuple(ADDRESS)


@pytest.fixture
def shares(run, cast, clock):
    """Every share of Ana's ticket by its scope, all of them given out."""
    run(publish, cast.ticket.id, PublicChoice(), clock())
    with write() as session:
        return shares_of(session, cast.ticket.id)


@pytest.fixture
def token(app):
    def spell(share, generation=None, scope=None):
        keys = app.extensions["settings"].secret_keys
        return sign(keys, scope or share.scope, Key(share.id, generation or share.generation))

    return spell


@pytest.fixture
def ask(client):
    return lambda scope, token: client.get(ADDRESS[scope].format(token))


def test_a_key_opens_its_address_and_no_other(ask, shares, token):
    for scope, other in product(KINDS, SCOPES):
        expected = 200 if scope == other else 404
        assert (scope, other, ask(scope, token(shares[other])).status_code) == (scope, other, expected)
        assert ask(scope, token(shares[other], scope=scope)).status_code == expected


@pytest.mark.parametrize("scope", KINDS)
def test_an_older_copy_is_gone_and_one_from_the_future_never_was(ask, run, cast, clock, shares, token, scope):
    run(rotate, cast.ticket.id, scope, clock())
    assert ask(scope, token(shares[scope], 1)).status_code == 410
    assert ask(scope, token(shares[scope], 2)).status_code == 200
    assert ask(scope, token(shares[scope], 3)).status_code == 404


@pytest.mark.parametrize("scope", KINDS)
def test_a_withdrawn_key_is_gone_and_so_is_an_expired_one(app, ask, clock, shares, token, scope):
    with write() as session:
        share = session.get_one(Share, shares[scope].id)
        share.expires_at = clock() + timedelta(hours=1)
    assert ask(scope, token(shares[scope])).status_code == 200
    clock.forward(hours=1)
    gone = ask(scope, token(shares[scope]))
    assert gone.status_code == 410
    assert "has a new address" not in gone.text
    with write() as session:
        share = session.get_one(Share, shares[scope].id)
        share.expires_at, share.withdrawn_at = None, clock()
    assert ask(scope, token(shares[scope])).status_code == 410


def test_unpublishing_closes_everything_public_and_nothing_else(ask, run, cast, clock, shares, token):
    run(unpublish, cast.ticket.id, clock())
    answers = {scope: ask(scope, token(shares[scope])).status_code for scope in KINDS}
    assert answers == {scope: 410 if scope in PUBLIC_SCOPES else 200 for scope in KINDS}


def test_a_public_key_renewed_while_switched_off_shows_nothing(ask, run, cast, clock, shares, token):
    run(unpublish, cast.ticket.id, clock())
    run(rotate, cast.ticket.id, "public", clock())
    assert ask("public", token(shares["public"], 2)).status_code == 410


@pytest.mark.parametrize("scope", KINDS)
def test_every_404_is_alike_to_the_byte(app, ask, clock, shares, token, scope):
    other = settings_for("sqlite:////nowhere.db", app.extensions["settings"].data_dir, secret_keys="x" * 40)
    good = token(shares[scope])
    bad = {
        "another house's": sign(other.secret_keys, scope, Key(1, 1)),
        "another kind's": token(shares[scope], scope="private" if scope != "private" else "feed"),
        "a ticket's that never was": sign(app.extensions["settings"].secret_keys, scope, Key(10**6, 1)),
        "the future's": token(shares[scope], 2),
        "a broken one": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "nonsense": "x",
        "a long one": "A" * 500,
        "a foreign one": "тикет",
    }
    answers = {name: ask(scope, spelling) for name, spelling in bad.items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.data for answer in answers.values()}) == 1
    assert len({str(sorted(answer.headers)) for answer in answers.values()}) == 1


@pytest.fixture
def odd(app):
    """Two views more: one that says nothing about who may use it, and one for anyone."""
    app._got_first_request = False
    bp = Blueprint("odd", __name__)
    bp.get("/undeclared")(lambda: "secret")
    bp.get("/declared", endpoint="declared")(may(Access.ANYONE)(lambda: f"open {g.get('agent')}"))
    app.register_blueprint(bp)
    return app.test_client()


def test_a_view_that_does_not_say_who_may_use_it_is_not_there(odd):
    assert odd.get("/undeclared").status_code == 404
    assert b"secret" not in odd.get("/undeclared").data
    assert odd.get("/declared").data == b"open None"


def test_a_view_that_does_not_say_is_not_there_for_an_agent_either(odd, cast):
    odd.post("/desk/login", data={"email": cast.maria.email, "password": "an espresso, please"})
    assert odd.get("/desk").status_code == 200
    assert odd.get("/undeclared").status_code == 404
