"""A second reading of a message, by hand after RFC 5322, 2045 and 2047, with nothing of the library that wrote it."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"=\?utf-8\?([qb])\?([^?]*)\?=(?:[ \t]+(?==\?))?", re.IGNORECASE)
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+):[ \t]*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A message or one of its parts: each header by its name in small letters, and the body as it was written."""

    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "text/plain").split(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """What it says, decoded, with Unix line ends."""
        way = self.headers.get("content-transfer-encoding", "7bit").lower()
        decode = {"7bit": bytes, "base64": binascii.a2b_base64, "quoted-printable": binascii.a2b_qp}[way]
        return decode(self.body).decode().replace("\r\n", "\n")

    def leaves(self) -> Iterator["Part"]:
        """The parts that hold no others."""
        found = re.search(r'boundary="?([^";]+)"?', self.headers.get("content-type", ""))
        if not self.type.startswith("multipart/"):
            yield self
            return
        assert found is not None, "a multipart without a boundary"
        mark = b"\r\n--" + found[1].encode()
        whole, end, _ = (b"\r\n" + self.body).partition(mark + b"--")
        assert end, "a multipart that does not end"
        for piece in whole.split(mark + b"\r\n")[1:]:
            yield from parse(piece).leaves()


def parse(raw: bytes) -> Part:
    """Read these bytes; an AssertionError says what is no header, or stands there twice."""
    head, _, body = raw.partition(b"\r\n\r\n")
    headers: dict[str, str] = {}
    for line in re.split(rb"\r\n(?![ \t])", head):
        field = _FIELD.fullmatch(line)
        assert field is not None, f"{line!r} is no header"
        name = field[1].decode().lower()
        assert name not in headers, f"{name} stands there twice"
        headers[name] = _words(field[2].decode("ascii").replace("\r\n", ""))
    return Part(headers, body)


def _words(value: str) -> str:
    """A header's value with its encoded words decoded (RFC 2047)."""
    return _WORD.sub(lambda found: _decoded(found[1], found[2]), value)


def _decoded(way: str, word: str) -> str:
    if way.lower() == "b":
        return binascii.a2b_base64(word).decode()
    return binascii.a2b_qp(word.replace("_", " "), header=False).decode()
