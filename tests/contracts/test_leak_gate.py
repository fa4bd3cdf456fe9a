"""Nothing becomes public that the customer did not choose: every public address, in every way that it can be asked."""

from dataclasses import replace
from itertools import product

import pytest
from flask import Response

from statuspage.db import db, write
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import share, shares_of
from statuspage.domain.tickets import Ticket
from statuspage.security.access import Access
from statuspage.surfaces.customer.studio.form import query_of
from statuspage.surfaces.customer.studio.preview import VIEWS
from tests.contracts.canaries import COLLEAGUE, DESKS, OWNER, PHOTO, leaks
from tests.contracts.doors import Keys, places

OUTSIDE = (Access.ANYONE, Access.TEAM, Access.PUBLIC, Access.PUBLIC_FEED, Access.EMBED, Access.BADGE)
OUTSIDE += (Access.FOLLOW, Access.CONFIRM)
NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)
EVERYTHING = PublicChoice(owner="photo", subject="subject", title="My kqheadline", letters=True)
CHOICES = {
    "nothing": NOTHING,
    "as it is at first": PublicChoice(),
    "everything": EVERYTHING,
    "a title instead": PublicChoice(owner="name", subject="title", title="My kqheadline", promise=False, score=False),
    "letters by nobody": PublicChoice(owner="nobody", letters=True, steps=False, title="My kqheadline"),
    "only the clock": PublicChoice(owner="nobody", steps=False, promise=False, score=False, title="My kqheadline"),
    "only the score": PublicChoice(owner="nobody", steps=False, clock=False, promise=False, company=False),
}
QUERIES = (
    "",
    "?lang=de",
    "?lang=ar",
    "?theme=dark&size=compact",
    "?size=timeline",
    "?format=json&said=written&debug=1",
    "?said=asked",
    "?before=2",
    "?style=face",
    "?style=sign",
)
HEADERS = (
    {},
    {"HX-Request": "true", "Accept": "application/json", "Accept-Language": "ar", "Last-Event-ID": "1"},
)
# What fills an address's places. A public address with another place must be taught here.
FILLED = {"outgoing": 1, "name": "0" * 32 + ".webp", "filename": "css/base.css", "colour": "0b6b5d"}


@pytest.fixture(autouse=True)
def _pictures_are_read(monkeypatch):
    """A PNG is read as the drawing that it is made from."""
    for module in ("statuspage.present.pictures.drawing", "statuspage.surfaces.pictures"):
        monkeypatch.setattr(f"{module}.png", lambda svg, zoom=1: svg.encode())


@pytest.fixture(autouse=True)
def _mail_leaves(app):
    """So that a public page can be followed by mail."""
    app.extensions["settings"] = replace(app.extensions["settings"], smtp_url="smtp://127.0.0.1:1")


@pytest.fixture
def tokens(app, planted):
    """Every key to the ticket, by scope, as it stands now."""

    def spell():
        db.session.rollback()
        urls = app.extensions["urls"]
        return {scope: urls.token(found) for scope, found in shares_of(db.session(), planted.ticket_id).items()}

    return spell


@pytest.fixture
def ask(app, client, planted, tokens):
    """Ask every outside address in every way; yields (what was asked, the answer)."""

    def every():
        keys, shares = tokens(), shares_of(db.session(), planted.ticket_id)
        doors = Keys(app.extensions["urls"], shares, planted.follower)
        letter = opaque_id(db.session.get_one(Ticket, planted.ticket_id).seed, "letter", planted.hidden)
        for place in places(app):
            if place.access not in OUTSIDE:
                continue
            unknown = set(place.rule.arguments) - set(FILLED) - {"token"}
            assert not unknown, f"{place.rule}: say in FILLED what goes into its {unknown}"
            path = place.path(token=doors.to(place.access) or "nokey", **FILLED)
            page = f"?url=http://localhost/p/{keys.get('public', 'nokey')}"
            for query, headers in product((*QUERIES, f"?before={letter}", page), HEADERS):
                for method in ("GET", "HEAD") if not query else ("GET",):
                    with client.open(path + query, method=method, headers=headers) as answer:
                        yield place, f"{method} {place.rule}{query} {headers}", answer

    return every


def unchosen(planted, choice, keys):
    """Every secret but what this choice shows."""
    shown = {"subject"} if choice.subject == "subject" else {"title"} if choice.subject == "title" else set()
    shown |= {"public letter"} if choice.letters else set()
    secrets = {what: word for what, word in planted.secrets.items() if what not in shown}
    if choice.owner == "nobody":
        secrets |= {"owner": OWNER, "colleague": COLLEAGUE}
    if choice.owner != "photo":
        secrets["photo"] = PHOTO
    if not choice.clock:
        secrets |= {"when it was asked": "2026-11-23T09:12", "how long ago": "since the customer asked"}
    if not choice.promise:
        secrets["what is promised"] = "11:32"
    if not choice.score:
        secrets["the score"] = "kept so far"
    return secrets | {f"{scope} key": keys[scope] for scope in ("private", "feed")}


def told(ask, secrets):
    """Every leak there is, as lines that say where."""
    return [f"{where}: {found}" for _, where, answer in ask() if (found := leaks(answer, secrets))]


@pytest.mark.long
def test_nothing_is_outside_before_it_is_published(ask, planted, tokens, clock):
    with write() as session:
        for scope in PUBLIC_SCOPES:
            share(session, planted.ticket_id, scope, clock())
    secrets = planted.secrets | {"owner": OWNER, "photo": PHOTO} | tokens()
    secrets = {what: word for what, word in secrets.items() if what not in PUBLIC_SCOPES}
    for place, where, answer in ask():
        assert leaks(answer, secrets) == [], where
        # one address leads to another, which is not there either
        assert place.access in (Access.ANYONE, Access.TEAM) or answer.status_code in {302, 400, 404, 410}, where


@pytest.mark.long
@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES.keys())
def test_nothing_is_outside_but_what_was_chosen(ask, run, planted, tokens, clock, choice):
    hidden = PublicChoice(**{**choice_fields(choice), "hidden": (planted.hidden,)})
    run(publish, planted.ticket_id, hidden, clock())
    assert told(ask, unchosen(planted, choice, tokens())) == []


@pytest.mark.long
@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES.keys())
def test_a_preview_shows_nothing_but_what_is_ticked(client, planted, tokens, choice):
    """What its owner looks at before it is shown is just what it will show."""
    fields = query_of(PublicChoice(**{**choice_fields(choice), "hidden": (planted.hidden,)}), [planted.hidden])
    for view, query in product(VIEWS, ("", "&size=compact&theme=dark", "&size=timeline&lang=de")):
        with client.get(f"/t/{tokens()['private']}/studio/preview?view={view}&{fields}{query}") as answer:
            assert leaks(answer, unchosen(planted, choice, tokens())) == [], f"{view}{query}"


def choice_fields(choice):
    return {field: getattr(choice, field) for field in choice.__slots__}


def test_what_was_chosen_is_there(app, client, run, planted, tokens, clock):
    run(publish, planted.ticket_id, PublicChoice(**{**choice_fields(EVERYTHING), "hidden": (planted.hidden,)}), clock())
    keys = tokens()
    page = client.get(f"/p/{keys['public']}").text
    feed = client.get(f"/pf/{keys['public_feed']}.atom").text
    card = client.get(f"/e/{keys['embed']}").text
    for word in ("kqpublicletter", OWNER, "kqsubject"):
        assert word in page
        assert word in feed
    for word in (OWNER, PHOTO):
        assert word in page
        assert word in card
    for word in ("since the customer asked", "11:32", "kept so far"):
        assert word in page
        assert word in card


@pytest.mark.long
def test_every_outside_address_was_really_seen(ask, run, planted, clock):
    run(publish, planted.ticket_id, EVERYTHING, clock())
    seen = {}
    for place, _, answer in ask():
        seen.setdefault(place.rule.rule, set()).add(answer.status_code)
    unseen = {rule for rule, codes in seen.items() if not codes & {200, 302, 303}}
    elsewhere = {"/embed-gallery", "/demo/mail", "/demo/mail/<int:outgoing>.html", "/photos/<name>"}
    assert unseen == elsewhere | {"/logo/<name>"}, (
        "no good answer was ever looked at; ask these in a way that they answer"
    )


@pytest.mark.long
def test_everything_is_gone_once_it_is_taken_back(ask, run, planted, tokens, clock):
    run(publish, planted.ticket_id, EVERYTHING, clock())
    run(unpublish, planted.ticket_id, clock())
    secrets = planted.secrets | {"owner": OWNER, "photo": PHOTO} | {"private key": tokens()["private"]}
    for place, where, answer in ask():
        assert leaks(answer, secrets) == [], where
        assert place.access in (Access.ANYONE, Access.TEAM) or answer.status_code == 410, where


@pytest.mark.long
@pytest.mark.parametrize("scope", ["private", "feed"])
def test_what_only_the_desk_knows_is_not_on_the_customers_side(app, client, planted, tokens, scope):
    keys, secrets = tokens(), {what: planted.secrets[what] for what in (*DESKS, "password hash", "a session's key")}
    for place in places(app):
        if place.access.value == scope and "GET" in place.methods:
            for query, headers in product(QUERIES, HEADERS):
                with client.get(place.path(token=keys[scope]) + query, headers=headers) as answer:
                    assert leaks(answer, secrets) == [], f"{place.rule}{query}"
                    assert scope == "private" or keys["private"] not in answer.text


def test_the_gate_notices_a_leak(app, client, planted):
    for body in ("x kqnote y", "KQNOTE", "&#107;qnote", "kq%6Eote", "call +351917774321 now"):
        with app.test_request_context():
            assert leaks(Response(body), planted.secrets), body
    assert leaks(Response("", headers={"X-Any": "kqsubject"}), planted.secrets) == ["subject"]
    assert leaks(Response("nothing to see"), planted.secrets) == []
