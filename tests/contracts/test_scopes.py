"""One table says what a key may open, and everything that follows from it; there is no second list anywhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuspage.config import PROJECT
from statuspage.domain.shares.scopes import SCOPES
from statuspage.security.access import Access
from statuspage.security.headers import DRESSES
from tests.contracts.doors import places

TABLE = "statuspage/domain/shares/scopes.py"
NAMES = set(SCOPES)
LETTERS = {scope.letter for scope in SCOPES.values()}
# Who names scopes all the same, and why that is no second list.
NO_LIST = {
    "statuspage/security/access.py": "Access is an enum, so that @may(Access.EMBED) is checked; a test compares it",
    "statuspage/surfaces/customer/studio/preview.py": "what can be looked at, and which public address shows it",
}


def lists(root: Path) -> Iterator[str]:
    """Every tuple, list, set or dict that names three scopes or more, or the letters of their addresses."""
    for file in sorted((root / "statuspage").rglob("*.py")):
        name = file.relative_to(root).as_posix()
        if name == TABLE or name in NO_LIST or "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else getattr(node, "keys", [])
            said = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
            if len(said & NAMES) > 2 or len(said & LETTERS) > 2:
                yield f"{name}:{node.lineno}: {sorted(said)}"
            if isinstance(node, ast.Constant) and re.search(r"\bt\|f\|c\|p\b|\bpf\|e\|b\b", str(node.value)):
                yield f"{name}:{node.lineno}: {node.value}"


def test_no_second_list_of_scopes_stands_anywhere():
    assert list(lists(PROJECT)) == [], "ask statuspage/domain/shares/scopes.py instead"


def test_a_second_list_is_found(tmp_path):
    (tmp_path / "statuspage").mkdir()
    (tmp_path / "statuspage" / "new.py").write_text('A = ("public", "embed", "badge")\nB = {"t": 1, "f": 2, "c": 3}\n')
    assert len(list(lists(tmp_path))) == 2


def test_every_scope_is_an_access_and_wears_headers_that_there_are():
    assert {access.value for access in Access} >= NAMES
    assert {scope.headers for scope in SCOPES.values()} <= set(DRESSES)


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_each_format_of_a_scope_is_an_address_of_the_app_and_no_other_is(app, scope):
    real = {place.rule.rule for place in places(app) if place.access.value == scope.name}
    told = {scope.path("<token>", form) for form in scope.formats} or {scope.path("<token>")}
    assert told <= real
    assert {rule for rule in real if re.fullmatch(rf"/{scope.letter}/<token>(\.\w+)?", rule)} == told


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_a_scope_that_can_be_withdrawn_can_be_restored_and_is_listed(scope):
    assert bool(scope.withdrawn) is bool(scope.restored) is bool(scope.listed) is bool(scope.label and scope.hint)
    assert scope.rotated


def test_the_letters_and_the_positions_in_the_studio_are_each_used_once():
    assert len(LETTERS) == len(SCOPES)
    listed = sorted(scope.listed for scope in SCOPES.values() if scope.listed)
    assert listed == list(range(1, len(listed) + 1))
