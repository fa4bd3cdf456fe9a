"""Tokens: how a key to one share is written. Short, written in one way only, signed with 128 bits, safe in an address.

A token is base64url(share id, generation, signature): two varints and the first 16 bytes of HMAC-SHA-256, keyed by
itsdangerous from a list of secrets (the last signs, all verify) and a salt per scope. It says nothing about a ticket,
and it cannot be revoked by itself: the share's row decides.
"""

import binascii
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

from itsdangerous import Signer
from itsdangerous.signer import SigningAlgorithm

from statuspage.domain.opaque_ids import base64url, from_base64url
from statuspage.domain.shares.share import Key

SIGNATURE = 16  # bytes
_LONGEST = 64  # characters; a real token has about 24
_EARLY = 64  # generations; few links are replaced so often


class _Truncated(SigningAlgorithm):
    """HMAC-SHA-256 cut to its first 128 bits (RFC 2104, section 5 allows half of the hash's length)."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return _signature(key, value)


def sign(keys: Sequence[str], scope: str, key: Key) -> str:
    """The token for this key of a share with this scope."""
    return sign_payload(keys, scope, varint(key.share_id) + varint(key.generation))


def unsign(keys: Sequence[str], scope: str, token: str) -> Key | None:
    """The key that this token stands for, or None for anything that we did not write exactly so."""
    payload = read_payload(keys, scope, token)
    if payload is None:
        return None
    share_id, rest = unvarint(payload)
    generation, rest = unvarint(rest)
    return None if rest else Key(share_id, generation)


def sign_payload(keys: Sequence[str], scope: str, payload: bytes) -> str:
    """The token that says this, signed in this scope."""
    return base64url(payload + _signature(_secrets(tuple(keys), scope)[-1], payload))


def read_payload(keys: Sequence[str], scope: str, token: str) -> bytes | None:
    """What this token says; None for anything that we did not write exactly so."""
    raw = _decode(token)
    if raw is None or len(raw) <= SIGNATURE:
        return None
    payload, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    ours = (_signature(secret, payload) for secret in _secrets(tuple(keys), scope))
    return payload if any(hmac.compare_digest(one, signature) for one in ours) else None


def sign_photo(keys: Sequence[str], name: str) -> str:
    """What stands behind a photo's name where it is shown in private: 128 bits, in hex."""
    return _photo_key(keys[-1], name)


def is_photo_signed(keys: Sequence[str], name: str, given: str) -> bool:
    """Whether this was written by us behind the name of this photo."""
    return any(hmac.compare_digest(_photo_key(key, name).encode(), given.encode()) for key in keys)


def _photo_key(secret: str, name: str) -> str:
    return hmac.digest(secret.encode(), f"statuspage.photo {name}".encode(), hashlib.sha256).hex()[:32]


def may_be_token(text: str) -> bool:
    """Whether this is written as a token is, by whatever secret: share, early generation, signature."""
    raw = _decode(text) or b""
    share_id, rest = unvarint(raw[:-SIGNATURE])
    generation, rest = unvarint(rest)
    return len(raw) > SIGNATURE and not rest and share_id > 0 and 0 < generation <= _EARLY


def signer(keys: Sequence[str], scope: str) -> Signer:
    """What signs and verifies in this scope: the last of the keys signs, all of them verify."""
    return Signer(
        list(keys),
        salt=f"statuspage.share.{scope}",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
        algorithm=_Truncated(),
    )


@lru_cache(256)
def _secrets(keys: tuple[str, ...], scope: str) -> tuple[bytes, ...]:
    """What each of the keys signs with in this scope."""
    made = signer(keys, scope)
    return tuple(made.derive_key(key) for key in made.secret_keys)


def _signature(secret: bytes, payload: bytes) -> bytes:
    return hmac.digest(secret, payload, hashlib.sha256)[:SIGNATURE]


def _decode(token: str) -> bytes | None:
    """The bytes of a token; None unless they encode to this very token, as base64 has idle bits that could vary."""
    if not 0 < len(token) <= _LONGEST or not token.isascii():
        return None
    try:
        raw = from_base64url(token)
    except (binascii.Error, ValueError):
        return None
    return raw if base64url(raw) == token else None


def varint(number: int) -> bytes:
    """A whole number in seven bits a byte, the lowest first; all bytes but the last have their eighth bit set."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def unvarint(raw: bytes) -> tuple[int, bytes]:
    """The number that these bytes begin with, and the bytes after it."""
    number = 0
    for index, byte in enumerate(raw):
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return number, raw[index + 1 :]
    return number, b""
