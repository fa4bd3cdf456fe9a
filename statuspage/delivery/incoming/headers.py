"""The headers of a mail that came, read so that no bytes at all make them raise, and in linear time.

Python's own reading of structured headers (``email.headerregistry``) raises on some nonsense, recurses into nested
comments, and is quadratic on long values.
"""

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parsedate_to_datetime
from itertools import groupby

from statuspage.delivery.incoming.charsets import decoded
from statuspage.domain.validation import visible

_MOST_ADDRESSES = 200
_MOST_IDS = 50
_LONGEST_NAME = 200  # characters
_LONGEST_SUBJECT = 1_000
_LONGEST_PARAMETERS = 4_000  # what is behind has no meaning; Python's search for parameters is quadratic
# Those that a server writes come first, so that a long list of others does not keep them out.
_ADDRESSED = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "apparently-to"),
    *("x-forwarded-to", "to", "cc"),
)
_ENCODED = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bqBQ])\?([^?]*)\?=")
_ONE_ENCODED = r"=\?[^?\s*]+(?:\*[^?\s]*)?\?[bqBQ]\?[^?]*\?="
_SIDE_BY_SIDE = re.compile(rf"{_ONE_ENCODED}(?:\s*{_ONE_ENCODED})*")
_IN_QUOTES = re.compile(r'"(?:[^"\\]|\\.)*+"?')  # one that does not end goes on to the end
_ADDRESS = re.compile(r"[^\s<>\"(),;:\[\]@]{1,64}@[^\s<>\"(),;:\[\]@]{1,255}")
_IN_ANGLES = re.compile(rf"<\s*({_ADDRESS.pattern})\s*>")
_ID = re.compile(r"<([^<>\s]{1,990})>")
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class _AsRead(EmailPolicy):
    """Gives each header as one line of text, its encoded words decoded (RFC 2047) unless it tells of a part."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Never raises, whatever the value is."""
        line = " ".join(unescaped(str(value)).replace("\0", "").split())
        return line[:_LONGEST_PARAMETERS] if name.lower().startswith("content-") else unworded(line)


AS_READ = _AsRead()


def unworded(line: str) -> str:
    """The line with its encoded words as text. Such as are broken stay as they are."""
    return _SIDE_BY_SIDE.sub(_text_of_words, line)


def parameter(part: EmailMessage, name: str, header: str = "Content-Type") -> str:
    """A parameter of a header, "" where there is none that can be read (RFC 2231, and encoded words in quotes)."""
    try:
        value = part.get_param(name, "", header)
        if isinstance(value, tuple):
            charset, _, text = value
            value = decoded(text.encode("latin-1", "replace"), charset or "")
    except (ValueError, LookupError):
        return ""
    return unworded(value)


def sender(message: EmailMessage) -> tuple[str, str]:
    """The address of From in small letters, and the name before it; each "" where there is none."""
    raw = next(_raw(message, "from"), "")
    bare = _without_names(raw)
    found = _IN_ANGLES.search(bare) or _ADDRESS.search(bare) or _IN_ANGLES.search(raw)
    if found is None:
        return "", visible(unworded(raw))[:_LONGEST_NAME]
    mail = found[1] if found.re is _IN_ANGLES else found[0]
    name = unworded(raw).partition("<")[0] if found.re is _IN_ANGLES else ""
    return mail.lower(), visible(name.replace("\\", "")).strip('" ')[:_LONGEST_NAME]


def addressed_to(message: EmailMessage) -> tuple[str, ...]:
    """Every address that the mail says it went to, as it stands, at most 200; none that only a name contains."""
    found: dict[str, None] = {}
    for name in _ADDRESSED:
        for value in _raw(message, name):
            for match in _ADDRESS.finditer(_without_names(value)):
                found[match[0]] = None
                if len(found) >= _MOST_ADDRESSES:
                    return tuple(found)
    return tuple(found)


def message_id(message: EmailMessage) -> str:
    """Its Message-ID without the angles, or ""."""
    value = next(_raw(message, "message-id"), "")
    found = _ID.search(value)
    return found[1] if found else "".join(value.split())[:990].strip("<>")


def follows(message: EmailMessage) -> tuple[str, ...]:
    """The Message-IDs that it answers: In-Reply-To first, then References from the newest, at most 50."""
    answered = [found for value in _raw(message, "in-reply-to") for found in _ID.findall(value)]
    before = [found for value in _raw(message, "references") for found in _ID.findall(value)]
    return tuple(dict.fromkeys(answered + before[::-1]))[:_MOST_IDS]


def subject(message: EmailMessage) -> str:
    """Decoded, on one line."""
    return visible(str(message.get("Subject", "")))[:_LONGEST_SUBJECT]


def date(message: EmailMessage) -> datetime | None:
    """The instant of Date (UTC), or None where it names none that a mail of our days can have."""
    try:
        told = parsedate_to_datetime(next(_raw(message, "date"), "")[:100])
        at = told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if _FIRST <= at < _LAST else None


def _raw(message: EmailMessage, name: str) -> Iterator[str]:
    """The values of a header, unfolded, with what is encoded in them still so."""
    return (" ".join(unescaped(str(value)).split()) for key, value in message.raw_items() if key.lower() == name)


def _without_names(value: str) -> str:
    return _IN_QUOTES.sub(" ", _ENCODED.sub(" ", value))


def unescaped(value: str) -> str:
    """Python keeps bytes that are no ASCII as lone surrogates: here they become the text that was meant."""
    return value if value.isascii() else decoded(value.encode("utf-8", "surrogateescape"))


def _text_of_words(found: re.Match[str]) -> str:
    """Encoded words that stand side by side are one text, as programs cut in the middle of a letter's bytes."""
    texts: list[str] = []
    words = [(word[1].lower(), _bytes(word[2].lower(), word[3]), word[0]) for word in _ENCODED.finditer(found[0])]
    for (charset, is_broken), group in groupby(words, lambda word: (word[0], word[1] is None)):
        same = list(group)
        raw = b"".join(word[1] or b"" for word in same)
        texts += [word[2] for word in same] if is_broken else [decoded(raw, charset)]
    return "".join(texts)


def _bytes(way: str, text: str) -> bytes | None:
    plain = text.encode("utf-8", "replace")
    try:
        if way == "q":
            return binascii.a2b_qp(plain, header=True)
        return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))
    except binascii.Error:
        return None
