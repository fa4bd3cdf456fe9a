"""The secret that a development machine makes for itself."""

import os
import secrets
import tempfile
from pathlib import Path

from statuspage.config.faults import SHORTEST_SECRET, SettingsError


def development_secret(data_dir: Path) -> str:
    """The random secret in `<data_dir>/secret`, made at the first call and readable by its owner only.

    Raises SettingsError when the file holds something else.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = data_dir / "secret"
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(48))
    file.chmod(0o600)
    secret = file.read_bytes().decode("ascii", errors="ignore").strip()
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError([f"{file} holds no usable secret. Delete it, and a new one is made."])
    return secret


def _write_once(file: Path, text: str) -> None:
    """Write the file whole or not at all. Of two processes at once the first one wins, and both then read the same."""
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".secret-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
