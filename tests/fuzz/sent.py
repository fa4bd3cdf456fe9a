"""One request of any kind, drawn from a seed and a number, mostly near to one that would be right."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, quote_from_bytes

from statuspage.config import PROJECT
from statuspage.security.access import Access
from tests.contracts.doors import Place
from tests.contracts.test_every_deed_once import LIFE
from tests.fuzz.values import NUMBERS, Dice
from tests.fuzz.world import SECRET, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "KQ")
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
TYPES = ("application/json", "text/plain", "application/xml", "", "x", f"{URLENCODED}; charset=utf-16", "a" * 300)
TYPES += (
    MULTIPART,
    f"{MULTIPART}; boundary=",
    f'{MULTIPART}; boundary="a',
    f"{MULTIPART}; boundary=--",
    "message/rfc822",
)
NAME, MASK = "localhost", "kqboundary"
BEARER = {"Authorization": f"Bearer {SECRET}"}
Fields = list[tuple[str, bytes]]
# Names that are read in a loop.
ALSO = ("maxwidth", "maxheight", "beside", "since", "v", "accent", "radius", "scale", "style")

# Names of headers, and what one may say there besides anything.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "Accept": ("*/*", "text/html", "application/json;q=0.9,*/*;q=0", ";;;,", "a/b;q=x", "text/*;q=-1", "*", "q=1"),
    "Accept-Language": ("de", "ar,en;q=0.5", "*", "xx-" + "y" * 99, "de;q=nan", "en;q=1e9", ",,,;q=", "ar-u-nu-arab"),
    "Accept-Encoding": ("gzip", "*;q=0", "gzip;q=0.5, br", "identity;q=0", "gzip;q=x", "gzip, gzip", "x" * 999),
    "If-None-Match": ("*", '"a"', 'W/"a", "b", W/"c"', '"', "W/", '"a"' * 500, ",,,", 'W/"\u00e9"'),
    "If-Modified-Since": ("Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 30 Feb 2026 25:61:61 GMT", "1", "x", "9" * 40),
    "If-Match": ("*", '"a"', "x"),
    "If-Unmodified-Since": ("Thu, 01 Jan 1970 00:00:00 GMT", "x"),
    "If-Range": ('"a"', 'W/"a"', "Thu, 01 Jan 1970 00:00:00 GMT", "x"),
    "Range": ("bytes=0-", "bytes=-1", "bytes=5-2", "bytes=0-0,1-1,2-2", "bytes=999999999999-", "bytes=x", "lines=1-2"),
    "Cookie": ("desk=", "desk=x; desk=y", "=", ";;;", "a=" + "b" * 9_000, 'desk="a\\"b"', "desk=\u00e9", "lang=de"),
    "HX-Request": ("true", "false", ""),
    "HX-Target": ("x", "#y"),
    "HX-Current-URL": ("http://localhost/desk", "x", "//"),
    "Origin": ("null", "http://localhost", "https://evil.example", "http://localhost:99999", "x", ""),
    "Sec-Fetch-Site": ("same-origin", "cross-site", "same-site", "none", "x"),
    "Sec-Fetch-Dest": ("empty", "iframe", "image"),
    "Sec-Purpose": ("prefetch",),
    "Referer": ("http://localhost/desk", "https://evil.example/", "x" * 3_000, "//"),
    "Host": (
        "evil.example",
        "localhost:1",
        "LOCALHOST",
        "localhost.",
        "[::1]",
        "127.0.0.1",
        "b\u00fccher.example",
        "",
        "a b",
    ),
    "X-HTTP-Method-Override": ("DELETE", "POST", "x"),
    "X-Forwarded-For": ("10.0.0.1", "::1", "x", "1.2.3.4, 5.6.7.8", "," * 99),
    "X-Forwarded-Host": ("evil.example", "localhost", "a,b,c"),
    "X-Forwarded-Proto": ("https", "javascript", "http,https"),
    "Forwarded": ("for=1.2.3.4;host=evil.example;proto=https",),
    "X-Front-Live": ("[1]", "x"),
    "X-Front-Snapshot": ("[1,[1,1],null]", "x"),
    "X-CSRF": ("x", ""),
    "Authorization": ("Basic a29zOmtvcw==", "Basic \u00e9", "Bearer ", "Bearer", "Digest x", "x" * 999, "Basic ="),
    "Last-Event-ID": ("1", "-1", "x", "9" * 99),
    "User-Agent": ("Feedly/1.0 (1000000000000 subscribers)", "", "x" * 2_000, "kq/1.0 (-1 subscribers)"),
    "Content-Encoding": ("gzip", "x"),
    "Content-Disposition": ("x",),
    "Upload-Offset": ("0", "-1", "x", "9" * 40),
    "X-Request-ID": ("x",),
    "Accept-Charset": ("utf-16",),
    "Max-Forwards": ("0",),
    "Upgrade": ("websocket", "h2c"),
    "Priority": ("u=1",),
}


@dataclass(frozen=True)
class Sent:
    """A request as it goes over the wire. ``shown`` are the keys that it may be told again: those that it brings."""

    number: int
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_agent: bool = False

    def head(self, name: str) -> str:
        """The first of its headers with this name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def curl(self) -> str:
        """How one would send it by hand, cut where it is long; what is not to be seen is written as bash does."""
        said = [f"-H {_quoted(f'{name}: {value}')}" for name, value in self.headers]
        body = f"--data-binary $'{repr(self.body[:2_000])[2:-1]}'" if self.body else ""
        return " ".join(
            ["curl -i --path-as-is -X", _quoted(self.method), _quoted(f"http://HOST{self.target[:2_000]}"), *said, body]
        )


def _quoted(text: str) -> str:
    return shlex.quote(text) if text.isprintable() else f"$'{repr(text)[1:-1]}'"


@cache
def deeds() -> dict[str, list[dict[str, str]]]:
    """What is typed rightly at each address that takes a form."""
    found: dict[str, list[dict[str, str]]] = {}
    for rule, typed, _ in LIFE:
        found.setdefault(rule, []).append(typed)
    return found


@cache
def names() -> tuple[str, ...]:
    """Every name that a form of ours sends, or an address asks with."""
    found = {name for typed in deeds().values() for one in typed for name in one}
    for file in (PROJECT / "templates").rglob("*.html"):
        found |= set(re.findall(r"""\bname=["']([a-z_]+)["']""", file.read_text(encoding="utf-8")))
    for file in (PROJECT / "statuspage" / "surfaces").rglob("*.py"):
        read = r"""(?:form|args|typed)(?:\.get|\.getlist)?[(\[]\s*["']([a-z_]+)["']"""
        found |= set(re.findall(read, file.read_text(encoding="utf-8")))
    assert {"body", "heard", "once", "seen"} <= found
    return (*sorted(found - {"csrf"}), *ALSO)


def draw(dice: Dice, number: int, world: World) -> Sent:
    """The request of this number."""
    place = dice.one(world.places)
    declared = sorted(place.methods - {"HEAD", "OPTIONS"})
    method = dice.one(declared) if dice.often(0.85) else dice.one(METHODS)
    is_desk = place.access is Access.AGENT
    cookie, form_token = dice.one(world.sessions) if dice.often(0.85 if is_desk else 0.05) else ("", "")
    headers = _usual(dice, place, method, cookie)
    body = b""
    if method not in ("GET", "HEAD", "OPTIONS", "TRACE") or dice.often(0.02):
        body, kind = _body(dice, place, form_token if dice.often(0.93) else dice.text())
        if kind is not None:
            headers["Content-Type"] = kind
    target = _path(dice, place, world)
    if dice.often(0.35):
        target += "?" + _pairs(dice, [(dice.one(names()), dice.raw()) for _ in range(dice.randrange(1, 5))])
    target += (
        dice.one(("?", "&&==", "?%", "#x", "??a", "?a=b=c", "?lang=de", "?" + "x" * 2_500)) if dice.often(0.06) else ""
    )
    _add_strange(dice, headers)
    return Sent(number, method, target, tuple(headers.items()), body, bool(cookie))


def _usual(dice: Dice, place: Place, method: str, cookie: str) -> dict[str, str]:
    headers = {"Host": NAME}
    if cookie:
        headers["Cookie"] = f"desk={cookie if dice.often(0.95) else dice.spoiled(cookie)}"
    if dice.often(0.5):
        headers["HX-Request"] = "true"
    if method == "POST" and dice.often(0.7):
        headers["Sec-Fetch-Site"] = "same-origin"
    if place.access is Access.MAIL_IN and dice.often(0.8):
        headers |= BEARER
    if dice.often(0.3):
        headers["Accept-Language"] = dice.one(("de", "ar", "en"))
    return headers


def _add_strange(dice: Dice, headers: dict[str, str]) -> None:
    """Some headers that say what nobody says."""
    if not dice.often(0.45):
        return
    for name in dice.few(tuple(HEADERS), 4):
        if name == "Host" and dice.often(0.8):
            continue  # or most requests would end there
        said = dice.one(HEADERS[name]) if dice.often(0.8) else dice.text()[:4_000]
        headers[name] = re.sub("[\r\n\0]", " ", said.encode(errors="replace").decode("latin-1"))


def _path(dice: Dice, place: Place, world: World) -> str:
    """Where it goes: to what is there, mostly by a key that opens it."""
    known: dict[str, object] = {name: dice.one(NUMBERS) for name in place.rule.arguments if name.endswith("_id")}
    known |= {name: value for name, value in world.known.items() if dice.often(0.9)}
    known["token"] = _token(dice, place, world)
    path = "".join(
        quote(str(known.get(part, 1)), safe="%/-_.~") if is_place else part
        for is_place, part in _parts(place.rule.rule)
    )
    if dice.often(0.08):
        path = _bent(dice, path)
    return path if path.startswith("/") else f"/{path}"


@cache
def _parts(rule: str) -> tuple[tuple[bool, str], ...]:
    """The rule in pieces: whether each is a place to be filled, and its name or its text."""
    pieces = re.split(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>", rule)
    return tuple((index % 2 == 1, piece) for index, piece in enumerate(pieces))


def _token(dice: Dice, place: Place, world: World) -> str:
    right = world.token(place.access)
    chance = dice.random()
    if place.access is Access.PRIVATE and chance < 0.15 and world.tokens["companion"]:
        return dice.one(world.tokens["companion"])
    if chance < 0.8:
        return right
    others = [key for keys in world.tokens.values() for key in keys] or ["x"]
    if chance < 0.88:
        return dice.one(others)
    if chance < 0.97:
        return dice.spoiled(right or dice.one(others))
    return quote(dice.text()[:2_000], safe="")


def _bent(dice: Dice, path: str) -> str:
    at = dice.randrange(len(path)) if path else 0
    more = (
        "%00",
        "%ff",
        "%ed%a0%80",
        "/../",
        "//",
        "/./",
        "%2f",
        "%5c",
        "%252f",
        "%",
        "%zz",
        ";a=b",
        "%0d%0akq-forged:1",
    )
    more += (
        "\\",
        "%e2%80%ae",
        "%F0%9F%98%80",
        "~",
        "/" * 40,
        "a" * 3_000,
        "%3Ckqx%3E",
        ".json",
        "/live",
        "/stream",
        "*",
        "@",
    )
    return dice.one(
        (path[:at] + dice.one(more) + path[at:], path + dice.one(more), path.upper(), path[:at], "/" + path)
    )


def _body(dice: Dice, place: Place, form_token: str) -> tuple[bytes, str | None]:
    """What is sent with it, and as what."""
    chance = dice.random()
    if chance < 0.05:
        return dice.raw() * dice.one((0, 1, 50)), dice.one((*TYPES, URLENCODED, None))
    fields = _fields(dice, place, form_token)
    if chance < 0.12:
        return _as_json(dice, fields), dice.one(("application/json", URLENCODED, MULTIPART))
    if chance < 0.32:
        return _multipart(dice, fields, is_whole=chance < 0.24)
    if chance < 0.33:
        return _pairs(dice, [*fields, ("body", b"x" * dice.one((130_000, 1_300_000)))]).encode(), URLENCODED
    if chance < 0.34:
        return b"&".join(b"a%d=1" % number for number in range(dice.one((60, 1_200)))), URLENCODED
    return _pairs(dice, fields).encode(), URLENCODED if dice.often(0.97) else dice.one(TYPES)


def _fields(dice: Dice, place: Place, form_token: str) -> Fields:
    """A form that would be right, with a few fields that are not."""
    known = deeds().get(place.rule.rule)
    typed = dict(dice.one(known)) if known else {}
    typed |= {"once": f"key {dice.random()}", "seen": str(dice.one((1, 5, 22, 99, 0)))}
    typed.pop("sure", None)  # nobody is erased: the requests that follow would learn nothing
    fields = [(name, value.encode()) for name, value in typed.items()]
    if dice.often(0.08):  # the same everywhere
        everything = dice.raw()
        return [(name, everything) for name in sorted({*typed, *dice.few(names(), 30)})] + [
            ("csrf", form_token.encode(errors="replace"))
        ]
    for _ in range(dice.one((0, 1, 1, 2, 4))):
        if fields and dice.often(0.7):
            at = dice.randrange(len(fields))
            name, before = fields[at]
            fields[at] = name, dice.raw() if dice.often(0.85) else before * 2
        else:
            fields.append((dice.one(names()), dice.raw()))
    if fields and dice.often(0.1):
        fields.pop(dice.randrange(len(fields)))
    if dice.often(0.05):
        fields.append((dice.text()[:200] or "x", dice.raw()))
    return [*fields, ("csrf", form_token.encode(errors="replace"))]


def _pairs(dice: Dice, fields: Fields) -> str:
    safe = "" if dice.often(0.9) else "/?:@!$'()*,;"
    return "&".join(
        f"{quote(name, safe='', errors='replace')}={quote_from_bytes(value, safe=safe)}" for name, value in fields
    )


def _as_json(dice: Dice, fields: Fields) -> bytes:
    made = {name: value.decode(errors="replace") for name, value in fields}
    text = json.dumps(dice.one((made, [made], list(made.values()), {"a": {"b": [None, 1e308, made]}})))
    return (text if dice.often(0.8) else text[: len(text) // 2] or "[" * 20_000).encode(errors="replace")


def _multipart(dice: Dice, fields: Fields, *, is_whole: bool) -> tuple[bytes, str]:
    """A form of parts, or what is nearly one."""
    files = (
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"GIF89a",
        b"\xff\xd8\xff\xe0" + bytes(99),
        b"%PDF-1.7",
        b"",
        b"x" * 90_000,
    )
    head = b'--kqboundary\r\nContent-Disposition: form-data; name="%b"'
    parts = [head % _name(name) + b"\r\n\r\n" + value + b"\r\n" for name, value in fields]
    if dice.often(0.5):
        called = dice.one((b"a.png", b"", b"../../x", b"a\x00.jpg", "ü\u202e.pdf".encode(), b"x" * 400, b"\xff.gif"))
        kind = dice.one((b"image/png", b"text/html", b"x", b""))
        name = dice.one((b"photo", b"file", b"files", b"mail", b"email", b"body"))
        whole = head % name + b'; filename="%b"\r\nContent-Type: %b\r\n\r\n' % (called, kind)
        parts.append(whole + dice.one(files) + b"\r\n")
    body = b"".join(parts) + b"--kqboundary--\r\n"
    if is_whole:
        return body, f"{MULTIPART}; boundary={MASK}"
    at = dice.randrange(len(body))
    broken = (
        body[:at],
        body.replace(b"\r\n", b"\n"),
        body.replace(b"form-data", b"attachment"),
        body.replace(b'name="', b"name="),
        body[:at] + b"\r\n--kqboundary\r\n" + body[at:],
        body[:at] + b"\xff\0" + body[at:],
        b"--kqboundary\r\n" * 200 + body,
        body.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\nX: " + b"y" * 999 + b"\r\n\r\n"),
        body.replace(b"\r\n\r\n", b"; charset=utf-16; filename*=utf-8''%ff\r\n\r\n"),
    )
    return dice.one(broken), dice.one((f"{MULTIPART}; boundary={MASK}", f'{MULTIPART}; boundary="{MASK}"', *TYPES))


def _name(name: str) -> bytes:
    return name.encode(errors="replace").replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
