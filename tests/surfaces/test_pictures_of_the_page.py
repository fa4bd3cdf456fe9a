"""The QR code, the sheet for a shop door, and the picture for a shared link: true, and made from what is shown."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from lxml import etree
from PIL import Image

from statuspage.db import db
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.ticket import PublicOwner
from statuspage.domain.publication.verbs import unpublish
from statuspage.present.glance import reader_of
from statuspage.present.pictures import poster as posters
from statuspage.present.pictures.badge import writable
from statuspage.present.pictures.palette import palette
from statuspage.present.pictures.poster import poster
from statuspage.present.pictures.qr import MODULE, QUIET
from statuspage.present.pictures.raster import png
from statuspage.protocol import Snapshot
from tests.surfaces.public_things import EVERYTHING, Shown

LONG = "The machine heats up and then switches itself off whenever there is somebody in the queue, and then for an hour"


@pytest.fixture
def public(shown: Shown) -> Shown:
    shown.letter("It is on the bench.", step="working", hours=24)
    shown.publish(EVERYTHING)
    return shown


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as picture:
        return picture.convert("RGB")


def scanned(picture: Image.Image, left: float, top: float, module: float, count: int) -> list[list[bool]]:
    """The modules of a code, each looked at in its middle."""
    return [
        [
            picture.getpixel((int(left + module * (x + 0.5)), int(top + module * (y + 0.5)))) < (128,)
            for x in range(count)
        ]
        for y in range(count)
    ]


def expected(shown: Shown) -> list[list[bool]]:
    """The code of the page's address at level M, as segno has it by itself."""
    code = segno.make(f"http://localhost{shown.links()['public']}", error="m", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def drawn(shown: Shown, lang: str = "en", **other) -> etree._Element:
    """The picture for a shared link as SVG, of the ticket with something else in it."""
    with shown.app.test_request_context(f"/?lang={lang}"):
        from statuspage import public_request as door

        door.language()
        db.session.rollback()
        ticket = public_ticket(db.session(), shown.id, "Fernhill Coffee", shown.clock())
        reader = reader_of("Europe/Lisbon", shown.clock())
        colours = palette(shown.app.extensions["settings"], "light")
        svg = poster(writable(replace(ticket, **other)), colours, reader, lang == "ar", None)
        assert opened(png(svg)).size == (1200, 630)
        return etree.fromstring(svg)


def lines(picture: etree._Element) -> list[str]:
    return [re.sub("[\u202a-\u202c]", "", text.text) for text in picture.iter("{*}text")]


@pytest.mark.parametrize("scale", [1, 2])
def test_the_code_reads_back_as_the_address_of_the_page(public, scale):
    code = opened(public.at(f"{public.links()['public']}/qr.png?scale={scale}").data)
    want = expected(public)
    module = MODULE * scale
    assert code.size == ((len(want) + 2 * QUIET) * module,) * 2
    assert code.width >= 900, "big enough for a shop door"
    assert scanned(code, QUIET * module, QUIET * module, module, len(want)) == want
    quiet = code.crop((0, 0, code.width, QUIET * module))
    assert quiet.getcolors() == [(quiet.width * quiet.height, (255, 255, 255))]


def test_the_code_on_the_sheet_is_the_same_beside_the_title_and_the_address(public):
    page = public.links()["public"]
    sheet = etree.fromstring(public.at(f"{page}/qr.svg?style=sign").data)
    said = lines(sheet)
    assert "My espresso machine" in said
    assert "Fernhill Coffee" in said
    assert f"localhost{page}" in "".join(said)
    left, top, scale = map(float, re.findall(r"[\d.]+", sheet.find("{*}g[@transform]").get("transform")))
    picture = opened(public.at(f"{page}/qr.png?style=sign").data)
    assert picture.size == (1240, 1754)
    want = expected(public)
    assert scanned(picture, left + QUIET * scale, top + QUIET * scale, scale, len(want)) == want


def test_a_shared_link_shows_who_how_long_and_when(public):
    public.clock.forward(hours=4)
    said = lines(drawn(public))
    assert said[:4] == ["Fernhill Coffee", "Maria is on it", "My espresso machine", "4 hours"]
    assert said[4:6] == ["since the customer asked", "Working on it"]
    assert said[6].startswith("Next word by")


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_every_line_of_the_picture_lies_within_it(public, lang):
    public.clock.forward(days=3, hours=4)
    for other in ({}, {"title": LONG}, {"owner": None, "company": ""}, {"owner": PublicOwner("W" * 80, "")}):
        for text in drawn(public, lang, **other).iter("{*}text"):
            x, y = float(text.get("x")), float(text.get("y"))
            assert 60 < x < 1140
            assert 60 < y < 585, text.text


def test_a_long_title_has_two_lines_and_says_that_there_is_more(public):
    title = lines(drawn(public, title=LONG))[2:4]
    assert LONG.startswith(title[0])
    assert title[1].endswith("…")


def test_late_and_solved_pictures_say_so(public):
    before = drawn(public)
    public.clock.forward(hours=30)
    late = drawn(public)
    assert "The promised word is 6 hours late" in lines(late)
    assert "#9c4600" in etree.tostring(late).decode()
    assert "#9c4600" not in etree.tostring(before).decode()
    solved = drawn(public, is_open=False, closure="confirmed", step="confirmed", ended_at=public.clock())
    assert "Maria solved it" in lines(solved)
    assert "#23713b" in etree.tostring(solved).decode()


def test_what_is_not_shown_is_not_drawn(public):
    public.publish(PublicChoice(owner="nobody", clock=False, steps=False, promise=False, score=False))
    assert lines(drawn(public)) == ["A ticket with Fernhill Coffee", "Someone is on it"]


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "]]>&amp;\"'", "a\0\x1b\u202eb\ufffe\ud800", "x" * 1_000_000, "\u202e" * 50]
)
def test_any_title_is_drawn_as_text(public, title):
    picture = drawn(public, title=title)
    assert picture.find(".//{*}script") is None
    assert not re.search("[\0\x1b\u202e]", "".join(text.text for text in picture.iter("{*}text")))


def test_the_page_tells_where_its_picture_is(public):
    page = public.get("public").text
    base = f"http://localhost{public.links()['public']}"
    assert f'<meta property="og:image" content="{base}/picture.png">' in page
    assert f'<meta property="og:image:width" content="{posters.WIDTH}">' in page
    assert f'<meta property="og:image:height" content="{posters.HEIGHT}">' in page
    assert 'property="og:image:alt" content="My espresso machine · Maria is on it · ' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    picture = public.at(f"{public.links()['public']}/picture.png")
    assert opened(picture.data).size == (posters.WIDTH, posters.HEIGHT)
    assert picture.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert Snapshot.from_headers(picture.headers).ticket_id == public.id
    assert len(picture.data) < 300_000, "messengers take no more"


@pytest.mark.parametrize("file", ["qr.svg", "qr.png", "picture.png"])
def test_a_wish_that_cannot_be_met_is_refused_in_words_and_nothing_is_left_after_the_end(public, file):
    path = f"{public.links()['public']}/{file}"
    for query in ("style=<x>", "theme=neon", "scale=9", "lang=tlh", "accent=red"):
        answer = public.at(f"{path}?{query}")
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert "<x>" not in answer.text
    public.do(unpublish)
    answer = public.at(path)
    assert answer.status_code == 410
    assert answer.mimetype == ("image/svg+xml" if file.endswith("svg") else "image/png")
