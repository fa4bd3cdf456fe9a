"""A revision of the schema, once written, stays as it is: databases that it made are out there."""

import re

from statuspage import __version__
from statuspage.config import PROJECT
from statuspage.migrations.revisions import revisions
from statuspage.migrations.shape import shape_file
from tests.databases import KINDS
from tests.schemas.conftest import RELEASED
from tests.schemas.record import CHECKSUMS, checksums

CHANGES = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_revision_is_ever_edited():
    known = dict(line.split()[::-1] for line in CHECKSUMS.read_text(encoding="utf-8").splitlines())
    real = dict(line.split()[::-1] for line in checksums())
    edited = sorted(name for name in known if real.get(name) != known[name])
    assert not edited, (
        f"{', '.join(edited)} changed, but databases have been made by it already, and would never be told. Put it back"
        " as it was, and write a new revision for the change: CONTRIBUTING.md says how."
    )
    new = sorted(real.keys() - known.keys())
    assert not new, f"{', '.join(new)} is new: run `make schema`, which writes down its checksum and what it makes."


def test_the_shape_that_each_revision_makes_is_recorded_for_both_databases():
    files = [shape_file(revision, kind) for revision in revisions() for kind in KINDS]
    missing = [file.name for file in files if not file.exists()]
    assert not missing, f"{', '.join(missing)} is missing: run `make schema`."


def test_the_revisions_follow_one_another_in_the_order_of_their_names():
    assert list(revisions()) == [f"{number:04}" for number in range(1, len(revisions()) + 1)]


def test_each_release_is_told_and_kept():
    """CHANGELOG.md, the dumps and the version agree."""
    told = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", CHANGES, re.MULTILINE)
    assert sorted(told) == RELEASED, "at a release, run `python -m tests.schemas.make` with its number"
    newest_release, now = _parts(told[0]), _parts(__version__.removesuffix(".dev0"))
    assert now > newest_release if __version__.endswith(".dev0") else now == newest_release


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
