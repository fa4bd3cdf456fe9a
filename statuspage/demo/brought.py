"""The files that the stories' people send: they lie in ``demo/files/``, looked at already, and go into the storage."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from statuspage.domain.files import arriving
from statuspage.domain.files.arriving import Examined
from statuspage.domain.files.file import Bringer
from statuspage.filing.taking_in import filing, free_name

FILES = Path(__file__).parent / "files"
FOUND = {
    "the label on its back.jpg": Examined(media_type="image/jpeg", width=1200, height=900),
    "bench test of the thermal fuse.pdf": Examined(media_type="application/pdf"),
}


def bring(session: Session, by: Bringer, name: str, at: datetime) -> str:
    """This file was brought; its key."""
    path, found = FILES / name, FOUND[name]
    size = path.stat().st_size
    file = arriving.begin(session, by, at, name=name, size=size, limits=filing().limits)
    arriving.take(session, by, file.key, 0, size, at)
    arriving.hold(session, file.id, at)
    small = _stored(path.with_suffix(".small.webp")) if found.width else ""
    done = Examined("", found.media_type, size, _stored(path), small, found.width, found.height)
    arriving.settle(session, file.id, done, at)
    return file.key


def _stored(path: Path) -> str:
    name = free_name()
    filing().storage.put(name, path.read_bytes())
    return name
