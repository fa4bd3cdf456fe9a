"""What stands in plain text and is none: the armour of PGP (RFC 9580), and files in uuencode (POSIX)."""

import binascii
import re

from statuspage.delivery.incoming.unreadable import Unreadable

_ENCRYPTED = "-----BEGIN PGP MESSAGE-----"
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _SIGNATURE_ENDS = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\n]{0,254})")


def without_armour(text: str) -> str:
    """The words that are signed, without what signs them. Raises ``Unreadable`` for an encrypted message."""
    if "-----BEGIN PGP " not in text:
        return text
    rows = [row.rstrip() for row in text.split("\n")]
    if _ENCRYPTED in rows:
        raise Unreadable("encrypted", "It is encrypted with PGP, and we have no key.")
    return "\n".join(_signed(rows)) if _SIGNED in rows else text


def _signed(rows: list[str]) -> list[str]:
    """The text has "- " before each line that begins with a dash; its own headers end with a blank line."""
    kept: list[str] = []
    where = "outside"
    for row in rows:
        if row == _SIGNED:
            where = "headers"
        elif where == "headers":
            where = "inside" if not row else where
        elif where == "inside" and row == _SIGNATURE:
            where = "signature"
        elif where == "signature":
            where = "outside" if row == _SIGNATURE_ENDS else where
        else:
            kept.append(row.removeprefix("- ") if where == "inside" else row)
    return kept


def without_uuencoded(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without files in it, and the name and the bytes of each. What has no end stays text."""
    if "begin " not in text or "\nend" not in text:
        return text, []
    kept: list[str] = []
    files: list[tuple[str, int]] = []
    rows = text.split("\n")
    at = 0
    while at < len(rows):
        begun = _BEGIN.fullmatch(rows[at].rstrip())
        found = _file(rows, at + 1) if begun else None
        if begun and found:
            files.append((begun[1], found[1]))
            at = found[0]
            continue
        kept.append(rows[at])
        at += 1
    return "\n".join(kept), files


def _file(rows: list[str], at: int) -> tuple[int, int] | None:
    """The line behind the file that begins here, and its bytes; None if it is none."""
    size = 0
    for number in range(at, len(rows)):
        row = rows[number].rstrip("\r")
        if row.strip() == "end":
            return number + 1, size
        try:
            size += len(binascii.a2b_uu(row.encode("ascii")))
        except (binascii.Error, UnicodeError):
            return None
    return None
