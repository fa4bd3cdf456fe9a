"""The index of either database, behind one door: SQLite's FTS5, and on PostgreSQL a GIN of lexemes.

Both get words that are folded and cut already (``segments.py``), and neither is asked to know a language: PostgreSQL
needs no dictionary and no extension for it. Passages are found from the newest on, a stretch of ids at a time, so that
the word "the" costs no more than a rare one.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Row
from sqlalchemy.orm import Session

from statuspage.domain.words.fts5 import Fts5
from statuspage.domain.words.gin import Gin
from statuspage.domain.words.question import Question, Stretch


class Engine(Protocol):
    """What an index can do. ``forms`` are words as ``segments.tokens`` makes them.

    ``short`` are the lengths of beginnings that it finds at once; longer ones stand for the words in its vocabulary.
    ``levels`` are those of the stretches that it is asked for.
    """

    short: tuple[int, ...]
    levels: tuple[int, ...]

    def put(self, session: Session, passage_id: int, forms: Sequence[str]) -> None:
        """Let this passage be found by these forms, and by no others."""

    def drop(self, session: Session, passage_id: int) -> None:
        """Let it be found by none."""

    def clear(self, session: Session) -> None:
        """Let nothing be found any more."""

    def forms_of(self, session: Session, passage_id: int) -> list[str]:
        """The forms that it is found by."""

    def begun_by(self, session: Session, starts: Sequence[str], any_of: Sequence[str]) -> list[tuple[str, str]]:
        """Each start with each form in the index that begins so; not all of them where they are very many.

        Of ``any_of``, each with one form at most.
        """

    def find(self, session: Session, question: Question, stretch: Stretch, most: int) -> Sequence[Row[Any]]:
        """The newest passages in this stretch that answer the question, the newest first, as ``FOUND`` has them."""


_FTS5, _GIN = Fts5(), Gin()


def engine(session: Session) -> Engine:
    """The index of this session's database."""
    return _FTS5 if session.get_bind().dialect.name == "sqlite" else _GIN
