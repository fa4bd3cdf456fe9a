"""What a template gets is a type: no surface hands it a dict, and no function makes one for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuspage.config import PROJECT

PARTS = ("statuspage/surfaces", "statuspage/present", "statuspage/forms.py")
REASONS = {
    "statuspage/present/export.py": "a JSON object, of an export",
    "statuspage/present/feeds/json.py": "a JSON object, as JSON Feed spells it",
    "statuspage/surfaces/desk/blueprint.py": "what Flask takes from a context processor",
    "statuspage/surfaces/desk/preview.py": "the facts of an event, as the log holds them",
    "statuspage/surfaces/oembed.py": "a JSON object, as oEmbed spells it",
}


def files() -> Iterator[Path]:
    for part in PARTS:
        path = PROJECT / part
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def faults(text: str) -> list[str]:
    """Each dict of anything that a function takes or gives, and each template that gets one, as a sentence."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            found += [f"{node.name} {said} {loose}" for said, loose in _signature(node)]
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("render_template", "render"):
            found += [f"a template gets **{ast.unparse(one.value)}" for one in node.keywords if one.arg is None]
    return found


def _signature(node: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    for said, annotations in (("takes", [one.annotation for one in given]), ("gives", [node.returns])):
        for annotation in annotations:
            if annotation is not None and (loose := _loose(annotation)):
                yield said, loose


def _loose(annotation: ast.expr) -> str:
    """The part of an annotation that is a dict without a type for its values."""
    for node in ast.walk(annotation):
        spelled = ast.unparse(node) if isinstance(node, ast.expr) else ""
        if spelled in ("dict[str, Any]", "dict[str, object]", "Mapping[str, Any]", "Mapping[str, object]"):
            return spelled
    return "dict" if isinstance(annotation, ast.Name) and annotation.id == "dict" else ""


@pytest.mark.parametrize("path", list(files()), ids=lambda path: str(path.relative_to(PROJECT)))
def test_what_a_template_gets_is_a_type(path: Path) -> None:
    name = str(path.relative_to(PROJECT))
    found = faults(path.read_text(encoding="utf-8"))
    assert not found or name in REASONS, found


def test_every_reason_is_still_needed() -> None:
    assert [name for name in REASONS if not faults((PROJECT / name).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def card(ticket: Ticket) -> dict[str, Any]: ...", 1),
        ("def card(ticket: Mapping[str, Any]) -> Card | None: ...", 1),
        ("def cards() -> list[dict[str, Any]]: ...", 1),
        ("def card() -> dict: ...", 1),
        ("def show():\n    return render_template('page.html', **told)", 1),
        ("def show(page: CustomerPage) -> str:\n    return render_template('page.html', page=page)", 0),
        ("def names(found: dict[str, str]) -> dict[int, str]: ...", 0),
    ],
)
def test_a_dict_for_a_template_is_found(text: str, found: int) -> None:
    assert len(faults(text)) == found
