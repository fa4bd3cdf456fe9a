"""A real feed reader, rss2email, follows both feeds over the wire: each entry arrives once, and whole."""

import email
import os
import subprocess
import sys
from email import policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from statuspage.domain.agent_verbs import hand_over
from tests.front.house import get, served
from tests.surfaces.public_things import EVERYTHING, Shown

CONFIG = """[DEFAULT]
from = reader@localhost
to = reader@localhost
force-from = False
name-format = {author}
html-mail = True
email-protocol = maildir
maildir-path = %(maildir)s
maildir-mailbox = Inbox
same-server-fetch-interval = 0
date-header = True
"""


class Rss2email:
    """One reader with its own mailbox. What it says must be nothing: every warning of it is a fault of ours."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._mail = folder, folder / "mail"
        for part in ("cur", "new", "tmp"):
            (self._mail / "Inbox" / part).mkdir(parents=True)
        (folder / "config").write_text(CONFIG % {"maildir": self._mail})

    def do(self, *command: str) -> None:
        files = ["-c", str(self._folder / "config"), "-d", str(self._folder / "data.json")]
        start = "import sys; from rss2email.main import run; sys.argv[0] = 'r2e'; run(sys.argv[1:])"
        kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", start, *files, *command],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=kept | {"HOME": str(self._folder), "NO_PROXY": "*"},
        )
        warned = [line for line in done.stderr.splitlines() if "[INFO]" not in line]
        assert (done.returncode, warned) == (0, [])

    def mails(self) -> list[Any]:
        """What has arrived since this was last asked, oldest first."""
        files = sorted((self._mail / "Inbox" / "new").iterdir())
        found = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        for file in files:
            file.unlink()
        return sorted(found, key=lambda mail: mail["Date"].datetime)


@pytest.fixture
def reader(tmp_path: Path) -> Rss2email:
    return Rss2email(tmp_path)


@pytest.mark.parametrize("scope", ["feed", "public_feed"])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_reader_gets_each_entry_once_and_whole(app: Flask, shown: Shown, reader: Rss2email, scope: str) -> None:
    shown.letter("It is **on the bench**.", hours=2)
    shown.publish(EVERYTHING)
    with served(app) as server:
        here = f"http://127.0.0.1:{server.port}{shown.links()[scope]}"
        reader.do("add", "ticket", here)
        reader.do("run")
        (first,) = reader.mails()
        assert "Maria" in first["From"]
        assert "<strong>on the bench</strong>" in first.get_content()
        reader.do("run")
        assert reader.mails() == []
        shown.clock.forward(hours=3)
        shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Tom has the part.")
        reader.do("run")
        told = [mail["Subject"] for mail in reader.mails()]
        assert told[0] == "The promised word is late"
        assert "Tom" in told[-1]
        status, headers, _ = get(server.port, shown.links()[scope])
        assert status == 200
        assert get(server.port, shown.links()[scope], If_None_Match=headers["etag"])[0] == 304
