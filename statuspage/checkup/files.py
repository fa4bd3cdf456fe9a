"""What people send: the store can be read, and the scanner answers."""

from collections.abc import Iterator

from flask import Flask

from statuspage.checkup.finding import Finding
from statuspage.config import Settings
from statuspage.filing import clamd
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing


def check_files(app: Flask) -> Iterator[Finding]:
    """Whether the store lists what is in it, and a scanner, where one is set, has looked through one word."""
    settings: Settings = app.extensions["settings"]
    where = settings.files.folder or f"{settings.files.endpoint}/{settings.files.bucket}"
    try:
        next(filing().storage.names(), None)
    except StoreFault as fault:
        yield Finding("files", False, f"{where} cannot be read: {fault}.", "See STATUSPAGE_FILES, and docs/files.md.")
    else:
        yield Finding("files", True, f"The files at {where} can be read.")
    if settings.file_scanner is None:
        return
    try:
        clamd.scan(settings.file_scanner, [b"a word"])
    except clamd.ScannerAway as fault:
        do = "Start clamd; until it answers, files are held back."
        yield Finding("scanner", False, f"The scanner does not answer: {fault}.", do)
    else:
        yield Finding("scanner", True, "The scanner answers.")
