"""Whoever jumps from heading to heading finds each letter; and what the markup says is whole, on every page."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from statuspage import demo
from statuspage.db import db
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.present.embed.looks import SIZES
from statuspage.security import headers
from statuspage.security.throttle import limiter
from tests.contracts.outline import faults, headings

pytestmark = pytest.mark.long


def test_every_address_answers_with_headings_names_and_whole_markup(walk):
    found, seen = set(), 0
    for place, _, answer in walk(("", "?before=9&said=sent"), ({}, {"HX-Request": "true"})):
        is_mail = answer.headers["Content-Security-Policy"] in (headers.MAIL, headers.LOCKED_MAIL)
        if answer.mimetype == "text/html" and answer.text.strip() and not is_mail:
            seen += 1
            found |= {f"{place.rule}: {fault}" for fault in faults(answer.text)}
    assert not found, "\n".join(sorted(found))
    assert seen > 30


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.torture)])
def test_every_page_of_the_demo_has_headings_names_and_whole_markup(app: Flask, client: FlaskClient, language: str):
    demo.load(app)
    agent = demo.links(app)["agents"][0]
    client.post("/desk/login", data={"email": agent["email"], "password": agent["password"]})
    found, seen = set(), 0
    for path in addresses(app):
        limiter.reset()
        db.session.rollback()
        answer = client.get(path, headers={"Accept-Language": language})
        if answer.mimetype == "text/html":
            seen += 1
            found |= {f"{path}: {fault}" for fault in faults(answer.text)}
    assert not found, "\n".join(sorted(found))
    assert seen > 90


def addresses(app: Flask) -> Iterator[str]:
    """Every page of the demo, whoever it is for, and some that are refused."""
    urls = app.extensions["urls"]
    yield from ("/", "/team", "/team/card", "/embed-gallery", "/demo/mail", "/nothing", "/t/nothing", "/e/nothing")
    yield from ("/desk", "/desk/me", "/desk/tickets/new", "/desk/tickets/new?q=a", "/desk/find?q=an", "/desk/login")
    yield from (f"/desk/customers/{number}" for number in db.session.scalars(select(Customer.id)).all())
    for number in db.session.scalars(select(Ticket.id)).all():
        yield from (f"/desk/tickets/{number}", f"/desk/tickets/{number}?before=30")
        links = {name: urls.shared(share) for name, share in shares_of(db.session(), number).items()}
        private = links["private"].removeprefix(urls.base)
        yield from (private, f"{private}?before=30", f"{private}/studio")
        if "public" in links:
            public, card = (links[name].removeprefix(urls.base) for name in ("public", "embed"))
            yield from (public, f"{public}/letters", *(f"{card}?size={size}" for size in SIZES), f"{card}?size=huge")


def test_from_heading_to_heading_one_hears_who_wrote_and_when(walk):
    told = {place.rule.rule: answer.text for place, _, answer in walk() if answer.mimetype == "text/html"}
    for rule in ("/t/<token>", "/p/<token>", "/p/<token>/letters", "/desk/tickets/<int:ticket_id>"):
        written = [words for level, words in headings(told[rule]) if level == 3]
        assert len(written) == told[rule].count("<article"), rule
        assert all(re.search(r"^\w+ .*\d\d:\d\d$", words) for words in written), (rule, written)


@pytest.mark.parametrize(
    "markup",
    [
        "<article><p>Words.</p></article>",
        "<section><article><h3>Not its own.</h3></article></section>",
        "<section><h2></h2></section>",
        "<input type=checkbox autocomplete=off>",
        "<img src=x>",
        "<svg></svg>",
        '<svg role="img" aria-label=" "></svg>',
        "<iframe src=x></iframe>",
        "<figure><img src=x alt=x></figure>",
        "<button><img src=x alt=''></button>",
        "<p id=a></p><p id=a></p>",
        "<p dir=auto dir=ltr></p>",
        "<p><div></p>",
        "<!doctype html><html><title>x</title><h1>a</h1><h3>b</h3>",
        "<!doctype html><html><title>x</title><h1>a</h1><h1>b</h1>",
        "<!doctype html><html><title>x</title><h1>a</h1><p aria-labelledby=b>",
    ],
)
def test_the_reading_sees_what_it_looks_for(markup):
    assert faults(markup)


def test_the_reading_leaves_a_sound_page_alone():
    body = '<h1>a</h1><section><h2>b</h2><article><h3>c</h3></article></section><svg aria-hidden="true"></svg>'
    assert faults(f"<!doctype html><html><head><title>x</title></head><body>{body}</body></html>") == []
