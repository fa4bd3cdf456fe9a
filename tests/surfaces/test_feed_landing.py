"""Whoever opens a feed's address in a browser reads what it is and what to do with it; programs get the feed."""

import html5lib
import pytest

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import unpublish
from statuspage.negotiation import prefers_page
from tests.surfaces.private_things import words
from tests.surfaces.public_things import EVERYTHING, Shown

CHROMIUM = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROGRAMS = (
    "",
    "*/*",
    "application/atom+xml",
    "application/atom+xml,application/rss+xml;q=0.9,application/xml;q=0.8,text/html;q=0.7,*/*;q=0.1",
    "application/feed+json, application/json;q=0.9, text/html;q=0.5",
    "text/html, application/atom+xml, */*;q=0.5",
    "application/xml;q=0.9,text/xml;q=0.2,*/*;q=0.1",
    "text/html;q=0",
    "nonsense;;q=x",
)


@pytest.mark.parametrize("accept", [CHROMIUM, FIREFOX, "text/html"])
def test_a_browser_would_rather_have_a_page(accept: str):
    assert prefers_page(accept)


@pytest.mark.parametrize("accept", PROGRAMS)
def test_a_program_would_rather_have_the_feed(accept: str):
    assert not prefers_page(accept)


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize("scope", ["feed", "public_feed"])
def test_the_page_says_what_a_feed_is_names_its_address_and_shows_what_is_new(shown: Shown, scope: str, form: str):
    shown.publish(EVERYTHING)
    shown.letter("The part is on its way.")
    path = shown.links()[scope].replace(".atom", f".{form}")
    page = shown.at(path, Accept=CHROMIUM)
    html5lib.HTMLParser(strict=True).parse(page.text)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert f'value="http://localhost{path}"' in page.text
    assert "A feed reader is a program" in words(page.text)
    assert ("for you alone" in words(page.text)) is (scope == "feed")
    feed = shown.at(path, Accept="*/*")
    assert feed.mimetype != "text/html"
    assert {"Accept"} <= {name.strip() for name in page.headers["Vary"].split(",")}
    assert {"Accept"} <= {name.strip() for name in feed.headers["Vary"].split(",")}
    assert page.headers["ETag"] != feed.headers["ETag"]


def test_the_page_of_a_private_feed_is_dressed_as_private_and_names_no_other_address(shown: Shown):
    shown.publish(EVERYTHING)
    links = shown.links()
    page = shown.at(links["feed"], Accept=FIREFOX)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    assert [scope for scope, path in links.items() if scope != "feed" and path.split(".")[0] in page.text] == []


def test_the_page_of_a_public_feed_says_no_more_than_the_feed(shown: Shown):
    shown.publish(PublicChoice(company=False, subject="nothing", letters=False, owner="nobody"))
    shown.letter("In private.", public=False)
    page = shown.at(shown.links()["public_feed"], Accept=FIREFOX)
    for hidden in ("Fernhill", "Maria", "In private.", "Ana", "espresso"):
        assert hidden not in words(page.text), hidden


def test_a_feed_that_was_taken_back_says_so_to_a_browser_on_a_page(shown: Shown):
    shown.publish()
    path = shown.links()["public_feed"]
    shown.do(unpublish)
    assert (shown.at(path, Accept=FIREFOX).mimetype, shown.at(path).mimetype) == ("text/html", "text/plain")


def test_the_teams_feed_has_its_page_too(shown: Shown):
    page = shown.at("/team.atom", Accept=FIREFOX)
    assert page.mimetype == "text/html"
    assert 'value="http://localhost/team.atom"' in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
