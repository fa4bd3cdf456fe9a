"""The script that other people's pages load: small, kept for an hour, and shared with anyone."""

import gzip
import re

import pytest

from statuspage.config import PROJECT
from statuspage.present.embed.looks import FORMS, SIZES
from tests.surfaces.public_things import EVERYTHING, Shown


def test_the_script_may_be_loaded_by_any_page_and_kept_for_an_hour(shown: Shown) -> None:
    answer = shown.at("/widget.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert shown.at("/widget.js", If_None_Match=answer.headers["ETag"]).status_code == 304


def test_the_script_has_at_most_two_kilobytes_on_the_wire(shown: Shown) -> None:
    assert len(gzip.compress(shown.at("/widget.js").data)) <= 2048


def test_the_script_keeps_as_much_room_as_the_texts_to_copy(shown: Shown) -> None:
    found = re.search(r"ROOM = \{ (.*?) \}", shown.at("/widget.js").text)
    assert found
    assert {name: int(pixels) for name, pixels in re.findall(r"(\w+): (\d+)", found[1])} == {
        form.name: form.height for form in FORMS.values()
    }


@pytest.mark.parametrize("size", SIZES)
def test_a_card_is_loaded_with_four_requests_and_at_most_twelve_kilobytes(shown: Shown, size: str) -> None:
    for number in range(4):
        shown.letter(f"Letter {number}, about your machine. " * 20)
    shown.publish(EVERYTHING)
    card = shown.get("embed", f"?size={size}").text
    loaded = re.findall(r"""<(?:link rel="stylesheet"|script defer|img[^>]*?) (?:href|src)="([^"]+)""", card)
    bodies = [card.encode()]
    for address in loaded:
        with shown.at(address.replace("&amp;", "&")) as answer:
            bodies.append(answer.data)
    assert len(bodies) == 4, loaded
    assert all(len(body) > 500 for body in bodies)
    assert sum(len(gzip.compress(body, 6)) for body in bodies) <= 12 * 1024


def test_the_scripts_store_nothing_and_follow_nobody() -> None:
    for name in ("widget", "card"):
        script = (PROJECT / "static" / "js" / f"{name}.js").read_text()
        assert not re.search(
            r"cookie|localStorage|sessionStorage|indexedDB|EventSource|sendBeacon|innerHTML|eval", script
        )
