"""What stands in the head of a mail that came in, read in linear time and without trust.

The library's own reading of a field can raise, recurse or take very long on what was written to make it so; here a
field is its text, cut to a length, and whoever asks looks for a form in it.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message

from statuspage.delivery.incoming.charsets import decoded
from statuspage.delivery.incoming.headers import unescaped

_LONGEST = 4_000  # characters of one field
_MOST = 100  # fields of one name, and parts of one mail
_ATOM = r'[^\s<>()\[\]",:;@\\]'
_ADDRESS = rf"{_ATOM}{{1,64}}@{_ATOM}{{1,255}}"
_COMMENTS = r"\s*(?:\([^()\\]*\)\s*)*"
# One mailbox with a name before it (RFC 5322, 3.4). A name takes what it can and gives nothing back, so this is linear.
_NAMED = re.compile(rf'(?:"(?:[^"\\]|\\.)*+"|\([^()\\]*+\)|[^"<>@,:;()\\])*+<\s*({_ADDRESS})\s*>{_COMMENTS}')
_BARE = re.compile(rf"{_COMMENTS}({_ADDRESS}){_COMMENTS}")


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a mail or of a part, by their names in small letters; each unfolded, the topmost first."""

    fields: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of this name, a hundred at most."""
        return self.fields.get(name, ())

    def first(self, name: str) -> str:
        """The topmost field of this name; empty where there is none."""
        return next(iter(self.all(name)), "")

    def has(self, *names: str) -> bool:
        """Whether there is a field of one of these names."""
        return any(name in self.fields for name in names)

    @property
    def type(self) -> str:
        """What the content is, as type/subtype in small letters (RFC 2045, 5.2)."""
        found = re.match(r"\s*([\w.+-]+/[\w.+-]+)", self.first("content-type"))
        return found[1].lower() if found else "text/plain"

    def parameter(self, name: str) -> str:
        """A parameter of the content's type, such as its charset, in small letters; empty where there is none."""
        found = re.search(rf';\s*{name}\s*=\s*"?([^\s";]+)', self.first("content-type"), re.IGNORECASE)
        return found[1].lower() if found else ""

    @property
    def is_attached(self) -> bool:
        """Whether it is a file that somebody put beside their words (RFC 2183)."""
        return self.first("content-disposition").lower().startswith("attachment")

    @property
    def sender(self) -> str:
        """The address in From, in small letters: a guess where that holds several; empty where it holds none."""
        written = self.first("from")
        return one_address(written) or "".join(re.findall(rf"<\s*({_ADDRESS})\s*>", written)[-1:]).lower()


def read_head(message: Message) -> Head:
    """The head of this mail, or of this part of one."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        same = found.setdefault(name.lower(), [])
        if len(same) < _MOST:
            same.append(" ".join(unescaped(str(value)[:_LONGEST]).split()))
    return Head({name: tuple(same) for name, same in found.items()})


def parts_of(message: Message) -> Iterator[tuple[Message, Head]]:
    """The mail and each of its parts with its head, in their order, a hundred at most; not what is in mails in it."""
    waiting = [message]
    for _ in range(_MOST):
        if not waiting:
            return
        part = waiting.pop()
        head = read_head(part)
        yield part, head
        inner = written(part)
        if isinstance(inner, list) and head.type.startswith("multipart/"):
            waiting += [one for one in reversed(inner[:_MOST]) if isinstance(one, Message)]


def written(part: Message) -> object:
    """What a part holds as it was read: a text, in which bytes beyond ASCII are surrogates, or a list of parts.

    ``get_payload`` would decode it after fields that it may stumble over.
    """
    return vars(part).get("_payload")


def one_address(written: str) -> str:
    """The address in a From field that holds exactly one, in small letters; empty for any other field.

    Groups, routes, quoted local parts and whatever could be read in two ways are no such address.
    """
    found = _NAMED.fullmatch(written) or _BARE.fullmatch(written)
    return found[1].lower() if found else ""


def text_of(part: Message, head: Head, most: int) -> str:
    """The beginning of a part's text, of so many encoded characters, decoded as far as it can be."""
    payload = written(part)
    if not isinstance(payload, str):
        return ""
    raw = payload[:most].encode("utf-8", "surrogateescape")
    encoding = head.first("content-transfer-encoding").lower()
    if encoding == "quoted-printable":
        raw = binascii.a2b_qp(raw)
    elif encoding == "base64":
        raw = _from_base64(raw)
    return decoded(raw, head.parameter("charset"))


def _from_base64(raw: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    return binascii.a2b_base64(letters[: len(letters) // 4 * 4])


def is_reply(head: Head) -> bool:
    """Whether it answers another mail, by its fields."""
    return head.has("in-reply-to", "references")
