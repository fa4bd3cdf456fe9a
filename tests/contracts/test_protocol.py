"""What a surface tells the front is written and read in statuspage/protocol.py alone."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from werkzeug.datastructures import Headers

from statuspage import protocol
from statuspage.config import PROJECT
from statuspage.protocol import PREFIX, Live, PublicVersion, Snapshot, Visit

AT = datetime(2026, 11, 25, 10, 17, 3, 250_000, tzinfo=UTC)
TOLD = [
    Live(7, "3-1764065823"),
    Live(7, "3", AT, PublicVersion(2, 5)),
    Live(None, "9f86d081884c7d65", name="queue"),
    Live(7, "3.0", beside="/desk"),
    Snapshot(7, PublicVersion(2, 5)),
    Snapshot(7, PublicVersion(2, 5), AT),
    Visit(4, "page"),
    Visit(4, "feed", for_many=True),
]
# Headers, properties and types that others have named. Each header of ours has a type in the protocol.
OTHERS = {
    "x-accel-buffering",
    "x-content-type-options",
    "x-csrf",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-matroska",
    "x-moz",
    "x-published-ttl",
    "x-request-id",
    "x-robots-tag",
    "x-wav",
    "x-wr-calname",
    "x-wr-timezone",
    "x-www-form-urlencoded",
}


@pytest.mark.parametrize("told", TOLD, ids=repr)
def test_what_is_told_is_what_is_understood(told: Live | Snapshot | Visit) -> None:
    assert type(told).from_headers(told.to_headers()) == told
    assert type(told).from_headers(Headers(told.to_headers())) == told
    (name,) = told.to_headers()
    assert name.startswith(PREFIX)


def test_an_instant_is_told_in_utc() -> None:
    lisbon = AT.astimezone(timezone(timedelta(hours=1)))
    assert Snapshot(7, PublicVersion(0, 0), lisbon).to_headers() == Snapshot(7, PublicVersion(0, 0), AT).to_headers()


@pytest.mark.parametrize("kind", [Live, Snapshot, Visit])
def test_an_answer_that_says_nothing_tells_nothing(kind: type[Live | Snapshot | Visit]) -> None:
    assert kind.from_headers({"etag": '"x"'}) is None
    with pytest.raises(ValueError, match="Expecting value"):
        kind.from_headers({kind.HEADER: "nonsense"})


def named(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file under this folder with each header that a string in it names, and is not the protocol's own."""
    for path in sorted(folder.rglob("*.py")):
        if path == Path(protocol.__file__) or "incoming" in path.parts:  # whose headers are those of mails
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if isinstance(text, str) and "\n" not in text and len(text) < 80:
                yield from ((path.name, found.lower()) for found in re.findall(r"\bx-[a-z-]+", text, re.IGNORECASE))


def test_no_header_of_ours_is_written_or_read_anywhere_else() -> None:
    ours = {(file, name) for file, name in named(PROJECT / "statuspage") if name not in OTHERS}
    assert ours == set(), "what a surface tells the front has a type in statuspage/protocol.py"


def test_a_header_of_ours_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text('response.headers["X-Live-Version"] = b"x-front-live: 1"\n', encoding="utf-8")
    assert set(named(tmp_path)) == {("page.py", "x-live-version"), ("page.py", "x-front-live")}
