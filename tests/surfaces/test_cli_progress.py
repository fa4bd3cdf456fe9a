"""Long commands tell how far they have come: a bar on a terminal, a few lines elsewhere, objects for programs."""

import io
import json
import subprocess
import sys

import pytest

from statuspage import rhythm
from statuspage.commands import progress as told
from statuspage.commands.progress import follow, progress


@pytest.fixture
def clock(monkeypatch):
    """Seconds, which pass only when a test says so."""
    seconds = [0.0]
    monkeypatch.setattr(rhythm.time, "monotonic", lambda: seconds[0])
    return seconds


def work(clock, number, each, *, total=None, as_json=False):
    with progress("Copying", total, as_json) as step:
        for _ in range(number):
            clock[0] += each
            step()


def test_elsewhere_it_is_a_line_for_each_tenth_and_never_two_in_a_second(clock, capsys):
    work(clock, 1000, 0.5, total=1000)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Copying: 20 of 1000 (2 %)", "after ten seconds"
    assert lines[-1] == "Copying: 1000 of 1000 (100 %)"
    assert len(lines) == 50
    work(clock, 1000, 0.01, total=1000)
    assert len(capsys.readouterr().err.splitlines()) == 10
    work(clock, 1000, 0.001, total=1000)
    assert capsys.readouterr().err.splitlines() == ["Copying: 1000 of 1000 (100 %)"], "all of it within a second"


def test_where_nobody_knows_of_how_much_it_tells_only_what_is_done_and_only_when_it_takes_long(clock, capsys):
    work(clock, 100, 0.01)
    assert capsys.readouterr().err == ""
    work(clock, 3, 10)
    assert capsys.readouterr().err.splitlines() == ["Copying: 1", "Copying: 2", "Copying: 3"]


def test_of_nothing_nothing_is_told(clock, capsys):
    work(clock, 0, 1, total=0)
    assert capsys.readouterr() == ("", "")


def test_programs_get_an_object_a_line_on_standard_output(clock, capsys):
    work(clock, 4, 2, total=4, as_json=True)
    said = capsys.readouterr()
    objects = [json.loads(line) for line in said.out.splitlines()]
    assert objects == [{"doing": "Copying", "done": done, "of": 4} for done in (1, 2, 3, 4)]
    assert said.err == ""


def test_work_that_tells_by_itself_is_followed_to_its_end(clock, capsys):
    done = []
    follow("Indexing", ((n, 3) for n in (1, 2, 3) if not done.append(n)))
    assert done == [1, 2, 3]
    assert capsys.readouterr().err.splitlines() == ["Indexing: 3 of 3 (100 %)"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_it_is_a_bar(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    with told.progress("Copying", 20) as step:
        step(20)
    assert "Copying" in screen.getvalue()
    assert "20/20" in screen.getvalue()
    assert "━" in screen.getvalue()


def test_a_terminal_alone_loads_what_draws_the_bar():
    """A start of anything else is none the slower."""
    asked = "import sys, statuspage.commands; sys.exit('rich.progress' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False, timeout=300).returncode == 0
