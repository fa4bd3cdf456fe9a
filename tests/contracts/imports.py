"""Reads who imports whom, without importing anything: the arrows between the parts of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "statuspage"


@dataclass(frozen=True, order=True)
class Arrow:
    """One import: the module that has it, what it names, and the line where it stands."""

    module: str
    names: str
    line: int


def arrows(root: Path) -> list[Arrow]:
    """Every import in the package under ``root``, at the top of a file or inside a function."""
    found = []
    for path in sorted((root / PACKAGE).rglob("*.py")):
        module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        is_package = path.name == "__init__.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found += [Arrow(module, name, node.lineno) for name in _named(node, module, is_package)]
    return found


def _named(node: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """What an import names, relative ones made whole; ``from a import b`` names ``a.b``, as b may be a module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        parts = module.split(".")
        up = parts[: len(parts) - node.level + is_package] if node.level else []
        base = ".".join([*up, node.module] if node.module else up)
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if called in ("import_module", "__import__") and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def part(name: str) -> str:
    """The part of the house that a module belongs to: ``domain``, ``surfaces/desk``, ``config``; "" outside of it."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return ""
    if len(parts) == 1:
        return "create_app"
    if parts[1] == "surfaces" and len(parts) > 2:
        return f"surfaces/{parts[2]}"
    return parts[1]
