"""The key of the backups, as ``age`` writes keys (age-encryption.org): the setting itself, or a file that holds it.

``age1…`` can only encrypt, so that who takes the server reads no backup; ``AGE-SECRET-KEY-1…`` can do both.
"""

import re
from dataclasses import dataclass
from pathlib import Path

PUBLIC = re.compile(r"age1[02-9ac-hj-np-z]{58}")
SECRET = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")


@dataclass(frozen=True, slots=True)
class BackupKey:
    """Keys, or the ``file`` in which they stand, one a line."""

    keys: tuple[str, ...] = ()
    file: Path | None = None

    def __repr__(self) -> str:
        return f"BackupKey({self.file or '…'})"  # a key is a secret

    @classmethod
    def of(cls, text: str) -> "BackupKey | None":
        """The keys in this text, with commas between; None where these are none, and so the text may be a path."""
        keys = tuple(key.strip() for key in text.split(","))
        return cls(keys) if all(PUBLIC.fullmatch(key) or SECRET.fullmatch(key) for key in keys) else None

    def read(self) -> tuple[str, ...]:
        """The keys. Raises ValueError for a file that holds none, and OSError for one that cannot be read."""
        if self.file is None:
            return self.keys
        lines = (line.strip() for line in self.file.read_text(encoding="utf-8", errors="replace").splitlines())
        found = tuple(line for line in lines if line and not line.startswith("#"))
        if not found or not all(PUBLIC.fullmatch(key) or SECRET.fullmatch(key) for key in found):
            raise ValueError(f"{self.file} holds no key of age: one begins with age1 or AGE-SECRET-KEY-1.")
        return found
