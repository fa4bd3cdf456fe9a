"""What every command that lists has in common: a page of rows, as lines, as CSV or as JSON, and how to go on."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

NUMBER = click.IntRange(1, 2**31 - 1)  # of a row, as either database has it
Row = dict[str, Any]
_MOST = 1_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would calculate what begins with one of these


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows: at most ``limit``, of those after the number ``after``; and whether as JSON."""

    limit: int
    after: int
    as_json: bool

    @property
    def read(self) -> int:
        """How many rows to read: one more than are shown tells whether there are more."""
        return self.limit + 1


def paged(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--limit``, ``--after`` and ``--json``; it gets them as ``page``."""

    @wraps(command)
    def call(limit: int, after: int, as_json: bool, **rest: Any) -> None:
        command(page=Page(limit, after, as_json), **rest)

    call = click.option("--json", "as_json", is_flag=True, help="As JSON: the rows, and where the next page begins.")(
        call
    )
    after = click.option(
        "--after", type=click.IntRange(0, NUMBER.max), default=0, help="Only what comes after this one."
    )
    limit = click.option(
        "--limit", type=click.IntRange(1, _MOST), default=100, show_default=True, help="At most so many."
    )
    return limit(after(call))


def tell(page: Page, rows: Sequence[Row], key: str, write: Callable[[Sequence[Row]], str]) -> None:
    """Print a page of rows, which ``write`` makes into text, and say how to go on. ``key`` names a row's number."""
    shown = rows[: page.limit]
    following = shown[-1][key] if len(rows) > page.limit else None
    if page.as_json:
        click.echo(json.dumps({"rows": shown, "after": following}, ensure_ascii=False, indent=2))
        return
    click.echo(write(shown), nl=False)
    if following is not None:
        click.echo(f"There are more: --after {following}", err=True)


def as_csv(rows: Sequence[Row]) -> str:
    """The rows as CSV (RFC 4180), with a line of names above them; "" for none."""
    if not rows:
        return ""
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)
    return file.getvalue()


def as_lines(*names: str) -> Callable[[Sequence[Row]], str]:
    """Rows as lines of these columns, each as wide as its widest."""

    def write(rows: Sequence[Row]) -> str:
        cells = [[str(row[name]) for name in names] for row in rows]
        widths = [max((len(line[at]) for line in cells), default=0) for at in range(len(names))]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)
        return "".join(f"{line.rstrip()}\n" for line in lines)

    return write


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
