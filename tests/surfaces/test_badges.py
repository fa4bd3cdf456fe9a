"""Badges in their styles and formats: the same words in each, whole and fitted; what cannot be met is refused."""

import re
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image

from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import unpublish
from statuspage.present.pictures import fonts, raster
from statuspage.present.pictures.badge import STYLES
from statuspage.protocol import Snapshot
from tests.surfaces.public_things import Shown

FORMATS = ("svg", "png", "json")


def opened(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png)) as picture:
        picture.load()
        return picture.convert("RGBA")


def address(shown: Shown, kind: str, query: str = "") -> str:
    return shown.links()["badge"].removesuffix(".svg") + f".{kind}{query}"


@pytest.fixture
def public(shown: Shown) -> Shown:
    shown.letter("It is on the bench.", hours=24)
    shown.publish()
    return shown


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
@pytest.mark.parametrize("style", STYLES)
def test_a_png_is_the_svg_pixel_for_pixel_and_twice_as_large_on_a_dense_screen(public, style, lang):
    svg = etree.fromstring(public.at(address(public, "svg", f"?style={style}&lang={lang}")).data)
    whole = int(svg.get("width")), int(svg.get("height"))
    assert whole[1] == STYLES[style].height
    for scale in (1, 2):
        answer = public.at(address(public, "png", f"?style={style}&lang={lang}&scale={scale}"))
        assert answer.mimetype == "image/png"
        picture = opened(answer.data)
        assert picture.size == (whole[0] * scale, whole[1] * scale)
        assert len(picture.getcolors(100_000)) > 30, "there is no writing on it"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_style_says_who_and_when(public, style, theme):
    badge = etree.fromstring(public.at(address(public, "svg", f"?style={style}&theme={theme}")).data)
    words = [text.text for text in badge.iter("{*}text")]
    assert words == ["Maria is on it", "day 1 · word by Tue"]
    assert badge.findtext("{*}title") == "A ticket with Fernhill Coffee · Maria is on it: day 1 · word by Tue"


@pytest.mark.parametrize("style", STYLES)
def test_a_badge_that_is_read_from_the_right_has_every_text_in_place(public, style):
    badge = etree.fromstring(public.at(address(public, "svg", f"?style={style}&lang=ar")).data)
    for text in badge.iter("{*}text"):
        assert 0 < float(text.get("x")) < int(badge.get("width"))
        assert (text.text[0], text.text[-1]) == ("\u202b", "\u202c")
        assert text.get("lengthAdjust") == "spacingAndGlyphs", "joined letters may not be pulled apart"


def test_light_dark_and_another_colour_look_different(public):
    queries = ("", "?theme=dark", "?accent=aa2200", "?theme=dark&accent=aa2200")
    assert len({public.at(address(public, "png", query)).data for query in queries}) == len(queries)


def test_the_face_is_shown_where_the_customer_shows_it(public):
    def paths() -> int:
        return public.at(address(public, "svg", "?style=face")).text.count("<path")

    assert paths() > 10
    public.publish(PublicChoice(owner="name"))
    assert paths() == 0
    assert ">M</text>" in public.at(address(public, "svg", "?style=face")).text


def test_an_uploaded_photo_lies_within_the_badge(public, app):
    from statuspage.db import write
    from statuspage.domain.people.photos import save_photo, square

    upload = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(upload, "PNG")
    made = square(upload.getvalue())
    with write() as session:
        session.get_one(Agent, public.cast.maria.id).photo = save_photo(session, made, public.clock())
    answer = public.at(address(public, "svg", "?style=face"))
    assert "data:image/jpeg;base64," in answer.text
    assert "img-src data:" in answer.headers["Content-Security-Policy"]
    red, green, blue, _ = opened(public.at(address(public, "png", "?style=face")).data).getpixel((25, 24))
    assert (red, round(green, -1), round(blue, -1)) == (red, 130, 130)
    assert red < 12


def test_the_json_is_what_shields_io_takes(public):
    answer = public.at(address(public, "json"))
    assert answer.json == {
        "schemaVersion": 1,
        "label": "Maria is on it",
        "message": "day 1 · word by Tue",
        "color": "0b6b5d",
    }
    public.publish(PublicChoice(owner="nobody", clock=False, promise=False, steps=False))
    told = public.at(address(public, "json")).json
    assert (told["label"], told["message"]) == ("Fernhill Coffee", "Fernhill Coffee is on it")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "query", ["style=<b>", "theme=auto", "theme=neon", "scale=3", "scale=-1", "lang=tlh", "accent=red", "accent=%00"]
)
def test_an_unknown_look_is_refused_in_words_in_the_format_asked_for(public, kind, query):
    answer = public.at(address(public, kind, f"?{query}"))
    assert answer.status_code == 400
    assert answer.mimetype == ("application/json" if kind == "json" else "text/plain")
    words = answer.json["error"] if kind == "json" else answer.text
    assert words.startswith(query.partition("=")[0] + " is ")
    assert "<b>" not in words


@pytest.mark.parametrize("style", STYLES)
def test_a_badge_that_was_switched_off_says_only_that_in_every_format(public, style):
    paths = {kind: address(public, kind, f"?style={style}&scale=2") for kind in FORMATS}
    public.do(unpublish)
    answers = {kind: public.at(path) for kind, path in paths.items()}
    assert {answer.status_code for answer in answers.values()} == {410}
    assert answers["json"].json == {"error": "no longer shown"}
    svg = etree.fromstring(answers["svg"].data)
    assert svg.findtext("{*}title") == "no longer shown"
    assert opened(answers["png"].data).size == (2 * int(svg.get("width")), 2 * STYLES[style].height)
    assert "Maria" not in answers["svg"].text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_badge_is_kept_until_it_reads_differently(public, kind):
    answer = public.at(address(public, kind))
    snapshot = Snapshot.from_headers(answer.headers)
    assert snapshot.ticket_id == public.id
    assert re.fullmatch(r"2026-11-23T\d\d:\d\d:00\+00:00", snapshot.until.isoformat())
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert public.at(address(public, kind), If_None_Match=answer.headers["ETag"]).status_code == 304


def test_a_name_that_no_font_can_write_is_left_out_and_is_no_row_of_boxes(public, run, monkeypatch):
    monkeypatch.setattr(fonts, "_SYSTEM", ())
    for cached in (fonts._others, fonts._stand_in, fonts.width):
        cached.cache_clear()

    def rename(session):
        session.get_one(Agent, public.cast.maria.id).first_name = "健司"

    run(rename)
    assert "健司" in public.at(address(public, "svg")).text, "the reader's own fonts write it"
    drawn = public.at(address(public, "png", "?style=plain")).data
    public.publish(PublicChoice(owner="nobody"))
    assert public.at(address(public, "png", "?style=plain")).data == drawn
    for cached in (fonts._others, fonts._stand_in, fonts.width):
        cached.cache_clear()


def test_a_picture_is_drawn_once_for_all_who_ask(public, monkeypatch):
    raster._drawn.cache_clear()
    for query in ("", "?a=1", "?a=2", "?lang=en"):
        public.at(address(public, "png", query))
    assert raster._drawn.cache_info().misses == 1


def test_a_hostile_name_stays_text_and_within_its_room(public, run):
    bad = "<script>x</script>&\"'\u2067\u200b" + "W" * 80

    def rename(session):
        session.get_one(Agent, public.cast.maria.id).first_name = bad[:80]

    run(rename)
    for style in STYLES:
        badge = etree.fromstring(public.at(address(public, "svg", f"?style={style}")).data)
        assert badge.find(".//{*}script") is None
        assert int(badge.get("width")) < 800
        assert opened(public.at(address(public, "png", f"?style={style}")).data).width == int(badge.get("width"))


def test_the_title_of_a_badge_says_first_what_it_is_about(public):
    public.publish(PublicChoice(subject="title", title="My machine"))
    badge = etree.fromstring(public.at(address(public, "svg")).data)
    assert badge.findtext("{*}title") == "My machine · Maria is on it: day 1 · word by Tue"
