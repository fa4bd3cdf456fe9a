"""One table says what can happen, and everything that follows from it; there is no second list anywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuspage.config import PROJECT
from statuspage.domain.kinds import KINDS, where
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.wording import sentence

TABLE = "statuspage/domain/kinds.py"
# Other things that bear some of the same names, and are no lists of kinds.
NO_KINDS = {
    "statuspage/surfaces/customer/blueprint.py": "what is said after a deed, by the code in the address",
    "statuspage/surfaces/desk/blueprint.py": "what is said after a deed, by the code in the address",
    "statuspage/domain/audit.py": "what is listed of all that people do, here or elsewhere",
    "statuspage/domain/privacy/holdings.py": "tables, by their names",
    "statuspage/given_back.py": "what was typed, by the name of its field",
}
ICONS = (PROJECT / "templates" / "shared" / "_icons.html").read_text(encoding="utf-8")
FACTS = {
    "promise_moved": {"from": "2026-11-26T17:00:00+00:00", "due": "2026-11-27T09:00:00+00:00"},
    "corrected": {"letter": 2, "written": "2026-11-26T17:00:00+00:00"},
    "felt": {"listened": "yes"},
    "given": {"needs": 1, "left": 2},
}


def lists(root: Path) -> Iterator[str]:
    """Every tuple, list, set or dict that names two kinds or more, outside the table."""
    for file in sorted((root / "statuspage").rglob("*.py")):
        name = file.relative_to(root).as_posix()
        if name == TABLE or name in NO_KINDS or "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else getattr(node, "keys", [])
            named = {part.value for part in parts if isinstance(part, ast.Constant) and part.value in KINDS}
            if len(named) > 1:
                yield f"{name}:{node.lineno}: {sorted(named)}"


def test_no_second_list_of_kinds_stands_anywhere():
    assert list(lists(PROJECT)) == [], "ask statuspage/domain/kinds.py instead: where(...), or a column of its own"


def test_a_second_list_is_found(tmp_path):
    folder = tmp_path / "statuspage" / "present"
    folder.mkdir(parents=True)
    (folder / "new.py").write_text('LOUD = ("not_solved", "reopened")\nICONS = {"felt": "heart", "thanked": "heart"}\n')
    assert len(list(lists(tmp_path))) == 2


def test_what_is_no_list_of_kinds_is_still_there():
    assert [name for name in NO_KINDS if not (PROJECT / name).exists()] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_told_in_a_sentence_to_both_sides_with_an_icon_that_there_is(kind):
    for customer in ("", "Ana"):
        facts = FACTS.get(kind.name, {})
        assert str(sentence(kind.name, facts, by="Maria", to="Tom", customer=customer, companion="Joana"))
    assert f"'{kind.icon}':" in ICONS


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_says_who_does_it_whose_turn_it_is_then_and_what_it_moves_in_public(kind):
    known = set(PublicTicket.__slots__) | {"shares", "*"}
    assert kind.by in ("agent", "customer", "companion", "either")
    assert kind.turn in ("", "us", "said")
    assert kind.tells in ("", "customer", "owner")
    assert kind.life in ("", "begins", "ends")
    assert kind.moves <= known


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_mail_goes_to_the_other_side_and_whoever_is_waited_for_hears_of_it(kind):
    assert kind.tells != kind.by.replace("agent", "owner") or kind.name == "opened"  # they get a receipt
    assert kind.tells == "owner" or kind.turn != "us" or kind.name == "opened"  # the owner opened it at the desk


def test_kinds_are_found_by_their_columns():
    told = ("opened", "letter", "corrected", "handover", "promise_moved", "closed", "merged", "taken_apart")
    assert where(tells="customer") == told
    assert where(is_word=True) == ("letter",)
    assert where(life="ends", by="agent") == ("closed", "merged")
