"""A mail as it came, for whoever may read the whole of it: all its text, with what it quotes."""

from statuspage.delivery.incoming.opened import Unreadable, open_message

_LONGEST = 200_000  # characters


def whole_text(raw: bytes) -> str:
    """All that is written in the message; where nobody can read it, the message itself, as far as it is text."""
    try:
        text = open_message(raw).text
    except Unreadable:
        text = raw[:_LONGEST].decode("utf-8", "replace")
    return text[:_LONGEST]
