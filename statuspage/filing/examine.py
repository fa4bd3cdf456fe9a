"""Looks at a file that has arrived whole: what it is, whether it may pass, and what is made of it.

A picture is made anew, and its old bytes go with all that a camera wrote into them; in a film place and device are
blanked. Nothing else is changed, and nothing is opened in this process; what must be opened is opened apart.
"""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from statuspage.domain.files.arriving import Examined
from statuspage.domain.files.sorts import PICTURE, SORTS
from statuspage.filing import apart
from statuspage.filing.content import HEAD, TextWatch, told_by
from statuspage.filing.storage import Storage

LARGEST_PICTURE = 80_000_000  # bytes
_FILMS = dict.fromkeys(("video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"), "boxes")  # by apart.py
_FILMS |= dict.fromkeys(("video/webm", "video/x-matroska"), "matroska")
_PATIENCE = 60  # seconds for a process that opens a file
_OPENED = "look-"  # so begins the name of a folder in which one is opened

log = logging.getLogger("statuspage.files")
Chunks = Callable[[], Iterator[bytes]]
Scan = Callable[[Iterator[bytes]], str]  # returns a reason of refusals.py, or "" for what is clean


class _Refused(Exception):
    """The file is not taken; its only argument is a reason of refusals.py."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one file, which can be read again and again, and the ``name`` that is free for it in the storage."""

    chunks: Chunks
    size: int
    name: str


def examine(content: Content, storage: Storage, work: Path, scans: Scan | None = None) -> Examined:
    """What this is, stored for good; or why it is refused. ``work`` is a folder for what is opened.

    It is opened only after it ``scans`` clean. Raises StoreFault where it cannot be stored, OSError where the work
    folder's disk is full, and what the scanner raises.
    """
    try:
        if scans is not None and (harm := scans(content.chunks())):
            raise _Refused(harm)
        return _examined(content, storage, work)
    except _Refused as refused:
        return Examined(reason=refused.args[0])


def clear(work: Path, before: datetime) -> None:
    """Delete what was begun in the work folder before then (UTC): a process that was killed could not."""
    for folder in work.glob(f"{_OPENED}*"):
        with suppress(FileNotFoundError):  # it has just gone by itself
            if folder.stat().st_mtime < before.timestamp():
                shutil.rmtree(folder, ignore_errors=True)


def _examined(content: Content, storage: Storage, work: Path) -> Examined:
    media_type = told_by(_head(content))
    if not media_type:
        media_type = _as_text(content)
    if SORTS[media_type].sort == PICTURE:
        return _made_anew(content, storage, work)
    if how := _FILMS.get(media_type):
        return _blanked(content, storage, work, media_type, how)
    if media_type == "application/pdf":
        with _apart(content, work) as files:
            _ask("pdf", files / "file")
    storage.put_chunks(content.name, content.chunks())
    return Examined(media_type=media_type, size=content.size, stored=content.name)


def _head(content: Content) -> bytes:
    head = b""
    for chunk in content.chunks():
        head += chunk
        if len(head) >= HEAD:
            break
    return head[:HEAD]


def _as_text(content: Content) -> str:
    watch = TextWatch()
    for chunk in content.chunks():
        watch.read(chunk)
        if not watch.is_text:
            raise _Refused("unknown")
    if watch.media_type == "image/svg+xml" and watch.has_program:
        raise _Refused("script")
    return watch.media_type


def _made_anew(content: Content, storage: Storage, work: Path) -> Examined:
    if content.size > LARGEST_PICTURE:
        raise _Refused("pixels")
    with _apart(content, work) as files:
        made, small = files / "made", files / "small"
        told = _ask("picture", files / "file", made, small)
        storage.put(content.name, made)
        storage.put(f"{content.name}-small", small)
        return Examined(
            media_type=told["media_type"],
            size=made.stat().st_size,
            stored=content.name,
            thumbnail=f"{content.name}-small",
            width=told["width"],
            height=told["height"],
        )


def _blanked(content: Content, storage: Storage, work: Path, media_type: str, how: str) -> Examined:
    with _apart(content, work) as files:
        _ask(how, files / "file")
        storage.put(content.name, files / "file")
    return Examined(media_type=media_type, size=content.size, stored=content.name)


@contextmanager
def _apart(content: Content, work: Path) -> Iterator[Path]:
    """A folder of its own with the file in it; it goes again."""
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=work, prefix=_OPENED) as name:
        with (Path(name) / "file").open("wb") as file:
            file.writelines(content.chunks())
        yield Path(name)


def _ask(what: str, *paths: Path) -> dict[str, Any]:
    """What the process says of it. A process that says nothing, or takes too long, has met what nobody should open."""
    program = [sys.executable, "-I", apart.__file__, what, *map(str, paths)]
    try:
        ended = subprocess.run(program, capture_output=True, timeout=_PATIENCE, check=False, cwd="/")  # noqa: S603
        told: dict[str, Any] = json.loads(ended.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        log.warning("A file could not be opened apart")
        raise _Refused("broken") from None
    if reason := told.get("reason"):
        raise _Refused(reason)
    return told
