"""Writing within pictures: measured as it will stand, joined as it should, broken where words end, never a box."""

import shutil
from io import BytesIO

import pytest
from PIL import Image

from statuspage.present.pictures import fonts
from statuspage.present.pictures.fonts import BOLD, FOLDER, SANS, SERIF, clean, sayable, width
from statuspage.present.pictures.lines import directed, fitted, wrapped
from statuspage.present.pictures.raster import png
from statuspage.present.pictures.shaping import signs

TEXTS = (
    "Maria is on it",
    "Łódź, Straße 12",
    "Η Ελένη το έχει",
    "Анастасия взялась",
    "اليوم 4 · خبر أقصاه الجمعة",
    "محمد العلاء",
)
CACHED = (fonts._others, fonts._stand_in, fonts.width)


@pytest.fixture(autouse=True)
def _speaking(app_without_data):
    with app_without_data.app_context():
        yield


@pytest.fixture
def only_ours(monkeypatch):
    """A machine that has no font besides ours."""
    monkeypatch.setattr(fonts, "_SYSTEM", ())
    for cached in CACHED:
        cached.cache_clear()
    yield
    for cached in CACHED:
        cached.cache_clear()


def drawn(text: str, font: str = SANS, size: int = 60) -> Image.Image:
    """The ink of a text, cut to its edges."""
    family = "serif" if font == SERIF else "sans-serif"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="160"><text x="50" y="100" font-size="{size}"'
    svg += f' font-family="{family}" font-weight="{400 if font == SANS else 700}">{text}</text></svg>'
    with Image.open(BytesIO(png(svg))) as picture:
        ink = picture.convert("RGBA").getchannel("A")
        return ink.crop(ink.getbbox())


@pytest.mark.parametrize("font", [SANS, BOLD, SERIF])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_as_wide_as_was_measured(text, font):
    assert drawn(text, font).width == pytest.approx(width(text, font, 60), rel=0.04, abs=8)


def test_arabic_letters_join():
    word, apart = "محمد", "م\u200cح\u200cم\u200cد"
    assert drawn(word).height < drawn(apart).height * 0.7, "apart, each has its tail"
    assert drawn(word).tobytes() != drawn(word[::-1]).tobytes()


def test_joined_letters_are_measured_as_they_join():
    for word, apart in (("محمد", "م\u200cح\u200cم\u200cد"), ("ببب", "ب\u200cب\u200cب"), ("لا", "ل\u200cا")):
        assert abs(width(word, SANS, 60) - width(apart, SANS, 60)) > 8, "the forms of letters differ in width"
        for text in (word, apart):
            assert drawn(text).width == pytest.approx(width(text, SANS, 60), rel=0.04, abs=8)
    assert width("مُحَمَّد", SANS, 60) == pytest.approx(width("محمد", SANS, 60)), "marks stand above and below"


def test_a_line_of_both_begins_on_its_own_side():
    line = "Maria تعمل"
    assert drawn(directed(line, True)).tobytes() != drawn(directed(line, False)).tobytes()
    assert directed("Maria") == "Maria"
    assert directed("ماريا hier")[0] == "\u202b"
    assert directed("Hier ماريا")[0] == "\u202a"


def test_every_sign_of_our_languages_has_a_letter():
    for font in (SANS, BOLD, SERIF):
        has = signs(FOLDER / f"{font}.ttf")
        for sign in "".join(TEXTS) + "…·–“”’„ěőşđßÿΩωЯёіҐґپچژگ":
            assert ord(sign) in has, f"{sign} {font}"


def test_what_no_font_has_is_left_out(only_ours):
    assert sayable("健司") == ""
    assert sayable("Kenji 健司") == ""
    assert sayable("My machine ☕🔥!") == "My machine !"
    assert sayable("Ελένη") == "Ελένη"
    assert fonts.files("健司") == fonts.OWN


def test_a_font_in_the_folder_of_the_setting_stands_in(only_ours, monkeypatch, tmp_path):
    shutil.copy(FOLDER / f"{SANS}.ttf", tmp_path / "more.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"\0\1\0\0 no font")
    assert fonts._stand_in("ж", tmp_path) == tmp_path / "more.ttf"
    assert fonts._stand_in("健", tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"ttcf", b"ttcf" + b"\xff" * 40, b"OTTO" + b"\xff" * 12, b"x" * 100])
def test_a_file_that_is_no_font_has_no_signs(tmp_path, content):
    (tmp_path / "none.ttf").write_bytes(content)
    assert list(signs(tmp_path / "none.ttf")) == []
    assert list(signs(tmp_path / "not-there.ttf")) == []


def test_a_long_title_breaks_where_words_end_and_says_that_there_is_more():
    title = "The machine heats up and then switches itself off whenever there is somebody in the queue"
    lines = wrapped(title, SANS, 40, 700, 2)
    assert len(lines) == 2
    assert all(width(line, SANS, 40) <= 700 for line in lines)
    assert lines[1].endswith("…")
    assert title.startswith(lines[0] + " ")
    assert wrapped("Short", SANS, 40, 700, 2) == ["Short"]
    assert wrapped("", SANS, 40, 700, 2) == []


@pytest.mark.parametrize("text", ["W" * 300, "é" * 300, "م" * 300, "健" * 300, "a b " * 100])
def test_any_text_fits_its_room(text):
    for line in (*wrapped(text, BOLD, 30, 400, 2), fitted(text, BOLD, 30, 400)):
        assert 0 < width(line, BOLD, 30) <= 401


def test_a_text_without_end_is_cut_at_once():
    assert len(clean("x" * 1_000_000)) == fonts.LONGEST
    assert fitted("x" * 1_000_000, SANS, 12, 100).endswith("…")


def test_what_cannot_be_seen_is_no_part_of_a_picture():
    assert clean("a\0b\u202ec\u2067d\ufeff\u200be\r\nf") == "a b c d e f"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"
