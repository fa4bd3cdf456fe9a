"""Archives encrypted in the format of ``age`` (age-encryption.org/v1), piece by piece; its own program opens them too.

Each 64 KiB are sealed by ChaCha20-Poly1305 together with their place, and the last ones say that they are: what was
changed, put elsewhere or cut off does not open.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Protocol

from statuspage.backups.archive import Readable
from statuspage.backups.faults import BackupFault, Broken
from statuspage.backups.streams import ChunkReader
from statuspage.config.backup_key import SECRET, BackupKey
from statuspage.later import later

if TYPE_CHECKING:
    import pyrage
    from pyrage import x25519
else:
    pyrage = later("pyrage")
    x25519 = later("pyrage.x25519")

MARK = b"age-encryption.org/v1"  # begins each of them
ENDING = ".age"


class Writable(Protocol):
    """What takes bytes."""

    def write(self, content: bytes, /) -> object:
        """Take these."""


def new_key() -> str:
    """A file of a new key, as ``age-keygen`` writes it."""
    key = x25519.Identity.generate()
    return f"# public key: {key.to_public()}\n{key}\n"


def check_key(key: BackupKey | None) -> None:
    """Raises BackupFault for a key that cannot be used, and OSError for a file that cannot be read."""
    if key is not None:
        _keys(key)


def seal(chunks: Iterable[bytes], to: Writable, key: BackupKey) -> None:
    """Write these chunks to where they go, encrypted for this key. Whatever making them raises is raised."""
    reader = ChunkReader(chunks)
    try:
        pyrage.encrypt_io(reader, _Plain(to), [_public(one) for one in _keys(key)])
    except pyrage.EncryptError as fault:
        raise reader.fault or OSError(str(fault)) from None


class _Plain:
    """What pyrage wants of a file to write to; a fault of it comes back as a word only, so it is kept."""

    def __init__(self, to: Writable) -> None:
        self._to = to

    def write(self, content: bytes) -> int:
        self._to.write(content)
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""


@contextmanager
def opened(sealed: Readable, key: BackupKey | None) -> Iterator[Readable]:
    """What is in this encrypted archive, to be read while it is decrypted. Raises Broken, and BackupFault in words."""
    if key is None:
        raise BackupFault("It is encrypted, and no key is given: set STATUSPAGE_BACKUP_KEY, or name its file by --key.")
    secrets = [x25519.Identity.from_str(one) for one in _keys(key) if SECRET.fullmatch(one)]
    if not secrets:
        raise BackupFault(
            "It is encrypted, and the key that is set can only encrypt: name the secret key's file by --key."
        )
    given, taken = os.pipe()
    opener = _Opener(sealed, taken, secrets)
    opener.start()
    with os.fdopen(given, "rb", buffering=0) as plain:
        try:
            yield plain
        except Broken:
            opener.finish(plain)
            raise
        opener.finish(plain)


class _Opener(threading.Thread):
    """Decrypts into a pipe, which ends when it does, for whatever reason."""

    def __init__(self, sealed: Readable, taken: int, secrets: "list[x25519.Identity]") -> None:
        super().__init__(name="backup-opener", daemon=True)
        self._sealed, self._taken, self._secrets = sealed, taken, secrets
        self._said = ""
        self._fault: BaseException | None = None

    def run(self) -> None:
        reader = ChunkReader(iter(lambda: self._sealed.read(64 * 1024), b""))
        with suppress(OSError), os.fdopen(self._taken, "wb", buffering=0) as pipe:
            try:
                pyrage.decrypt_io(reader, _Plain(pipe), self._secrets)
            except (pyrage.DecryptError, OSError) as fault:
                self._said, self._fault = str(fault), reader.fault

    def finish(self, plain: IO[bytes]) -> None:
        """Raise what went wrong in here: whoever reads the pipe has only seen it end."""
        is_read = not plain.read(1)
        plain.close()
        self.join()
        if self._fault is not None:
            raise self._fault
        if "No matching keys" in self._said:
            raise BackupFault("It is encrypted for another key than the one that is given.")
        if self._said and is_read:
            raise Broken(f"it does not decrypt ({self._said}): it was changed or cut short")


def _public(key: str) -> "x25519.Recipient":
    try:
        return x25519.Identity.from_str(key).to_public() if SECRET.fullmatch(key) else x25519.Recipient.from_str(key)
    except (pyrage.IdentityError, pyrage.RecipientError):
        raise BackupFault("The key of the backups is mistyped: its checksum does not fit.") from None


def _keys(key: BackupKey) -> tuple[str, ...]:
    try:
        found = key.read()
    except ValueError as fault:
        raise BackupFault(str(fault)) from None
    for one in found:
        _public(one)  # refuses a mistyped one
    return found
