"""The parts of a message, from any bytes: in time that grows with their number alone, and never too many or too deep.

Python's own parser goes through the lines one by one and asks of each whether it ends any of the parts around it, so
its work grows with lines times depth, and a message nested deeply enough exhausts the stack. Here each part looks for
its own boundary, at the speed of a search in memory: a file in short lines takes a twentieth of the time.
"""

import re
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from itertools import pairwise
from typing import cast

from statuspage.delivery.incoming.headers import AS_READ, parameter
from statuspage.delivery.incoming.unreadable import Unreadable

MOST_PARTS = 1_000
DEEPEST = 20  # levels of parts within parts
_LONGEST_HEADERS = 1024 * 1024  # bytes, of all parts
_MOST_HEADERS = 20_000  # lines, of all parts
# Lines as RFC 5322 has them, and those on which one goes on; Python's parser takes the same.
_HEADERS = re.compile(rb"(?:(?:[\x21-\x39\x3b-\x7e]*:|[ \t]|From )[^\n]*+(?:\n|\Z))*+")
_BLANK_LINE = re.compile(rb"\n(?=\n)")
_MBOX = re.compile(rb"(?:\xef\xbb\xbf)?\n*(?:>?From [^\n]*\n)?")
_PARSER = BytesHeaderParser(policy=AS_READ)


def parse(raw: bytes) -> EmailMessage:
    """The message with its parts (RFC 2046), as Python's parser would make it. Raises ``Unreadable``.

    Its headers are read as ``AS_READ`` says. Line ends may be any, a line of an mbox may come first, boundaries may be
    missing: a multipart without one has its text as its payload.
    """
    unix = raw.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    first = _MBOX.match(unix)
    return _Parts(unix).read(first.end() if first else 0, len(unix), 0, "text/plain")


class _Parts:
    """Reads one message, and counts its parts."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._count = self._bytes_of_headers = self._lines_of_headers = 0

    def read(self, start: int, end: int, depth: int, kind: str) -> EmailMessage:
        """The part between these offsets; ``kind`` is its type where it names none."""
        self._count += 1
        if self._count > MOST_PARTS:
            raise Unreadable("too_many_parts", f"It has more than {MOST_PARTS} parts.")
        if depth > DEEPEST:
            raise Unreadable("too_deep", f"Its parts lie in one another more than {DEEPEST} deep.")
        part, body = self._headers(start, end)
        part.set_default_type(kind)
        if part.get_content_maintype() == "multipart":
            self._fill(part, body, end, depth)
        elif part.get_content_type() == "message/delivery-status":
            part.set_payload([self._headers(*block)[0] for block in self._blocks(body, end)])
        elif part.get_content_maintype() == "message" and not _is_encoded(part):
            part.set_payload([self.read(body, end, depth + 1, "text/plain")])
        else:
            part.set_payload(self._raw[body:end].decode("ascii", "surrogateescape"))
        return part

    def _headers(self, start: int, end: int) -> tuple[EmailMessage, int]:
        """The headers as a message without a payload, and where what follows them begins, after a blank line or not."""
        found = _HEADERS.match(self._raw, start, end)
        stop = found.end() if found else start
        self._bytes_of_headers += stop - start
        self._lines_of_headers += self._raw.count(b"\n", start, stop)
        if self._bytes_of_headers > _LONGEST_HEADERS or self._lines_of_headers > _MOST_HEADERS:
            raise Unreadable("unreadable", "Its headers are longer than any mail's.")
        part = cast(EmailMessage, _PARSER.parsebytes(self._raw[start:stop]))  # as the policy says
        return part, stop + self._raw.startswith(b"\n", stop, end)

    def _fill(self, part: EmailMessage, body: int, end: int, depth: int) -> None:
        kind = "message/rfc822" if part.get_content_subtype() == "digest" else "text/plain"
        inner = [self.read(*found, depth + 1, kind) for found in self._between(parameter(part, "boundary"), body, end)]
        if inner:
            part.set_payload(list(inner))
        else:
            part.set_payload(self._raw[body:end].decode("ascii", "surrogateescape"))

    def _between(self, boundary: str, body: int, end: int) -> list[tuple[int, int]]:
        """Where the parts between these boundary lines begin and end; a missing last line ends at the end."""
        mark = boundary.rstrip().encode()
        if not mark:
            return []
        found: list[tuple[int, int]] = []
        begun = -1
        lines = re.compile(rb"\n--" + re.escape(mark) + rb"(--)?[ \t]*(?=\n|\Z)")
        for line in lines.finditer(self._raw, max(body - 1, 0), end):
            if begun >= 0:
                found.append((begun, max(line.start(), begun)))
            if line[1] or len(found) > MOST_PARTS:
                return found
            begun = min(line.end() + 1, end)
        return [*found, (begun, end)] if begun >= 0 else found

    def _blocks(self, body: int, end: int) -> list[tuple[int, int]]:
        """The blocks of fields of a delivery report (RFC 3464), which blank lines divide."""
        found = [line.start() + 1 for line in _BLANK_LINE.finditer(self._raw, body, end)][:MOST_PARTS]
        edges = [body, *found, end]
        pairs = [(start + self._raw.startswith(b"\n", start, stop), stop) for start, stop in pairwise(edges)]
        return [pair for pair in pairs if pair[0] < pair[1]]


def _is_encoded(part: EmailMessage) -> bool:
    return str(part["Content-Transfer-Encoding"] or "").strip().lower() in ("base64", "quoted-printable")
