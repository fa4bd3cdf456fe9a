"""Starting: in words when it cannot, with a database when it can, and out again when told."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask, render_template

from statuspage.config import PROJECT
from statuspage.front.serving import read_templates
from tests.front.house import Reader
from tests.patience import LONG
from tests.ports import free_port


def start(folder: Path, port: int) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSPAGE_", "FLASK_"))}
    return subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=PROJECT,
        env=kept | {"PORT": str(port), "STATUSPAGE_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_taken_port_is_said_in_words_before_anything_is_done(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(tmp_path, port)
        said, _ = process.communicate(timeout=LONG)
    assert process.returncode == 1
    assert f"Port {port} on 127.0.0.1 is already taken" in said
    assert f"PORT={port + 1} make run" in said
    assert "Traceback" not in said
    assert not (tmp_path / "statuspage.db").exists()


@pytest.mark.parametrize("end", [pytest.param(signal.SIGINT, marks=pytest.mark.torture), signal.SIGTERM])
def test_the_first_start_sets_all_up_and_ends_cleanly_with_a_stream_open(tmp_path: Path, end: signal.Signals) -> None:
    port = free_port()
    process = start(tmp_path, port)
    try:
        printed = _until_it_listens(process)
        link = re.search(rf"http://127.0.0.1:{port}(/t/\S+)", printed)
        assert link, printed
        with Reader(port, f"{link[1]}/stream?since=0") as ana:
            assert ana.status == 200
            assert ana.next(name="") is not None
            process.send_signal(end)
            rest, _ = process.communicate(timeout=LONG)
            assert ana.next() is None
    finally:
        process.kill()
    assert "Traceback" not in printed + rest
    assert "timeout graceful shutdown exceeded" not in rest, "the stream is ended first, not waited for"
    assert link[1] not in rest, "the log holds no key"
    assert (tmp_path / "statuspage.db").exists()


def _until_it_listens(process: "subprocess.Popen[str]") -> str:
    """What it prints until it serves."""
    assert process.stdout
    said = ""
    for line in iter(process.stdout.readline, ""):
        said += line
        if line.startswith("Listening"):
            return said
    pytest.fail(f"it did not start:\n{said}")


def test_nothing_of_postgresql_is_loaded_for_sqlite(tmp_path: Path) -> None:
    """It takes 0.2 seconds of every start and every command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSPAGE_", "FLASK_"))}
    told = subprocess.run(
        [sys.executable, "-c", "import app, sys; print('psycopg' in sys.modules)"],
        cwd=PROJECT,
        env=kept | {"STATUSPAGE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


def test_a_template_that_was_replaced_while_we_run_is_not_read_any_more(tmp_path: Path) -> None:
    """The code that runs would not fit to that of the next version."""
    app = Flask("small", template_folder=str(tmp_path))
    (tmp_path / "page.html").write_text("before")
    read_templates(app)
    (tmp_path / "page.html").write_text("after, {{ what.is.not() }}")
    with app.app_context():
        assert render_template("page.html") == "before"
