"""Records what is new: the checksum of each revision, and the shape that it makes on either database.

    make schema

What is recorded is never written over. A revision that nobody has used yet may still change: take its line out of
``tests/contracts/revisions.txt``, delete its files under ``statuspage/migrations/shapes/``, and record it anew.
"""

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from statuspage.migrations import checks
from statuspage.migrations.revisions import FOLDER
from statuspage.migrations.shape import live_shape, shape_file
from tests.conftest import migrate
from tests.databases import KINDS, throwaway

CHECKSUMS = Path(__file__).parents[1] / "contracts" / "revisions.txt"


def checksums() -> list[str]:
    """A line for every revision, as ``sha256sum`` writes it, the oldest first."""
    files = sorted((FOLDER / "versions").glob("*.py"))
    return [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]


def record_checksums() -> None:
    lines = CHECKSUMS.read_text(encoding="utf-8").splitlines() if CHECKSUMS.exists() else []
    known = {line.split()[1] for line in lines}
    lines += [line for line in checksums() if line.split()[1] not in known]
    CHECKSUMS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def record_shapes(kind: str) -> None:
    """Build a database revision by revision, and write down each shape that nobody has written down before."""

    def write(*, ctx: Any, step: Any, **_rest: Any) -> None:
        file = shape_file(step.up_revision_id, kind)
        if not file.exists():
            file.write_text("\n".join(sorted(live_shape(ctx.connection))) + "\n", encoding="utf-8")

    with (
        mock.patch.object(checks, "check_step", write),
        tempfile.TemporaryDirectory() as folder,
        throwaway(kind, Path(folder)) as url,
    ):
        migrate(url)


if __name__ == "__main__":
    record_checksums()
    for each in KINDS:
        record_shapes(each)
