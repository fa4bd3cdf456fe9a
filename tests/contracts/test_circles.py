"""No two files of the house import each other, by whatever way round, and none only for its types."""

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from statuspage.config import PROJECT
from tests.contracts.imports import PACKAGE, arrows


def graph(root: Path) -> dict[str, set[str]]:
    """Each module, and the modules that it imports, at the top or inside a function."""
    files = (root / PACKAGE).rglob("*.py")
    modules = {".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__") for file in files}
    found: dict[str, set[str]] = {module: set() for module in modules}
    for arrow in arrows(root):
        names = arrow.names
        while names and names not in modules:
            names = names.rpartition(".")[0]
        if names and names != arrow.module:
            found[arrow.module].add(names)
    return found


def test_no_circle_of_imports():
    try:
        TopologicalSorter(graph(PROJECT)).prepare()
    except CycleError as fault:
        pytest.fail("these import one another: " + " -> ".join(fault.args[1]))


def test_a_circle_is_found(tmp_path):
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "events.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import statuspage.tickets\n"
    )
    (folder / "tickets.py").write_text("def lock():\n    from statuspage.events import append\n")
    with pytest.raises(CycleError):
        TopologicalSorter(graph(tmp_path)).prepare()
