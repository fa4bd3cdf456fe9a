"""This machine: room on its disks, who may read our files, and its clock."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url

from statuspage.checkup.finding import Finding
from statuspage.clock import now
from statuspage.config import Settings

LITTLE, NOTHING = 2**30, 2**27  # bytes: 1 GiB, and 128 MiB, which one busy day can fill
_OTHERS = 0o077


def check_disk(app: Flask) -> Iterator[Finding]:
    """Whether there is room where the data and the files lie."""
    for folder in _folders(app.extensions["settings"]):
        free = shutil.disk_usage(folder).free
        words = f"{free / 2**30:.1f} GiB are free at {folder}."
        if free >= LITTLE:
            yield Finding("disk", True, words)
        else:
            yield Finding("disk", None if free >= NOTHING else False, words, "Make room before it is full.")


def check_permissions(app: Flask) -> Iterator[Finding]:
    """Whether this user can write there, and nobody else can read."""
    settings: Settings = app.extensions["settings"]
    bad = [path for path in _ours(settings) if stat.S_IMODE(path.stat().st_mode) & _OTHERS]
    closed = [folder for folder in _folders(settings) if not os.access(folder, os.W_OK | os.X_OK)]
    for path in bad:
        mode = "700" if path.is_dir() else "600"
        yield Finding("permissions", False, f"Others can read {path}.", f"chmod {mode} {path}")
    for folder in closed:
        yield Finding("permissions", False, f"This user may not write to {folder}.", f"Give {folder} to this user.")
    if not bad and not closed:
        yield Finding("permissions", True, "Our files can be written by us, and read by nobody else.")


def check_clock(app: Flask) -> Iterator[Finding]:
    """Whether the clock goes on from where the data left off: what was written yesterday is not of tomorrow."""
    newest = max((path.stat().st_mtime for path in _ours(app.extensions["settings"]) if path.is_file()), default=0.0)
    ahead = newest - now().timestamp()
    if ahead > 60:
        words = f"A file was written {ahead / 60:.0f} minutes from now: the clock was set back."
        yield Finding("clock", False, words, "Let this machine set its clock by NTP; promises go by it.")
    else:
        yield Finding("clock", True, f"It is {now():%Y-%m-%d %H:%M} UTC by this machine's clock.")


def _folders(settings: Settings) -> list[Path]:
    """The data folder, the database's and that of the files, as far as they are on this machine, each once."""
    url, store = make_url(settings.database_url), settings.files.folder
    database = [Path(url.database).parent] if url.get_backend_name() == "sqlite" and url.database else []
    found = [settings.data_dir, *database, *([store] if store else [])]
    return [folder for folder in dict.fromkeys(found) if folder.is_dir()]


def _ours(settings: Settings) -> list[Path]:
    """What nobody else may read: the data folder, the secret in it, the files, the database and what lies beside it."""
    url, store = make_url(settings.database_url), settings.files.folder
    found = [settings.data_dir, settings.data_dir / "secret", *([store] if store else [])]
    if url.get_backend_name() == "sqlite" and url.database:
        found += [Path(f"{url.database}{end}") for end in ("", "-wal", "-shm")]
    return [path for path in found if path.exists()]
