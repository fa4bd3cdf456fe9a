"""The head of a message that is not opened: who says to have sent what, to whom. Of its words nothing is read."""

import re

from statuspage.delivery.incoming.opened import Opened, open_message
from statuspage.delivery.incoming.unreadable import Unreadable

_END = re.compile(rb"\r?\n\r?\n")
_ENOUGH = 64 * 1024  # bytes
_BODY = re.compile(rb"^content-[a-z-]+:.*\r?\n(?:[ \t].*\r?\n)*", re.IGNORECASE | re.MULTILINE)


def open_head(raw: bytes) -> Opened:
    """The same as ``open_message`` without words, text and files, of any bytes; it raises nothing."""
    found = _END.search(raw, 0, _ENOUGH)
    head = raw[: found.start() if found else _ENOUGH] + b"\n"
    try:
        return open_message(_BODY.sub(b"", head) + b"\n")
    except Unreadable:
        return open_message(b"")
