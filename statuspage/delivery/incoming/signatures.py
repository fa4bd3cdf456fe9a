"""Whether a mail bears the signature of its sender's domain: DKIM (RFC 6376, RFC 8301), stricter than it asks for.

A signature counts only if it is by the domain of the address or one that holds it, signs From and the whole body, is
made with RSA of 1,024 bits or more and SHA-256, and has not run out. The mathematics are dkimpy's. The head is parted
and the body hashed here, in linear time, and with line ends as they were signed, whatever a pipe made of them.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from statuspage.delivery.dns_records import Names, Unanswered
from statuspage.delivery.incoming.fields import one_address
from statuspage.delivery.incoming.server_results import is_aligned
from statuspage.later import later

if TYPE_CHECKING:
    import dkim
    from dkim import util
else:
    dkim = later("dkim")
    util = later("dkim.util")

_MOST = 5  # signatures that are looked at
_LONGEST_HEAD = 128 * 1024  # bytes
_FIELDS = 1_000
_LONGEST = 6_000  # bytes of a signature's field
_SIGNED = 200  # names of fields that it may list
_KEY = 2_000  # characters of a key's record: 4,096 bits take 740
_NAME = re.compile(rb"[\x21-\x39\x3b-\x7e]+")
_WAYS = ("simple", "relaxed")

Field = tuple[bytes, bytes]  # its name, and its value up to the end of its last line
Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Parted:
    fields: list[Field]
    body: bytes  # its lines end in LF


def is_signed(raw: bytes, address: str, domain: str, now: datetime, names: Names) -> bool | None:
    """Whether the only sender of this mail is ``address``, and ``domain`` has signed it.

    False if it was changed after that, or made up; None where no signature counts, or its key cannot be had.
    """
    mail = _parted(raw)
    senders = [value for name, value in mail.fields if name.lower() == b"from"] if mail else []
    if mail is None or [one_address(" ".join(one.decode("utf-8", "replace").split())) for one in senders] != [address]:
        return None
    signatures = [field for field in mail.fields if field[0].lower() == b"dkim-signature"][:_MOST]
    found = [_verify(mail, field, domain, now, names) for field in signatures]
    return True if True in found else False if False in found else None


def _parted(raw: bytes) -> _Parted | None:
    """The fields and the body; None for what two readers could part in two ways, and for far too many fields."""
    found = re.search(rb"\r?\n\r?\n", raw[:_LONGEST_HEAD])
    if found is None:
        return None
    head = raw[: found.start()].replace(b"\r\n", b"\n")
    lines = re.split(rb"\n(?![ \t])", head)
    if lines[0].startswith(b"From "):  # of a mailbox file, which is no field
        lines = lines[1:]
    parted = [line.partition(b":") for line in lines]
    if b"\r" in head or len(parted) > _FIELDS or not all(sep and _NAME.fullmatch(name) for name, sep, _ in parted):
        return None
    fields = [(name, value.replace(b"\n", b"\r\n") + b"\r\n") for name, _, value in parted]
    return _Parted(fields, raw[found.end() :].replace(b"\r\n", b"\n"))


def _verify(mail: _Parted, field: Field, domain: str, now: datetime, names: Names) -> bool | None:
    tags = _tags(field[1]) if len(field[1]) <= _LONGEST and not re.search(rb"\s{100}", field[1]) else {}
    if not _counts(tags, domain, now):
        return None
    if not _is_body(mail.body, tags):
        return False
    try:
        records = [text for text in names.texts(f"{tags['s']}._domainkey.{tags['d']}") if "p=" in text]
    except Unanswered:
        return None
    if len(records) != 1 or not _may_be_used(records[0], tags):
        return None
    return _is_head(mail.fields, field, tags, records[0])


def _tags(value: bytes) -> dict[str, str]:
    """The tags of a signature, or of a key, without the blanks in them; none where they have no such form."""
    try:
        found = util.parse_tag_value(value)
        return {name.decode("ascii"): re.sub(r"\s+", "", said.decode("ascii")) for name, said in found.items()}
    except (util.InvalidTagValueList, IndexError, UnicodeDecodeError):
        return {}


def _counts(tags: Tags, domain: str, now: datetime) -> bool:
    """Whether this signature is one that would prove something, if it is true."""
    signed = tags.get("h", "").lower().split(":")
    expires = tags.get("x", "")
    return (
        all(tags.get(name) for name in ("b", "bh", "d", "s"))
        and (tags.get("v"), tags.get("a", "").lower()) == ("1", "rsa-sha256")
        and "l" not in tags  # anyone could add words behind those that are signed
        and tags.get("q", "dns/txt") == "dns/txt"
        and re.fullmatch(r"[A-Za-z0-9._-]{1,200}", tags["s"]) is not None
        and is_aligned(tags["d"].lower(), domain)
        and ("from" in signed and len(signed) <= _SIGNED)
        and (not expires or (re.fullmatch(r"\d{1,12}", expires) is not None and int(expires) > now.timestamp()))
    )


def _may_be_used(record: str, tags: Tags) -> bool:
    """Whether this key is there for mails, is not withdrawn, and no trial (RFC 6376, 3.6.1)."""
    key = _tags(record.encode()) if len(record) <= _KEY else {}
    flags = key.get("t", "").split(":")
    identity = tags.get("i", "@" + tags["d"]).rpartition("@")[2].lower()
    return (
        bool(key.get("p"))
        and key.get("v", "DKIM1") == "DKIM1"
        and key.get("k", "rsa") == "rsa"
        and "sha256" in key.get("h", "sha256").split(":")
        and not {"*", "email"}.isdisjoint(key.get("s", "*").split(":"))
        and "y" not in flags
        and (identity == tags["d"].lower() or ("s" not in flags and identity.endswith("." + tags["d"].lower())))
    )


def _is_body(body: bytes, tags: Tags) -> bool:
    """Whether this is the body that was signed (RFC 6376, 3.4.3 and 3.4.4)."""
    way = tags.get("c", "").partition("/")[2] or "simple"
    if way not in _WAYS:
        return False
    try:
        signed = base64.b64decode(tags["bh"], validate=True)
    except (binascii.Error, ValueError):
        return False
    return hashlib.sha256(_canonical(body, is_relaxed=way == "relaxed")).digest() == signed


def _canonical(body: bytes, *, is_relaxed: bool) -> bytes:
    if is_relaxed:
        body = body.replace(b"\t", b" ") + b"\n"
        while b"  " in body:  # halved each time, so this is linear but for a logarithm
            body = body.replace(b"  ", b" ")
        body = body.replace(b" \n", b"\n")
    kept = body.rstrip(b"\n")
    return b"" if is_relaxed and not kept else kept.replace(b"\n", b"\r\n") + b"\r\n"


def _is_head(fields: list[Field], signature: Field, tags: Tags, record: str) -> bool:
    """Whether these are the fields that were signed with this key; the body was looked at before."""
    signed = [name.encode() for name in tags["h"].lower().split(":")]
    checked = dkim.DKIM()
    checked.headers = [field for field in fields if field[0].lower() in signed]
    bare = {name.encode(): said.encode() for name, said in tags.items() if name != "bh"}
    bare[b"a"] = b"rsa-sha256"
    try:
        return bool(checked.verify_sig(bare, signed, signature, lambda *_, **__: record.encode()))
    except (dkim.DKIMException, ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
        return False  # the key is too short, or no key
