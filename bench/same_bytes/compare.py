"""Two recordings side by side: what is there on one side only, and what differs, told once however often it does."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.same_bytes.allowed import Plain, plain
from bench.same_bytes.answers import Answer, names, read


@dataclass
class Found:
    """What a comparison found. ``differences`` holds names by the diff that they share; ``moved`` dates by name."""

    compared: int = 0
    missing: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    differences: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        return not (self.missing or self.new or self.differences)


def compare(before: Path, after: Path, classes: Mapping[str, str] | None = None) -> Found:
    """Compare two folders. ``classes`` gives the new names of classes by the old ones of ``before``."""
    old, new = names(before), names(after)
    here, there = set(new), set(old)
    found = Found(missing=[name for name in old if name not in here], new=[name for name in new if name not in there])
    for name in old:
        if name in here:
            found.compared += 1
            _compare(name, read(before, name), read(after, name), classes or {}, found)
    return found


def _compare(name: str, old: Answer, new: Answer, classes: Mapping[str, str], found: Found) -> None:
    if old == new:
        return
    was, now = plain(old, new, classes), plain(new, old, {})
    if was.dates != now.dates:
        found.moved[name] = ", ".join(was.dates), ", ".join(now.dates)
    if (told := _diff(was, now)) != "":
        found.differences.setdefault(told, []).append(name)


def _diff(was: Plain, now: Plain) -> str:
    """The lines that differ, with one line around them; "" when none does."""
    if (was.head, was.body) == (now.head, now.body):
        return ""
    lines = [*difflib.unified_diff(was.head, now.head, n=0, lineterm="")][2:]
    if was.body != now.body:
        lines += _body(was.body, now.body)
    return "\n".join(line for line in lines if not line.startswith("@@"))


def _body(was: bytes, now: bytes) -> list[str]:
    try:
        old, new = _lines(was), _lines(now)
    except UnicodeDecodeError:
        at = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), -1)
        return [f"-{len(was)} bytes", f"+{len(now)} bytes, which differ from byte {at if at >= 0 else len(was)} on"]
    return [*difflib.unified_diff(old, new, n=1, lineterm="")][2:]


def _lines(body: bytes) -> list[str]:
    """The text in short lines: a tag begins one, however the page is laid out."""
    return [*body.decode().replace("><", ">\n<").splitlines(), "(end)" if body.endswith(b"\n") else ""]
