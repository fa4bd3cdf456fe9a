"""A recording: a folder with one file an answer, the headers first and then the body, and an index of them all."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

INDEX = "index.txt"
ENDING = ".http"
LONGEST = 120  # characters of a file's name
_KEY = re.compile(r"/(t|f|c|p|pf|e|b)/[A-Za-z0-9_-]{20,64}")


class Unreadable(Exception):
    """This folder holds no recording, or not a whole one; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what was asked ("GET /team"), the status, the headers in the order of their names, and the body."""

    asked: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def to_bytes(self) -> bytes:
        head = [self.asked, str(self.status), *(f"{name}: {value}" for name, value in self.headers), "", ""]
        return "\n".join(head).encode() + self.body

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Answer":
        head, _, body = raw.partition(b"\n\n")
        asked, status, *lines = head.decode().split("\n")
        pairs = (line.partition(": ") for line in lines)
        return cls(asked, int(status), tuple((name, value) for name, _, value in pairs), body)


class Recording:
    """A folder being filled. Each name is given once: a second answer of that name gets a number."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Unreadable(f"{folder} is not empty; a recording needs a folder of its own.")
        self._folder, self._index = folder, list[str]()
        self._given: dict[str, int] = {}

    def keep(self, name: str, answer: Answer) -> None:
        """Keep this answer under a name such as ``customer/07/GET t``."""
        count = self._given[name] = self._given.get(name, 0) + 1
        name = name if count == 1 else f"{name}~{count}"
        file = self._folder / f"{name}{ENDING}"
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = answer.to_bytes()
        file.write_bytes(raw)
        self._index.append(f"{hashlib.sha256(raw).hexdigest()[:16]} {answer.status} {len(answer.body):>7} {name}\n")

    def end(self) -> int:
        """Write the index; returns how many answers there are."""
        (self._folder / INDEX).write_text("".join(self._index), encoding="utf-8")
        return len(self._index)


def names(folder: Path) -> list[str]:
    """The names of a recording's answers, in the order in which they were asked."""
    index = folder / INDEX
    if not index.is_file():
        raise Unreadable(f"{folder} holds no whole recording: it has no {INDEX}.")
    return [line.split(maxsplit=3)[3] for line in index.read_text(encoding="utf-8").splitlines()]


def read(folder: Path, name: str) -> Answer:
    """One answer of a recording."""
    return Answer.from_bytes((folder / f"{name}{ENDING}").read_bytes())


def readable(asked: str) -> str:
    """A name for a file from what was asked: keys become dashes, and a long query is cut and given its hash."""
    short = _KEY.sub(r"/\1/-", asked)
    name = re.sub(r"[^A-Za-z0-9.,=&@~_ -]", "_", short.replace(" /", " ").replace("/", "~").replace("?", "@"))
    name = f"{name}home" if name.endswith(" ") else name
    if len(name) > LONGEST:
        name = f"{name[:LONGEST]}..{hashlib.sha256(short.encode()).hexdigest()[:8]}"
    return name
