"""Opaque ids: lasting names that addresses and feeds give to parts of a ticket, which nobody can count or guess."""

import base64
import hashlib


def opaque_id(seed: str, *what: object) -> str:
    """A lasting name for one part of a ticket, 22 characters. It tells nothing, and no other can be guessed from it."""
    digest = hashlib.sha256("/".join([seed, *map(str, what)]).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
