"""What may differ between two recordings: one table, a rule a line. Everything else is a difference."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bench.same_bytes.answers import Answer

INNER = ("x-front-", "x-live-", "x-snapshot", "x-next")  # what the app tells the front, which takes it off
DATES = {"Last-Modified"}
_CLASSES = re.compile(rb'(\bclass=")([^"]*)')
_SELECTOR = re.compile(rb"\.([A-Za-z_][\w-]*)")
_STYLED = re.compile(rb"(<style[^>]*>)(.*?)(</style>)", re.DOTALL)
_FEED_UPDATED = re.compile(rb"(<feed\b(?:(?!<entry>).)*?<updated>)([^<]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is put in the place of which bytes, in the request's line, the headers and the body; and why it may be."""

    name: str
    why: str
    pattern: re.Pattern[bytes]
    instead: bytes


RULES = (
    Rule(
        "asset versions",
        "a style sheet or script that changes has another hash in its address",
        re.compile(rb"((?:\?|&|&amp;)v=)[0-9a-f]{12}\b"),
        rb"\1(version)",
    ),
    Rule(
        "form keys",
        "each form has a key of its own, so that it counts once; it says nothing",
        re.compile(rb'(name="once" value=")[^"]*'),
        rb"\1(key)",
    ),
    Rule(
        "state keys",
        "the state that a page's stream begins from is opaque",
        re.compile(rb'( data-since=")[^"]*'),
        rb"\1(state)",
    ),
    Rule(
        "cookies",
        "a signed-in browser's key is random",
        re.compile(rb"((?:__Host-desk|desk-known|desk)=)[^;\s]+"),
        rb"\1(key)",
    ),
    Rule(
        "renamed routes",
        "a letter was posted to /updates, and is to /letters",
        re.compile(rb"(/desk/tickets/\d+/)updates\b"),
        rb"\1letters",
    ),
)
BESIDES = (  # what no pattern says
    "inner headers: X-Front-*, earlier X-Live-*, X-Snapshot* and X-Next, are between the app and the front alone",
    "Date and Content-Length: they follow from the hour and the body",
    "ETag: it is made from the body, so it may differ where the body does, and where none is sent (304, HEAD)",
    "Allow: the order of its methods is a set's, and changes from run to run",
    "classes: only those that --classes names",
    "moved dates: a public feed's Last-Modified and its own <updated> are listed apart, and count as no difference",
)


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer as it is compared: lines of the head, the body, and apart from them the dates that may have moved."""

    head: tuple[str, ...]
    body: bytes
    dates: tuple[str, ...]


def plain(answer: Answer, other: Answer, classes: Mapping[str, str]) -> Plain:
    """The answer without what may differ from the ``other`` recording's; ``classes`` gives new names for old ones."""
    is_public_feed = answer.asked.startswith("GET /pf/")
    body, dates = _plain_body(answer, classes), []
    if is_public_feed:
        dates = [found[2].decode() for found in _FEED_UPDATED.finditer(body)]
        body = _FEED_UPDATED.sub(rb"\1(date)", body)
    head = [_ruled(answer.asked.encode()).decode(), str(answer.status)]
    for name, value in answer.headers:
        if is_public_feed and name in DATES:
            dates.append(f"{name}: {value}")
        elif _counts(name, answer, other):
            told = ", ".join(sorted(value.split(", "))) if name == "Allow" else value
            head.append(_ruled(f"{name}: {told}".encode()).decode())
    return Plain(tuple(head), body, tuple(dates))


def read_classes(text: str) -> dict[str, str]:
    """The renamed classes of a file with a line ``old new`` for each; ``#`` begins a remark."""
    lines = [line.partition("#")[0].split() for line in text.splitlines()]
    if any(len(words) not in (0, 2) for words in lines):
        raise ValueError("A line of renamed classes is an old name, a space, and the new name.")
    return {words[0]: words[1] for words in lines if words}


def _counts(name: str, answer: Answer, other: Answer) -> bool:
    """Whether this header is compared."""
    if name.lower().startswith(INNER) or name in ("Date", "Content-Length"):
        return False
    return name != "ETag" or (answer.body == other.body and answer.body != b"")


def _plain_body(answer: Answer, classes: Mapping[str, str]) -> bytes:
    kind = dict(answer.headers).get("Content-Type", "")
    body = answer.body if kind.startswith("image/png") else _ruled(answer.body)
    if not classes:
        return body
    body = _CLASSES.sub(lambda found: found[1] + b" ".join(_renamed(one, classes) for one in found[2].split()), body)
    body = _STYLED.sub(lambda found: found[1] + _selectors(found[2], classes) + found[3], body)
    return _selectors(body, classes) if kind.startswith("text/css") else body


def _ruled(text: bytes) -> bytes:
    for rule in RULES:
        text = rule.pattern.sub(rule.instead, text)
    return text


def _selectors(css: bytes, classes: Mapping[str, str]) -> bytes:
    return _SELECTOR.sub(lambda found: b"." + _renamed(found[1], classes), css)


def _renamed(name: bytes, classes: Mapping[str, str]) -> bytes:
    return classes.get(name.decode(), name.decode()).encode()
