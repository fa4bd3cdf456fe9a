"""The contracts hold on every database alike, so these tests take the quick one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import migrate
from tests.databases import throwaway


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    with throwaway("sqlite", tmp_path, migrate) as url:
        yield url
