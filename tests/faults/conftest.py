"""An instance on a database of its own, for each test whose server is to suffer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.instance import Instance, instance


@pytest.fixture
def house(database: str, tmp_path: Path) -> Iterator[Instance]:
    """It lies in the test's own folder."""
    with instance(database, tmp_path) as made:
        yield made
