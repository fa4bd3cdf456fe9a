"""The vendored scripts are what their README says, and nothing else lies beside them."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
ROW = re.compile(r"^\| `([^`]+)` \| `[^`]+` \| `([0-9a-f]{64})` \|$", re.MULTILINE)


def the_sums_in_the_readme() -> dict[str, str]:
    return dict(ROW.findall((VENDOR / "README.md").read_text(encoding="utf-8")))


def test_every_vendored_script_is_named_in_the_readme_and_every_named_one_is_there():
    assert {path.name for path in VENDOR.glob("*.js")} == set(the_sums_in_the_readme())


def test_every_vendored_script_has_the_sha256_that_the_readme_names():
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert found == the_sums_in_the_readme()


def test_no_vendored_script_asks_for_a_source_map_that_is_not_here():
    assert [path.name for path in VENDOR.glob("*.js") if b"sourceMappingURL" in path.read_bytes()] == []
