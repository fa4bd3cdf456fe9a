"""How a long command tells how far it has come: a bar on a terminal, else plain lines, and JSON for programs.

    with progress("Copying files", total=len(names)) as step:
        for name in names:
            copy(name)
            step()

Work that tells by itself is followed instead: ``follow("Indexing", pairs)``, pairs of how much is done and of how much.
Bars and plain lines go to stderr, as what a command was asked for goes to stdout. A line of JSON goes to stdout, where
the command's own answer is the last one.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import click

from statuspage.rhythm import Rhythm

_Tell = Callable[[int, int | None], None]


class Step:
    """What the work calls as it goes on: ``step(5)`` for five more, or ``step.at(done, of)``."""

    def __init__(self, tell: _Tell, of: int | None) -> None:
        self._tell, self.done, self.of = tell, 0, of

    def __call__(self, more: int = 1) -> None:
        self.at(self.done + more, self.of)

    def at(self, done: int, of: int | None) -> None:
        """So much is done by now, of so many; it may turn out to be more than was thought."""
        self.done, self.of = done, of
        self._tell(done, of)


@contextmanager
def progress(title: str, total: int | None = None, as_json: bool = False) -> Iterator[Step]:
    """Tell how far the block has come. Without a ``total`` only how much is done is told."""
    if total == 0:
        yield Step(lambda _done, _of: None, 0)
    elif as_json:
        yield Step(
            _now_and_then(lambda done, of: click.echo(json.dumps({"doing": title, "done": done, "of": of}))), total
        )
    elif not sys.stderr.isatty():
        yield Step(_now_and_then(lambda done, of: click.echo(_in_words(title, done, of), err=True)), total)
    else:
        with _bar(title, total) as tell:
            yield Step(tell, total)


def follow(title: str, pairs: Iterable[tuple[int, int]], as_json: bool = False) -> None:
    """Let this work go on to its end, which yields how much is done and of how much, and tell it."""
    with progress(title, None, as_json) as step:
        for done, of in pairs:
            step.at(done, of)


def _now_and_then(say: _Tell) -> _Tell:
    rhythm = Rhythm()

    def tell(done: int, of: int | None) -> None:
        if rhythm.is_time(done, of):
            say(done, of)

    return tell


def _in_words(title: str, done: int, of: int | None) -> str:
    return f"{title}: {done}" if of is None else f"{title}: {done} of {of} ({100 * done // of if of else 100} %)"


@contextmanager
def _bar(title: str, total: int | None) -> Iterator[_Tell]:
    from rich import console, progress  # loaded only where somebody looks

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console.Console(stderr=True)) as shown:
        task = shown.add_task(title, total=total)
        yield lambda done, of: shown.update(task, completed=done, total=of)
