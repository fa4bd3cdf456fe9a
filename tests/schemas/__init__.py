"""A small dump of each schema ever released, with data, for both databases; ``make.py`` makes those of a release."""

from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 27, 15, 4, tzinfo=UTC)  # in every dump; a Friday, while everyone is at work
