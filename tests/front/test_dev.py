"""`make dev`: an edit of any file shows at the next reload of the page, and no cache is in the way."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuspage.config import PROJECT
from tests.front.house import get
from tests.patience import LONG, until
from tests.ports import free_port


class Dev:
    """A copy of the project, served as `make dev` serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        for name in ("statuspage", "templates", "static"):
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "app.py", folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSPAGE_", "FLASK_"))}
        self.process = subprocess.Popen(
            shlex.split(command(self.port)),
            cwd=folder,
            env=kept | {"STATUSPAGE_DATA_DIR": str(folder / "var"), "FLASK_DEBUG": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def edit(self, path: str, before: str, after: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), encoding="utf-8")

    def read(self, path: str, language: str = "en") -> str:
        """What is at this address now; nothing while the server starts."""
        try:
            status, headers, body = get(self.port, path, Accept_Language=language)
        except OSError:
            return ""
        assert headers["cache-control"] == "no-store"
        return body.decode() if status == 200 else ""

    def asset(self, name: str) -> str:
        """What a browser gets that reloads the front door, for a file that stands there."""
        found = re.search(rf'"(/static/[^"]*{name}[^"]*)"', self.read("/"))
        assert found
        return self.read(found[1])


def command(port: int) -> str:
    """How the Makefile starts it."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^dev:.*\n\tFLASK_DEBUG=1 (.*)$", makefile, re.MULTILINE)
    assert found
    return found[1].replace("$(PY)", sys.executable).replace("$${PORT:-8000}", str(port))


pytestmark = pytest.mark.torture  # each edit is waited for


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dev]:
    dev = Dev(tmp_path_factory.mktemp("dev"))
    try:
        until(lambda: dev.process.poll() is not None or dev.read("/healthz"))
        assert dev.process.poll() is None
        yield dev
    finally:
        dev.process.terminate()
        dev.process.wait(LONG)


def test_an_edit_of_any_file_shows_at_the_next_reload(dev: Dev) -> None:
    link = re.search(r'href="[^"]*(/t/[^"]+)"', dev.read("/"))
    assert link
    page = link[1]
    seen = [dev.read(path) for path in ("/", page, "/card.css", "/widget.js")]
    assert all(seen)
    dev.asset("base.css")

    dev.edit("templates/site/home.html", "</h1>", " EDITED</h1>")
    assert "EDITED" in dev.read("/")
    dev.edit("templates/customer/page.html", "{% block title %}", "{% block title %}EDITED ")
    assert "EDITED" in dev.read(page)
    dev.edit("static/css/base.css", "{", "{ --edited: 1;")
    assert "--edited" in dev.asset("base.css")
    dev.edit("static/css/card.css", "{", "{ --edited: 1;")
    assert "--edited" in dev.read("/card.css")
    dev.edit("static/js/widget.js", "(", "void 'edited';(")
    assert "edited" in dev.read("/widget.js")
    dev.edit("statuspage/translations/de/LC_MESSAGES/messages.po", "Seien Sie irgendwer", "EDITIERT")
    assert "EDITIERT" in dev.read("/", language="de")


def test_an_edit_of_python_starts_it_again(dev: Dev) -> None:
    dev.edit("statuspage/surfaces/site.py", 'f"ok {__version__}"', '"edited"')
    until(lambda: dev.read("/healthz") == "edited\n")
