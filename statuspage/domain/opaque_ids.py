"""Lasting names: what addresses and feeds call a thing of a ticket, so that nothing of it can be counted or guessed."""

import base64
import hashlib


def opaque_id(seed: str, *what: object) -> str:
    """A lasting name for something of a ticket, 22 letters. It says nothing, and no other can be guessed from it."""
    digest = hashlib.sha256("/".join([seed, *map(str, what)]).encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
