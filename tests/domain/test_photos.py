"""A photo is taken as people have it, made small with little memory, and stands on the ground of a card."""

import io
import re
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PIL.ImageFile import ImageFile

from statuspage.config import PROJECT
from statuspage.domain.errors import Refused
from statuspage.domain.people import photos
from statuspage.domain.people.photos import GROUND, MOST_PIXELS, SIDE, square

pytestmark = pytest.mark.long

BROWN, CARD = (136, 68, 34), (255, 254, 252)


def written(picture: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def shown(data: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(square(data)))
    assert (made.format, made.size, made.mode) == ("WEBP", (SIDE, SIDE), "RGB")
    return made


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 12 for one, other in zip(pixel, colour, strict=True))


def with_a_disc(mode: str, size: int = 700) -> Image.Image:
    """A brown disc; around it nothing is painted."""
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((size // 5, size // 5, size * 4 // 5, size * 4 // 5), (*BROWN, 255))
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("size", [90, 700, 1_500])
def test_what_lets_something_through_stands_on_the_ground_of_a_card(mode: str, size: int) -> None:
    made = shown(written(with_a_disc(mode, size)))
    assert near(made.getpixel((3, 3)), CARD)
    if mode != "LA":
        assert near(made.getpixel((SIDE // 2, SIDE // 2)), BROWN)


def test_a_colour_that_counts_as_transparent_lets_through_too() -> None:
    picture = Image.new("RGB", (400, 400), (255, 0, 255))
    picture.paste(BROWN, (100, 100, 300, 300))
    made = shown(written(picture, transparency=(255, 0, 255)))
    assert near(made.getpixel((3, 3)), CARD)
    assert near(made.getpixel((SIDE // 2, SIDE // 2)), BROWN)
    assert near(shown(written(with_a_disc("RGBA"), "WEBP", lossless=True)).getpixel((3, 3)), CARD)


def test_the_ground_is_that_of_the_style_sheet() -> None:
    tokens = (PROJECT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found = re.search(r"--card: light-dark\((#[0-9a-f]{6}),", tokens)
    assert found
    assert found[1] == GROUND


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "expected"),
    [
        ("1", 1, "PNG", (255, 255, 255)),
        ("L", 120, "PNG", (120, 120, 120)),
        ("L", 120, "JPEG", (120, 120, 120)),
        ("I;16", 0x8000, "PNG", (128, 128, 128)),
        ("P", 0, "PNG", (0, 0, 0)),
        ("CMYK", (0, 0, 0, 0), "JPEG", (255, 255, 255)),
        ("RGB", BROWN, "WEBP", BROWN),
    ],
)
@pytest.mark.parametrize("size", [(60, 40), (2_000, 1_400)])
def test_odd_ways_to_write_a_colour_are_read(
    mode: str, colour: object, kind: str, expected: tuple[int, int, int], size: tuple[int, int]
) -> None:
    made = shown(written(Image.new(mode, size, colour), kind))  # type: ignore[arg-type]  # a colour of that mode
    assert near(made.getpixel((SIDE // 2, SIDE // 2)), expected)


def test_a_photo_taken_with_the_phone_on_its_side_stands_upright() -> None:
    for size in ((600, 400), (3_000, 2_000)):
        picture = Image.new("RGB", size, "white")
        picture.paste(BROWN, (0, 0, size[0] // 2, size[1]))
        exif = Image.Exif()
        exif[0x0112] = 6  # what is left in the file is above
        made = shown(written(picture, "JPEG", exif=exif))
        assert near(made.getpixel((SIDE // 2, 20)), BROWN), size
        assert near(made.getpixel((SIDE // 2, SIDE - 20)), (255, 255, 255)), size


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_picture_that_moves_the_first_is_taken(kind: str) -> None:
    later = [Image.new("RGB", (300, 300), (0, 0, number)) for number in range(5)]
    made = shown(written(Image.new("RGB", (300, 300), BROWN), kind, save_all=True, append_images=later, duration=50))
    assert near(made.getpixel((SIDE // 2, SIDE // 2)), BROWN)


@pytest.mark.parametrize("size", [(7_000, 3_501), (30_000, 30_000), (65_000, 1_000)])
def test_what_has_more_than_24_megapixels_is_refused_in_words_before_it_is_decoded(size: tuple[int, int]) -> None:
    header = written(Image.new("1", (8, 8)))
    ihdr = header[:16] + size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + header[24:29]
    data = ihdr + zlib.crc32(ihdr[12:29]).to_bytes(4, "big") + header[33:]
    assert size[0] * size[1] > MOST_PIXELS
    with pytest.raises(Refused, match="24 megapixels are the most"):
        square(data)


def test_pictures_are_decoded_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, seen, decode = [0], [], photos._made_small

    def noted(opened: ImageFile) -> Image.Image:
        at_once[0] += 1
        seen.append(at_once[0])
        try:
            return decode(opened)
        finally:
            at_once[0] -= 1

    monkeypatch.setattr(photos, "_made_small", noted)
    data = written(Image.new("RGB", (1_200, 1_200), BROWN))
    threads = [threading.Thread(target=square, args=(data,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 6


MEASURED = """
import sys
from statuspage.domain.people.photos import square
def peak(): return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024
square(open(sys.argv[1], "rb").read())
before = peak()
square(open(sys.argv[2], "rb").read())
print(peak() - before)
"""


@pytest.mark.torture
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells how much memory was taken")
@pytest.mark.parametrize(("kind", "mode", "most"), [("JPEG", "RGB", 60), ("PNG", "RGBA", 250), ("WEBP", "RGB", 450)])
def test_the_largest_picture_takes_only_so_many_megabytes(tmp_path: Path, kind: str, mode: str, most: int) -> None:
    (tmp_path / "small").write_bytes(written(Image.new("RGB", (10, 10)), kind))
    (tmp_path / "large").write_bytes(written(Image.new(mode, (6_000, 4_000), BROWN), kind))
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "small"), str(tmp_path / "large")]
    took = int(subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, text=True).stdout)
    assert took < most
