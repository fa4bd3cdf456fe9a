"""What every answer keeps to, whatever was asked."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from tests.fuzz.sent import Sent
from tests.fuzz.values import RECKONED
from tests.fuzz.world import World

REFUSALS = (400, 401, 403, 404, 405, 408, 409, 410, 411, 412, 413, 414, 415, 416, 421, 422, 425, 429, 431)
DONE = (200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308)
ASKING = re.compile(r"/ask|/mine/[^/]+/ask")  # the forms that may come back out of the browser's own memory
ALSO = {501: "/oembed", 503: "/readyz"}  # a format that there is not, as oEmbed says
TEXTS = (
    "text/html",
    "text/plain",
    "text/css",
    "text/javascript",
    "text/calendar",
    "image/svg+xml",
    "text/event-stream",
)
XML, JSONS = ("application/atom+xml", "image/svg+xml"), ("application/json", "application/feed+json")
JSONS += ("application/json+oembed",)
RAW = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "font/woff2",
    "application/zip",
    "application/octet-stream",
)
RAW += ("message/rfc822", "application/pdf")
OF_REFUSALS = ("text/html", "text/plain", "application/json")
STACKS = re.compile(
    rb'Traceback \(most|File "/|site-packages|sqlalchemy\.|werkzeug\.|jinja2\.|psycopg|sqlite3\.|Werkzeug'
)
FORBIDDEN = (
    "server",
    "x-powered-by",
    "x-front-live",
    "x-front-snapshot",
    "x-front-visit",
    "x-front-chunks",
)


@dataclass(frozen=True)
class Answered:
    """What came back: names of headers are lower case."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def head(self, name: str) -> str:
        """The first header of this name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def media_type(self) -> str:
        """What it is, without parameters."""
        return self.head("content-type").partition(";")[0].strip()


def faults(sent: Sent, answer: Answered, world: World) -> list[str]:
    """In what this answer does not keep to it; nothing where all is well."""
    found = [*_status(sent, answer), *_head(answer, world), *_kind(sent, answer), *_body(sent, answer, world)]
    return [f"{answer.status} {answer.media_type}: {fault}" for fault in found]


def _status(sent: Sent, answer: Answered) -> Iterator[str]:
    path = "/" + sent.target.lstrip("/")  # slashes that follow one another are one
    if answer.status not in (*DONE, *REFUSALS) and not path.startswith(ALSO.get(answer.status, "\0")):
        yield "a status that nobody declared"
    is_asking = answer.status == 422 and ASKING.fullmatch(path.partition("?")[0])  # whose Back the browser may show
    kept = {"no-store"} | ({"private, no-cache"} if is_asking else set())
    if answer.status >= 400 and not any(words in answer.head("cache-control") for words in kept):
        yield f"a refusal that may be kept: {answer.head('cache-control')!r}"
    if answer.status in (204, 304) and answer.body:
        yield "a body where there is none"


def _head(answer: Answered, world: World) -> Iterator[str]:
    told = {name for name, _ in answer.headers}
    if told & set(FORBIDDEN) or "kq-forged" in told:
        yield f"a header that must not leave: {sorted(told)}"
    if any(sign in value for _, value in answer.headers for sign in "\r\n\0"):
        yield "a header that does not end where its line does"
    if answer.head("x-content-type-options") != "nosniff":
        yield "nothing against sniffing"
    if answer.head("hx-reswap") != "none" and not answer.head("content-security-policy"):
        yield "no policy"  # what the front refuses by itself is plain text
    where = answer.head("location")
    base = str(world.app.extensions["settings"].base_url)
    if where and urlsplit(where).netloc and not f"{where}/".startswith(f"{base}/"):
        yield f"it leads away: {where[:80]}"
    if (where and where.startswith(("//", "/\\"))) or (300 < answer.status < 304 and not where):
        yield f"it leads nowhere good: {where[:80]!r}"
    cookies = [value for name, value in answer.headers if name == "set-cookie"]
    if any("HttpOnly" not in value or "SameSite" not in value for value in cookies):
        yield f"a cookie that scripts can read: {cookies}"


def _kind(sent: Sent, answer: Answered) -> Iterator[str]:
    kind, body = answer.media_type, answer.body
    if not body:
        return
    is_plain = answer.status >= 400 and answer.status != 412 and "/b/" not in sent.target  # a badge that is gone
    if kind not in (OF_REFUSALS if is_plain else (*TEXTS, *XML, *JSONS, *RAW)):
        yield "a kind that nobody declared"
    if (
        kind in (*TEXTS, *JSONS)
        and "charset" in answer.head("content-type")
        and "utf-8" not in answer.head("content-type")
    ):
        yield "not in UTF-8"
    try:
        if kind in TEXTS:
            body.decode()
        if kind in JSONS:
            json.loads(body)
        if kind in XML:
            etree.fromstring(body, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (ValueError, etree.XMLSyntaxError) as fault:
        yield f"it cannot be read: {str(fault)[:80]}"


def _body(sent: Sent, answer: Answered, world: World) -> Iterator[str]:
    body = answer.body
    if (stack := STACKS.search(body)) and not answer.media_type.startswith(("image/", "font/")):
        yield f"a stack: {body[max(0, stack.start() - 60) : stack.end() + 60]!r}"
    if answer.media_type in ("text/html", *XML) and b"<kqx" in body:
        yield "markup that somebody else wrote"
    if RECKONED in body:
        yield "something was reckoned out"
    everything = body + "\n".join(value for _, value in answer.headers).encode(errors="replace")
    for secret in world.secrets:
        if secret in everything and secret not in sent.body:
            yield f"a secret: {secret[:12]!r}…"
    if not sent.is_agent:
        yield from (f"a word of the desk: {word!r}" for word in world.of_the_desk if word in everything)
        yield from _keys_of_others(sent, everything, world)


def _keys_of_others(sent: Sent, everything: bytes, world: World) -> Iterator[str]:
    """A public key, or none, leads to nothing private, and no key at all to nothing that is not shown to all."""
    if not sent.target.startswith(
        ("/p/", "/pf/", "/e/", "/b/", "/team", "/oembed", "/ask", "/desk", "/follow", "/static")
    ):
        return
    for scope in ("private", "feed", "calendar", "mine", "lost", "mail", "held", "companion"):
        for key in world.tokens.get(scope, ()):
            if key.encode() in everything and key not in sent.target and key not in sent.body.decode(errors="replace"):
                yield f"a key to {scope}"
