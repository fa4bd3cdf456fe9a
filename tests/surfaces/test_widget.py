"""The script that other people's pages load: small, kept for an hour, and shared with anyone."""

import gzip
import re

from statuspage.config import PROJECT
from statuspage.present.public import HEIGHTS
from tests.surfaces.public_things import Shown


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
    found = re.search(r"ROOM = \{ card: (\d+), compact: (\d+) \}", shown.at("/widget.js").text)
    assert found
    assert {"card": int(found[1]), "compact": int(found[2])} == HEIGHTS


def test_the_scripts_store_nothing_and_follow_nobody() -> None:
    for name in ("widget", "card"):
        script = (PROJECT / "static" / "js" / f"{name}.js").read_text()
        assert not re.search(
            r"cookie|localStorage|sessionStorage|indexedDB|EventSource|sendBeacon|innerHTML|eval", script
        )
