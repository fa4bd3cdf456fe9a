"""Addresses for answers by mail: ``reply+TOKEN@reply.example.com``, one for each reader of a ticket.

A token is base32 (RFC 4648, section 6) in small letters, without padding, as servers may fold the case of an address.
It holds whose it is, two varints, and the first 16 bytes of HMAC-SHA-256 over them, keyed as in signing.py. It names a
subscription and the generation of its reader's private key, or an agent and a ticket; their rows decide whether it
still counts.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous.encoding import base64_encode

from statuspage.security.signing import SIGNATURE, signer, unvarint, varint

_USER = "reply"
_BEGIN = f"{_USER}+"  # a mail server delivers what stands behind + to whoever is before it (RFC 5233)
_BETWEEN = "+-=_."  # what servers make of the plus, or leave out
_READERS = {"subscription": b"s", "agent": b"a"}
_LONGEST = 58  # characters of a token: the part before @ has room for 64 (RFC 5321, 4.5.3.1.1)


@dataclass(frozen=True, slots=True)
class ReplyKey:
    """Who answers: the reader of the ``subscription`` with this ``id``, whose private key has the generation ``of``; or
    the ``agent`` with this ``id``, on the ticket ``of``.
    """

    reader: str
    id: int
    of: int


def sign_reply(keys: Sequence[str], key: ReplyKey) -> str:
    """The token for the answers of this reader."""
    payload = _READERS[key.reader] + varint(key.id) + varint(key.of)
    made = signer(keys, "reply")
    return _encode(payload + made.algorithm.get_signature(made.derive_key(), payload))


def unsign_reply(keys: Sequence[str], token: str) -> ReplyKey | None:
    """The reader whom this token stands for, or None for anything that we did not write so, whatever its case."""
    raw = _decode(token)
    if len(raw) <= SIGNATURE:
        return None
    payload, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    if not signer(keys, "reply").verify_signature(payload, base64_encode(signature)):
        return None
    reader = next(name for name, sign in _READERS.items() if sign == payload[:1])  # signed, so it is one of ours
    number, rest = unvarint(payload[1:])
    of, _ = unvarint(rest)
    return ReplyKey(reader, number, of)


def reply_address(keys: Sequence[str], domain: str, key: ReplyKey) -> str:
    """The address at this domain that takes the answers of this reader."""
    return f"{_BEGIN}{sign_reply(keys, key)}@{domain}"


def read_reply_address(keys: Sequence[str], domain: str, address: str) -> ReplyKey | None:
    """The reader whose address this is, or None for any other one."""
    user, _, host = address.strip().rpartition("@")
    user = user.strip('"').lower()
    if host.lower().rstrip(".") != domain or not user.isascii() or not user.startswith(_USER):
        return None
    return unsign_reply(keys, user.removeprefix(_USER).lstrip(_BETWEEN))


def _encode(raw: bytes) -> str:
    return base64.b32encode(raw).rstrip(b"=").decode().lower()


def _decode(token: str) -> bytes:
    """The bytes of a token; none unless they encode to this very token, as base32 has idle bits that could vary."""
    if not 0 < len(token) <= _LONGEST or not token.isascii():
        return b""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return b""
    return raw if _encode(raw) == token.lower() else b""
