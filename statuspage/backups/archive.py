"""One archive: a tar of which every byte is known beforehand or has a checksum, written and read in one go.

Whatever comes after the members seals them: ``members.sha256`` has a line for each, as ``sha256sum`` writes it;
``manifest.json`` tells what was meant to be in it, and the checksum of those lines; ``whole.sha256`` is that of the
manifest, and ends it. An archive that is cut short has no such end, and a byte that was changed fits none of them. Any
``tar`` unpacks it. In memory there is never more than a piece of it.
"""

import hashlib
import json
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol

from statuspage.backups.faults import Broken, Vanished

PIECE = 1024 * 1024  # bytes in memory at once
MEMBERS, MANIFEST, WHOLE = "members.sha256", "manifest.json", "whole.sha256"
_BLOCK = tarfile.BLOCKSIZE
_NAME = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./-]*")
_LONGEST_NAME = 100  # bytes, as a header of tar holds it
_LARGEST_MANIFEST = 16 * 1024 * 1024  # bytes
_SPOOL = 4 * 1024 * 1024  # bytes that the list of members may take in memory; then it goes on disk


class Readable(Protocol):
    """What can be read from the start to the end."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class TarMember:
    """Something to put in: its name, how many bytes it has, and these, in pieces."""

    name: str
    size: int
    chunks: Iterable[bytes]


def packed(members: Iterable[TarMember], manifest: Callable[[], dict[str, Any]]) -> Iterator[bytes]:
    """The bytes of an archive of these members, and of the manifest as it is once they were all read.

    A member whose bytes end too soon, because it ``Vanished``, is filled with zeros; whoever gave it tells of it in the
    manifest.
    """
    with tempfile.SpooledTemporaryFile(_SPOOL) as lines:
        for member in members:
            digest = hashlib.sha256()
            for piece in _packed(member):
                yield piece.header or piece.content
                digest.update(piece.content)
            yield _padding(member.size)
            lines.write(_line(digest.hexdigest(), member.name))
        listed = hashlib.sha256()
        yield from _spooled(lines, listed)
        told = json.dumps(manifest() | {MEMBERS: listed.hexdigest()}, ensure_ascii=False, indent=1).encode()
    yield _small(MANIFEST, told)
    yield _small(WHOLE, _line(hashlib.sha256(told).hexdigest(), MANIFEST))
    yield bytes(2 * _BLOCK)


@dataclass(frozen=True, slots=True)
class _Piece:
    header: bytes = b""
    content: bytes = b""


def _packed(member: TarMember) -> Iterator[_Piece]:
    yield _Piece(header=_header(member.name, member.size))
    left = member.size
    try:
        for chunk in member.chunks:
            if len(chunk) > left:
                raise ValueError(f"{member.name} has more bytes than it said")
            left -= len(chunk)
            yield _Piece(content=chunk)
        if left:
            raise ValueError(f"{member.name} has fewer bytes than it said")
    except Vanished:
        while left:
            zeros = bytes(min(left, PIECE))
            left -= len(zeros)
            yield _Piece(content=zeros)


def _spooled(lines: IO[bytes], digest: Any) -> Iterator[bytes]:
    size = lines.tell()
    lines.seek(0)
    yield _header(MEMBERS, size)
    while chunk := lines.read(PIECE):
        digest.update(chunk)
        yield chunk
    yield _padding(size)


class Archive:
    """An archive that is read once, from its start to its end. What does not fit raises ``Broken``.

    Nothing that was read may be trusted before ``manifest`` is there: then all of it was compared.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self.manifest: dict[str, Any] | None = None

    def members(self) -> Iterator[TarMember]:
        """Each member that came before the seal, in its order; what is not read of one is read past."""
        listed = hashlib.sha256()
        while True:
            name, size = self._next()
            if name == MEMBERS:
                return self._close(listed.hexdigest(), size)
            digest = hashlib.sha256()
            chunks = self._chunks(size, digest)
            yield TarMember(name, size, chunks)
            for _rest in chunks:
                pass
            self._expect(_padding(size))
            listed.update(_line(digest.hexdigest(), name))

    def _close(self, listed: str, size: int) -> None:
        digest = hashlib.sha256()
        for _chunk in self._chunks(size, digest):
            pass
        self._expect(_padding(size))
        if digest.hexdigest() != listed:
            raise Broken("what is in it does not fit its checksums")
        told = self._small(MANIFEST)
        if self._small(WHOLE) != _line(hashlib.sha256(told).hexdigest(), MANIFEST):
            raise Broken("its manifest does not fit its checksum")
        self._expect(bytes(2 * _BLOCK))
        if self._file.read(1):
            raise Broken("it goes on after its end")
        self.manifest = _read(told, listed)

    def _small(self, wanted: str) -> bytes:
        name, size = self._next()
        if name != wanted or size > _LARGEST_MANIFEST:
            raise Broken(f"it has no {wanted}")
        content = self._exactly(size)
        self._expect(_padding(size))
        return content

    def _next(self) -> tuple[str, int]:
        block = self._exactly(_BLOCK)
        try:
            found = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        except (tarfile.HeaderError, UnicodeError, ValueError):
            raise Broken("it is no archive of ours, or one that was changed or cut short") from None
        if not _may_be_name(found.name) or found.size < 0 or _header(found.name, found.size) != block:
            raise Broken("it is no archive of ours, or one that was changed")
        return found.name, found.size

    def _chunks(self, size: int, digest: Any) -> Iterator[bytes]:
        left = size
        while left:
            chunk = self._file.read(min(left, PIECE))
            if not chunk:
                raise Broken("it is cut short")
            left -= len(chunk)
            digest.update(chunk)
            yield chunk

    def _exactly(self, size: int) -> bytes:
        return b"".join(self._chunks(size, hashlib.sha256()))

    def _expect(self, wanted: bytes) -> None:
        if wanted and self._exactly(len(wanted)) != wanted:
            raise Broken("it was changed")


def _read(told: bytes, listed: str) -> dict[str, Any]:
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get(MEMBERS) != listed:
        raise Broken("its manifest is of another archive")
    return found


def _small(name: str, content: bytes) -> bytes:
    return _header(name, len(content)) + content + _padding(len(content))


def _header(name: str, size: int) -> bytes:
    if not _may_be_name(name):
        raise ValueError(f"{name!r} cannot be the name of a member")
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def _may_be_name(name: str) -> bool:
    """Whether it is a plain path downwards, so that no ``tar`` unpacks it elsewhere."""
    return bool(_NAME.fullmatch(name)) and len(name) < _LONGEST_NAME and ".." not in name.split("/")


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _line(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode()
