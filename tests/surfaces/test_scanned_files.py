"""With a scanner no file is there before it is clean: it is held back meanwhile, and what is harmful is refused."""

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from statuspage.config.virus_scanner import ScannerAddress
from statuspage.delivery.sweeping import sweep
from statuspage.filing import clamd as asking
from statuspage.filing.clamd import HARMFUL, TOO_LARGE, ScannerAway, scan
from statuspage.filing.taking_in import filing
from tests.pictures import photo
from tests.scanners import EICAR, MOST, clamd, scanner
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import Ana, words


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name, as that of a socket must be."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture
def at(ana: Ana, folder: Path) -> Path:
    """Where the scanner is asked, whether or not one listens there."""
    path = folder / "s"
    filing()._scans = lambda chunks: scan(ScannerAddress(str(path)), chunks)
    return path


def send(ana: Ana, content: bytes, name: str, body: str = "Here."):
    return ana.client.post(f"{ana.path}/replies", data={"body": body, "files": [(io.BytesIO(content), name)]})


def test_what_is_clean_is_there_at_once(ana: Ana, at: Path):
    with scanner(at):
        assert send(ana, photo(), "x.jpg").status_code == 303
    assert "x.jpg picture" in words(ana.page())


def test_what_is_harmful_is_refused_in_words_and_the_words_are_kept(ana: Ana, at: Path):
    with scanner(at):
        answer = send(ana, EICAR, "eicar.txt", "My words.")
    assert answer.status_code == 422
    assert "“eicar.txt” was held back: our scanner says that it is harmful." in answer.text
    assert "My words." in answer.text
    assert list(filing().storage.names()) == [], "nothing of it is left"


def test_while_no_scanner_answers_a_file_goes_with_its_words_and_is_held_back(ana: Ana, at: Path):
    assert send(ana, photo(), "x.jpg").status_code == 303
    page = ana.page()
    assert "x.jpg is being looked at, and is here as soon as that is done" in words(page)
    assert re.search(r"/files/[\w-]{22}", page) is None, "nothing leads to it"
    ana.clock.forward(minutes=2)
    assert sweep() == 1, "it is asked again, and nobody answers"
    with scanner(at):
        ana.clock.forward(minutes=2)
        sweep()
    assert "x.jpg picture" in words(ana.page()), "though nothing else has happened since the page was cached"


def test_what_turns_out_harmful_later_is_never_there_and_both_sides_read_why(ana: Ana, at: Path):
    send(ana, EICAR, "eicar.txt")
    assert "eicar.txt is being looked at" in words(ana.page())
    with scanner(at):
        ana.clock.forward(minutes=2)
        sweep()
    assert "eicar.txt held back: our scanner says that it is harmful" in words(ana.page())
    log_in(ana.client)
    desk = words(ana.client.get(f"/desk/tickets/{ana.id}").text)
    assert "eicar.txt held back: our scanner says that it is harmful" in desk
    assert list(filing().storage.names()) == []


def test_what_is_too_large_for_the_scanner_is_refused(ana: Ana, at: Path):
    content = b"word " * (MOST // 5 + 1)
    path = ana.client.post(f"{ana.path}/files", data={"name": "long.txt", "size": len(content)}).location
    ana.client.post(f"{path}/pieces?from=0", data=content)
    with scanner(at):
        assert ana.client.post(f"{path}/finish").text.startswith("refused “long.txt” is too large for our scanner")


def test_an_answer_that_says_nothing_holds_the_file_back(monkeypatch):
    monkeypatch.setattr(asking, "_connected", lambda _: io.BytesIO())
    monkeypatch.setattr(asking, "_ask", lambda *_: "UNKNOWN COMMAND")
    with pytest.raises(ScannerAway, match="UNKNOWN"):
        scan(ScannerAddress("/nowhere"), [b"x"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("clamd:///run/clamav/clamd.ctl", ScannerAddress("/run/clamav/clamd.ctl")),
        ("clamd://127.0.0.1", ScannerAddress("", "127.0.0.1", 3310)),
        ("clamd://[::1]:99", ScannerAddress("", "::1", 99)),
    ],
)
def test_a_scanners_address_is_a_socket_or_a_port(text: str, found: ScannerAddress):
    assert ScannerAddress.of(text) == found


@pytest.mark.parametrize(
    "text", ["clamd://", "clamd:///", "/run/clamd.ctl", "http://x", "clamd://h/path", "clamd://h:x"]
)
def test_any_other_address_is_refused(text: str):
    with pytest.raises(ValueError, match="must be clamd:///run"):
        ScannerAddress.of(text)


@pytest.mark.torture
def test_clamd_itself_finds_eicar_and_says_what_is_too_large(folder: Path):
    with ExitStack() as stack:
        where = ScannerAddress.of(stack.enter_context(clamd(folder)))
        assert scan(where, [b"a clean ", b"text"]) == ""
        assert scan(where, [EICAR[:30], EICAR[30:]]) == HARMFUL
        assert scan(where, [b"x" * 3_000_000]) == TOO_LARGE
