"""Where this program's own files are: in a checkout beside the package, in an installed wheel inside it."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
IS_INSTALLED = (PACKAGE / "static").is_dir()

PROJECT = PACKAGE if IS_INSTALLED else PACKAGE.parent  # has static/ and templates/
TRANSLATIONS = PACKAGE / "translations"


def home() -> Path:
    """Where a path that is not whole begins: the checkout; of an installed program this user's own data folder.

    The latter is the XDG base directory specification's ``$XDG_DATA_HOME``, ``~/.local/share`` where that is not said.
    """
    if not IS_INSTALLED:
        return PROJECT
    said = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share").expanduser()
    return (said if said.is_absolute() else Path("~/.local/share").expanduser()) / "virtual-ticket"
