"""Opaque ids: lasting names that addresses and feeds give to parts of a ticket, which nobody can count or guess."""

import base64
import hashlib


def opaque_id(seed: str, *what: object) -> str:
    """A lasting name for one part of a ticket, 22 characters. It tells nothing, and no other can be guessed from it."""
    digest = hashlib.sha256("/".join([seed, *map(str, what)]).encode()).digest()
    return base64url(digest[:16])


def base64url(raw: bytes) -> str:
    """These bytes in base64url, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes that ``base64url`` has written so. Raises ValueError for what is none."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
