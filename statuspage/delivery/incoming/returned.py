"""Which mail of ours a report is about: the Message-ID in what was returned of it, or in what is told of it."""

import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

from statuspage.delivery.incoming.fields import Head, parts_of, read_head, text_of, written

_ROOM = 128 * 1024  # characters of a text that are looked through
_ID = re.compile(r"<([^<>\s]{1,250})>")
_FIELD = re.compile(r"(?im)^[ \t>|]*(?:x-original-)?message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,250})>")


def returned_id(message: EmailMessage, head: Head) -> str:
    """The Message-ID without its angle brackets, and empty where nothing says it.

    A mail that came back whole is believed first, then a text that holds its head, then what the report answers.
    """
    answered = (head.first(name) for name in ("x-original-message-id", "in-reply-to", "references"))
    found = [*_in_parts(message), *(_ID.findall(one)[-1] for one in answered if _ID.search(one))]
    return next(iter(found), "")


def _in_parts(message: EmailMessage) -> Iterator[str]:
    texts = []
    for part, head in parts_of(message):
        inner = written(part)
        if (
            head.type in ("message/rfc822", "message/global")
            and isinstance(inner, list)
            and isinstance(inner[0], Message)
        ):
            yield from _id_of(inner[0])
        elif head.type.startswith("text/") or head.type == "message/global-headers":
            texts.append((part, head))
    for part, head in texts:
        yield from _FIELD.findall(text_of(part, head, _ROOM))[:1]


def _id_of(mail: Message) -> list[str]:
    return _ID.findall(read_head(mail).first("message-id"))[:1]
