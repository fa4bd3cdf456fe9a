"""The two feeds: valid Atom, the same bytes while nothing is new, and each only what its reader may know."""

import re

import feedparser
import pytest
from lxml import etree

from statuspage.domain.agent_verbs import hand_over, move_promise
from statuspage.domain.customer_verbs import reply
from statuspage.domain.needs import needed
from statuspage.domain.notes import add_note
from statuspage.domain.publication.choice import PublicChoice
from tests.cast import due
from tests.surfaces.feed_things import ATOM, strict, titles
from tests.surfaces.public_things import EVERYTHING, Shown

BOTH = pytest.mark.parametrize("scope", ["feed", "public_feed"])


def test_the_private_feed_tells_all_that_was_written_to_the_customer(shown: Shown) -> None:
    shown.letter("It is **on the bench**. See [this](https://example.org/) and [that](/local).", public=False)
    shown.clock.forward(minutes=1)
    shown.run(move_promise, shown.id, shown.cast.maria, shown.clock(), due(shown.clock(), hours=30))
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Tom has the part <here>.")
    told = strict(shown, "feed")
    assert len(titles(told)) == 3
    assert titles(told)[0] == "Maria handed this to Tom"
    content = [entry.findtext(f"{ATOM}content") for entry in told.iter(f"{ATOM}entry")]
    assert "Tom has the part &lt;here&gt;." in content[0]
    assert "<strong>on the bench</strong>" in content[2]
    assert "It switches itself off." in content[2]
    assert "Maria writes again by Tue, 24 Nov 2026, " in content[2]


def test_the_private_feed_calls_a_promised_call_a_call_and_the_public_one_is_discreet(shown: Shown) -> None:
    shown.letter("I ring you.", public=True, hours=3, call=True)
    shown.publish(EVERYTHING)
    said = "Maria calls you by Mon, 23 Nov 2026, "
    assert any(said in (entry.findtext(f"{ATOM}content") or "") for entry in strict(shown, "feed").iter(f"{ATOM}entry"))
    assert "calls" not in "".join(strict(shown, "public_feed").itertext())


def test_the_private_feed_carries_what_a_letter_asks_for_and_the_public_one_never_does(shown: Shown) -> None:
    asked = needed("A photo of <the> label", "2026-11-24T10:00", "Europe/Lisbon", shown.clock())
    shown.letter("I need something.", public=True, needs=asked)
    shown.publish(EVERYTHING)
    told = [entry.findtext(f"{ATOM}content") for entry in strict(shown, "feed").iter(f"{ATOM}entry")]
    assert "Maria needs from you, by Tue, 24 Nov 2026, 10:00" in told[0]
    assert "A photo of &lt;the&gt; label" in told[0]
    assert titles(strict(shown, "feed")) == ["Maria wrote, and asked you for something"]
    for scope in ("public_feed", "public", "embed", "badge"):
        public = shown.get(scope).text
        assert "photo of" not in public
        assert "asked you for" not in public
        assert "asked for something" not in public


def test_an_agents_feed_reader_finds_the_same(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    for scope in ("feed", "public_feed"):
        read = feedparser.parse(shown.get(scope).data)
        assert not read.bozo
        assert read.version == "atom10"
        assert "on the bench" in read.entries[0].content[0].value
        assert read.entries[0].author == "Maria"


def test_the_private_feed_leads_to_no_other_address_of_the_customer(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    whole = shown.get("feed").text
    links = shown.links()
    assert not [scope for scope, path in links.items() if scope != "feed" and path.split("/")[-1] in whole]


@BOTH
def test_a_feed_stays_the_same_to_the_byte_while_nothing_is_new(shown: Shown, scope: str) -> None:
    shown.letter("It is on the bench.", hours=90)
    shown.publish(EVERYTHING)
    first = shown.get(scope)
    shown.do(reply, body="Thank you.")
    shown.clock.forward(minutes=1)
    shown.run(add_note, shown.id, shown.cast.maria, shown.clock(), body="A note.")
    shown.clock.forward(days=2)
    again = shown.get(scope)
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]
    assert shown.get(scope, If_None_Match=first.headers["ETag"]).status_code == 304
    assert shown.get(scope, If_Modified_Since=first.headers["Last-Modified"]).status_code == 304


def test_a_private_letter_changes_nothing_in_the_public_feed_of_a_customer_who_shows_only_letters(shown: Shown) -> None:
    shown.letter("For all.")
    shown.publish(PublicChoice(letters=True, promise=False, score=False))
    first = shown.get("public_feed").data
    shown.letter("For Ana.", public=False)
    assert shown.get("public_feed").data == first


@BOTH
def test_a_promise_that_falls_due_is_news_dated_when_it_fell_due(shown: Shown, scope: str) -> None:
    shown.letter("It is on the bench.", hours=2)
    shown.publish()
    before = titles(strict(shown, scope))
    shown.clock.forward(hours=3)
    root = strict(shown, scope)
    assert titles(root) == ["The promised word is late", *before]
    assert root.find(f"{ATOM}entry").findtext(f"{ATOM}updated").startswith("2026-11-23T11:1")


def test_a_promise_that_was_late_stays_in_the_private_feed_under_the_same_name(shown: Shown) -> None:
    shown.letter("It is on the bench.", hours=2)
    shown.clock.forward(hours=3)
    late = strict(shown, "feed").find(f"{ATOM}entry")
    shown.letter("I am sorry: here is the news.")
    after = strict(shown, "feed").findall(f"{ATOM}entry")[1]
    assert etree.tostring(late) == etree.tostring(after)


@BOTH
def test_an_empty_feed_is_a_feed(shown: Shown, scope: str) -> None:
    shown.publish(PublicChoice(steps=False, promise=False))
    assert titles(strict(shown, scope)) == []


@BOTH
def test_head_has_the_headers_and_no_body(shown: Shown, scope: str) -> None:
    shown.publish()
    head = shown.client.head(shown.links()[scope])
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == shown.get(scope).headers["ETag"]


def test_names_do_not_follow_the_key(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    names = re.findall("<id>([^<]+)</id>", shown.get("public_feed").text)
    shown.app.extensions["settings"].__dict__["secret_keys"] = ("another-key-for-tests-0123456789-abcdef",)
    shown.app.extensions["urls"]._keys = ("another-key-for-tests-0123456789-abcdef",)
    assert re.findall("<id>([^<]+)</id>", shown.get("public_feed").text) == names


def test_each_page_announces_its_own_feed_in_both_formats_and_no_other(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    for page, feed in (("private", "feed"), ("public", "public_feed")):
        head = shown.get(page).text.partition("</head>")[0]
        found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', head)
        at = f"http://localhost{shown.links()[feed]}"
        atom, json = ("application/atom+xml", at), ("application/feed+json", at.replace(".atom", ".json"))
        assert [link for link in found if "oembed" not in link[0]] == [atom, json]
