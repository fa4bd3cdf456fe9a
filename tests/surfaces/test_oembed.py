"""oEmbed: an address that is pasted somewhere becomes a card there. Every answer is JSON and tells nothing twice."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from lxml.html import HtmlElement, fragment_fromstring, fromstring
from werkzeug.test import TestResponse

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import rotate, withdraw
from statuspage.present.embed.looks import FORMS
from tests.surfaces.public_things import EVERYTHING, Shown

HOME = "http://localhost"
NOWHERE = {"error": "There is no ticket to show at this address."}


@pytest.fixture
def public(shown: Shown) -> Shown:
    shown.letter("It is on the bench.", step="working")
    shown.publish(EVERYTHING)
    return shown


def ask(shown: Shown, url: str, more: str = "") -> TestResponse:
    return shown.at(f"/oembed?url={quote(url, safe='')}{more}")


def told(shown: Shown, more: str = "", scope: str = "public", look: str = "") -> dict[str, Any]:
    answer = ask(shown, f"{HOME}{shown.links()[scope]}{look}", more)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    found: dict[str, Any] = json.loads(answer.text)
    return found


def frame(found: dict[str, Any]) -> HtmlElement:
    made = fragment_fromstring(found["html"])
    assert made.tag == "iframe"
    return made


@pytest.mark.parametrize("scope", ["public", "embed"])
def test_a_page_and_a_card_become_a_frame_with_all_that_the_format_asks_for(public: Shown, scope: str) -> None:
    found = told(public, scope=scope)
    picture = f"{HOME}{public.links()['public']}/picture.png"
    assert found["type"] == "rich"
    assert found["version"] == "1.0"
    assert found["title"].startswith("My espresso machine · Working on it · Next word by")
    assert (found["provider_name"], found["provider_url"]) == ("Fernhill Coffee", HOME)
    assert (found["thumbnail_url"], found["thumbnail_width"], found["thumbnail_height"]) == (picture, 1200, 630)
    assert found["cache_age"] > 0
    made = frame(found)
    assert made.get("title") == "My espresso machine · How my ticket with Fernhill Coffee is coming along"
    assert made.get("src") == f"{HOME}{public.links()['embed']}"
    assert (made.get("width"), made.get("height")) == (str(found["width"]), str(found["height"]))
    assert public.at(made.get("src").removeprefix(HOME)).status_code == 200


def test_the_page_says_where_to_ask_and_the_answer_is_there(public: Shown) -> None:
    page = fromstring(public.get("public").text)
    (link,) = page.xpath('//link[@rel="alternate"][@type="application/json+oembed"]')
    answer = public.at(link.get("href").removeprefix(HOME))
    assert json.loads(answer.text) == told(public)


@pytest.mark.parametrize(
    ("more", "kind", "width", "height"),
    [
        ("", "rich", 416, 290),
        ("&maxwidth=320", "rich", 320, 290),
        ("&maxwidth=900&maxheight=700", "rich", 416, 290),
        ("&maxheight=200", "rich", 416, 132),
        ("&maxheight=131", "link", None, None),
        ("&maxwidth=199", "link", None, None),
    ],
)
def test_nothing_is_larger_than_the_room_there_is(
    public: Shown, more: str, kind: str, width: int | None, height: int | None
) -> None:
    found = told(public, more)
    assert (found["type"], found.get("width"), found.get("height")) == (kind, width, height)
    if kind == "rich":
        assert ("size=compact" in str(frame(found).get("src"))) is (height == 132)


@pytest.mark.parametrize(("more", "there"), [("&maxwidth=1200&maxheight=630", True), ("&maxwidth=1199", False)])
def test_the_picture_comes_only_where_it_fits(public: Shown, more: str, there: bool) -> None:
    assert ("thumbnail_url" in told(public, more)) is there


def test_the_look_of_the_address_is_kept(public: Shown) -> None:
    found = told(public, scope="embed", look="?theme=dark&size=timeline&lang=de&accent=aa2200&utm_source=x")
    query = str(frame(found).get("src")).partition("?")[2]
    assert query == "theme=dark&size=timeline&lang=de&accent=aa2200"
    assert found["height"] == FORMS["timeline"].framed("de", letters=True)
    assert "In Arbeit" in found["title"]


def test_a_company_that_is_not_shown_is_not_named(public: Shown) -> None:
    public.publish(PublicChoice(owner="nobody", company=False))
    assert "Fernhill" not in json.dumps(told(public))


@pytest.mark.parametrize("query", ["theme=neon", "size=huge", "lang=tlh", "accent=red", "theme=%3Cscript%3E"])
def test_an_unknown_look_is_refused_in_words(public: Shown, query: str) -> None:
    answer = ask(public, f"{HOME}{public.links()['embed']}?{query}")
    assert answer.status_code == 400
    assert json.loads(answer.text)["error"].startswith(query.partition("=")[0])
    assert "script" not in answer.text


@pytest.mark.parametrize("more", ["&maxwidth=-1", "&maxheight=0", "&maxwidth=1e3", "&maxheight=", "&maxwidth=٣"])
def test_a_size_that_is_none_is_refused_in_words(public: Shown, more: str) -> None:
    answer = ask(public, f"{HOME}{public.links()['public']}", more)
    assert answer.status_code == 400
    assert "pixels" in json.loads(answer.text)["error"]


@pytest.mark.parametrize("kind", ["xml", "yaml", "%3Cb%3E"])
def test_another_format_is_not_implemented_and_says_so(public: Shown, kind: str) -> None:
    answer = ask(public, f"{HOME}{public.links()['public']}", f"&format={kind}")
    assert answer.status_code == 501
    assert answer.mimetype == "application/json"
    assert kind not in json.loads(answer.text)["error"]


def foreign(shown: Shown) -> list[str]:
    """Addresses that look like ours, or nearly, and are not."""
    links = shown.links()
    page, token = links["public"], links["public"].rsplit("/", 1)[1]
    wrong = [f"https://elsewhere.example{page}", f"{HOME}.evil.example{page}", f"http://x@localhost{page}", page]
    wrong += [f"https://localhost{page}", f"{HOME}:81{page}", f"{HOME}{page}/live", f"{HOME}//{page}", "javascript:1"]
    wrong += [f"{HOME}{links[scope]}" for scope in ("private", "feed", "public_feed", "badge")]
    wrong += [
        f"{HOME}/p/{token[:-1]}",
        f"{HOME}/e/{token}",
        f"{HOME}/p/{token}x",
        "http://[",
        "a\0b",
    ]
    return [*wrong, f"{HOME}/", "<script>alert(1)</script>", f" {HOME}{page}x"]


def test_whatever_is_not_a_public_page_of_ours_is_not_found_with_the_same_bytes(public: Shown) -> None:
    for url in foreign(public):
        answer = ask(public, url)
        assert (answer.status_code, json.loads(answer.text)) == (404, NOWHERE), url
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("home", [HOME, HOME.upper(), f"{HOME}:80"])
def test_an_address_is_the_same_however_it_is_written(public: Shown, home: str) -> None:
    answer = ask(public, f"{home}{public.links()['public']}#letter")
    assert json.loads(answer.text) == told(public)


def test_another_method_is_refused_as_json_to_any_page(public: Shown) -> None:
    answer = public.client.post("/oembed")
    assert (answer.status_code, answer.mimetype) == (405, "application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.text)["error"]


def test_an_address_is_asked_for(public: Shown) -> None:
    for path in ("/oembed", "/oembed?url="):
        answer = public.at(path)
        assert answer.status_code == 400
        assert "url" in json.loads(answer.text)["error"]


def test_what_was_taken_back_is_gone(public: Shown) -> None:
    old = f"{HOME}{public.links()['public']}"
    public.run(rotate, public.id, "public", public.clock())
    assert ask(public, old).status_code == 410
    public.do(unpublish)
    answer = ask(public, f"{HOME}{public.links()['public']}")
    assert (answer.status_code, json.loads(answer.text)) == (410, {"error": "This ticket is no longer shown."})


def test_a_card_that_was_withdrawn_alone_leaves_a_link(public: Shown) -> None:
    public.do(withdraw, "embed")
    assert told(public)["type"] == "link"
    assert "oembed" not in public.get("public").text


def test_any_page_may_ask_and_nobody_gets_a_cookie(public: Shown) -> None:
    answer = ask(public, f"{HOME}{public.links()['public']}")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    path = f"/oembed?url={quote(HOME + public.links()['public'])}"
    assert public.at(path, If_None_Match=answer.headers["ETag"]).status_code == 304
