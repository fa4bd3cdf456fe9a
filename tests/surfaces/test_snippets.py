"""The texts to copy: whole, escaped for where they go, and of public addresses alone."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml.html import HtmlElement, fragment_fromstring, fromstring
from markdown_it import MarkdownIt

from statuspage.db import db
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares.share import shares_of
from statuspage.domain.shares.verbs import withdraw
from statuspage.present.embed.looks import FORMS, SIZES, Look
from statuspage.present.embed.snippets import Snippets, SnippetSubject, make_snippets
from tests.cast import SUBJECT
from tests.surfaces.public_things import Shown

WICKED = 'Beans & "Sons" <Ltd> [x] `y` *z* ]( \\'
KEYS = [
    *("element", "iframe", "wordpress", "wordpress_html"),
    *("badge_html", "badge_markdown", "badge_bbcode", "badge_rst", "badge_png", "shields"),
    *("qr", "link", "picture"),
]


def made(shown: Shown, company: str = "Fernhill Coffee", title: str = "", **look: str) -> Snippets:
    db.session.rollback()
    shares = shares_of(db.session(), shown.id)
    found = make_snippets(shown.app.extensions["urls"], shares, SnippetSubject(company, title, "en"), Look(**look))
    assert found
    return found


@pytest.fixture
def wicked(shown: Shown) -> Snippets:
    shown.publish()
    return made(shown, WICKED, f"About {WICKED}", theme="dark", lang="de")


def whole(html: str) -> HtmlElement:
    """HTML of ours, read as a browser reads it."""
    return fragment_fromstring(html, create_parent="x")


def test_there_is_nothing_to_copy_before_a_ticket_was_public(shown: Shown) -> None:
    shares = shares_of(db.session(), shown.id)
    assert make_snippets(shown.app.extensions["urls"], shares, SnippetSubject("Fernhill Coffee", "My grinder")) is None


def test_the_ladder_has_every_form_once_with_words_and_an_example_of_our_own(shown: Shown) -> None:
    shown.publish()
    forms = made(shown).forms
    assert [form.key for form in forms] == KEYS
    for form in forms:
        assert form.label, form.key
        assert form.hint, form.key
        assert form.alt, form.key
        assert form.example.startswith("http://localhost/"), form.key
        assert form.kind in ("card", "picture", "link"), form.key


@pytest.mark.parametrize("scope", ["public", "embed", "badge"])
def test_a_share_that_was_withdrawn_is_in_no_text(shown: Shown, scope: str) -> None:
    shown.publish()
    gone = shown.links()[scope].split(".", maxsplit=1)[0]
    shown.do(withdraw, scope)
    forms = made(shown).forms
    assert forms
    assert not any(gone in form.text + form.example for form in forms)


def test_no_text_leads_to_the_private_page_or_its_feed(shown: Shown) -> None:
    shown.publish()
    links = shown.links()
    for form in made(shown).forms:
        for scope in ("private", "feed"):
            assert links[scope].split(".", maxsplit=1)[0] not in form.text + form.example


def test_what_is_html_is_escaped_and_only_a_card_has_a_style(wicked: Snippets) -> None:
    for form in wicked.forms:
        if "<" in form.text and form.key not in ("badge_markdown", "badge_rst"):
            assert "<Ltd>" not in form.text
            assert whole(form.text.replace("<!-- wp:html -->", "").replace("<!-- /wp:html -->", "")) is not None
            assert form.text.count("style=") == (form.key in ("element", "iframe", "wordpress_html"))


def test_the_element_has_its_look_and_a_link_inside(wicked: Snippets, shown: Shown) -> None:
    links, root = shown.links(), whole(wicked.text("element"))
    ticket = root.find("virtual-ticket")
    assert ticket is not None
    assert dict(ticket.attrib) == {
        "src": f"http://localhost{links['embed']}",
        "theme": "dark",
        "size": "card",
        "lang": "de",
        "style": "display: block; min-height: 290px",
    }
    assert root.findtext("virtual-ticket/a", "").endswith(WICKED)
    assert root.find("virtual-ticket/a").get("href") == f"http://localhost{links['public']}"


@pytest.mark.parametrize("size", SIZES)
def test_a_frame_has_its_look_its_name_and_its_room(shown: Shown, size: str) -> None:
    shown.publish()
    frame = whole(made(shown, theme="dark", size=size).text("iframe")).find("iframe")
    assert frame is not None
    assert frame.get("height") == str(FORMS[size].framed("en", letters=False))
    assert (frame.get("width"), frame.get("style")) == ("100%", "max-width: 416px")
    assert "theme=dark" in str(frame.get("src"))
    assert frame.get("loading") == "lazy"
    assert "Fernhill Coffee" in str(frame.get("title"))


def test_the_markdown_is_one_picture_in_one_link_whatever_the_company_is_called(wicked: Snippets, shown: Shown) -> None:
    html = whole(MarkdownIt().render(wicked.text("badge_markdown")))
    links = shown.links()
    assert html.find("p/a").get("href") == f"http://localhost{links['public']}"
    assert html.find("p/a/img").get("src") == f"http://localhost{links['badge']}?theme=dark&lang=de"
    assert html.find("p/a/img").get("alt").endswith(WICKED)


def test_the_bbcode_and_the_rst_hold_the_badge_and_the_page(wicked: Snippets, shown: Shown) -> None:
    links = shown.links()
    page, badge = f"http://localhost{links['public']}", f"http://localhost{links['badge']}"
    png = badge.replace(".svg", ".png")
    assert wicked.text("badge_bbcode") == f"[url={page}][img]{png}?theme=dark&lang=de[/img][/url]"
    first, target, alt = wicked.text("badge_rst").splitlines()
    assert first == f".. image:: {badge}?theme=dark&lang=de"
    assert target == f"   :target: {page}"
    assert alt.startswith("   :alt: ")


def test_shields_is_asked_to_ask_us_for_json(wicked: Snippets, shown: Shown) -> None:
    asked = urlsplit(wicked.text("shields"))
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == "https://img.shields.io/endpoint"
    json = f"http://localhost{shown.links()['badge'].replace('.svg', '.json')}?theme=dark&lang=de"
    assert parse_qs(asked.query) == {"url": [json]}


NAMED = ("element", "iframe", "wordpress_html", "badge_html", "badge_markdown", "badge_rst", "badge_png", "link")


@pytest.mark.parametrize("title", ["My espresso machine", 'Beans & "Sons" <b>', ""])
def test_every_text_with_words_says_first_what_the_ticket_is_about(shown: Shown, title: str) -> None:
    shown.publish()
    texts = made(shown, title=title)
    for form in texts.forms:
        if form.key != "qr":
            assert form.alt.startswith(f"{title} · " if title else ("My ticket", "How my ticket")), form.key
    for key in NAMED:
        text = MarkdownIt().render(texts.text(key)) if key == "badge_markdown" else texts.text(key)
        assert title in unescape(text), key
    found = whole(texts.text("element")).findtext("virtual-ticket/a", "")
    assert found == (f"{title} · My ticket with Fernhill Coffee" if title else "My ticket with Fernhill Coffee")


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        (PublicChoice(subject="title", title="My machine"), "My machine"),
        (PublicChoice(subject="subject"), SUBJECT),
        (PublicChoice(title="My machine"), ""),
    ],
)
def test_what_the_studio_offers_to_copy_names_what_the_customer_shows(
    shown: Shown, choice: PublicChoice, title: str
) -> None:
    shown.publish(choice)
    page = fromstring(shown.at(shown.links()["private"] + "/studio").text)
    fields = page.xpath("//*[self::input or self::textarea][starts-with(@id, 'copy-')]")
    texts = [field.get("value") or field.text_content() for field in fields]
    assert len(texts) >= len(NAMED)
    assert sum("My machine" in text for text in texts) == (len(NAMED) if title == "My machine" else 0)
    assert sum(SUBJECT in text for text in texts) == (len(NAMED) if title == SUBJECT else 0)


EVERY_LOOK = {"theme": "dark", "size": "timeline", "lang": "ar", "accent": "aa2200"}


def test_every_card_and_badge_has_the_whole_look_that_was_chosen(shown: Shown) -> None:
    shown.publish()
    texts = made(shown, **EVERY_LOOK)
    element = whole(texts.text("element")).find("virtual-ticket")
    assert element is not None
    assert {name: element.get(name) for name in EVERY_LOOK} == EVERY_LOOK
    for key in ("iframe", "wordpress", "wordpress_html"):
        for name, value in EVERY_LOOK.items():
            assert f"{name}={value}" in texts.text(key), (key, name)
    for key in ("badge_html", "badge_markdown", "badge_bbcode", "badge_rst", "badge_png"):
        for name in ("theme", "lang", "accent"):
            assert f"{name}={EVERY_LOOK[name]}" in texts.text(key), (key, name)
    assert "lang=ar" in texts.text("link")


def test_a_badge_in_the_whole_look_is_drawn(shown: Shown) -> None:
    shown.publish()
    for form in made(shown, **EVERY_LOOK).forms:
        assert shown.at(form.example.removeprefix("http://localhost")).status_code == 200, form.key


@pytest.mark.parametrize("size", SIZES)
def test_a_frame_has_more_room_for_long_words_and_for_letters(size: str) -> None:
    form = FORMS[size]
    assert form.framed("de", letters=False) - form.framed("en", letters=False) == (0 if size == "compact" else 20)
    assert (form.framed("en", letters=True) > form.framed("en", letters=False)) is bool(form.letters)
