"""The index on SQLite: a table of FTS5, whose rows are read from the newest on.

It holds the forms themselves, so that a row can be taken out of it again; ``passage_vocabulary`` tells its words.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from statuspage.domain.words.question import FOUND, LEVELS, Lexeme, Part, Question, Stretch

_MOST = 64  # words that a longer beginning stands for

_DROP = text("DELETE FROM passage_words WHERE rowid = :id")
_CLEAR = text("DELETE FROM passage_words")
_PUT = text("INSERT INTO passage_words (rowid, forms) VALUES (:id, :forms)")
_FORMS = text("SELECT forms FROM passage_words WHERE rowid = :id")
# CROSS JOIN keeps the order: FTS5 finds, from the newest on, and each passage is read by its id.
_FIND = text(
    """SELECT p.id, p.ticket_id, p.kind, p.number, p.at
    FROM passage_words AS w CROSS JOIN passage AS p ON p.id = w.rowid
    WHERE w.passage_words MATCH :question AND w.rowid >= :low AND w.rowid < :high
    ORDER BY w.rowid DESC LIMIT :most"""
).columns(**FOUND)
# From word to word: each step looks for the next one behind the last, however often that was written.
_BEGUN = text(
    """WITH RECURSIVE found (start, term, number) AS (
        SELECT key, (SELECT term FROM passage_vocabulary WHERE term >= key AND term < key || :last LIMIT 1), value
        FROM json_each(:starts)
        UNION ALL
        SELECT start, (SELECT v.term FROM passage_vocabulary v
                       WHERE v.term >= found.term || char(1) AND v.term < start || :last LIMIT 1), number - 1
        FROM found WHERE term IS NOT NULL AND number > 1
    ) SELECT start, term FROM found WHERE term IS NOT NULL"""
)


class Fts5:
    """The table ``passage_words``, and what it is asked."""

    short: tuple[int, ...] = (3, 4)  # of which FTS5 keeps an index, as the table was made
    levels: tuple[int, ...] = (15, LEVELS[-1])

    def put(self, session: Session, passage_id: int, forms: Sequence[str]) -> None:
        self.drop(session, passage_id)
        session.execute(_PUT, {"id": passage_id, "forms": " ".join(forms)})

    def drop(self, session: Session, passage_id: int) -> None:
        session.execute(_DROP, {"id": passage_id})

    def clear(self, session: Session) -> None:
        session.execute(_CLEAR)

    def forms_of(self, session: Session, passage_id: int) -> list[str]:
        return (session.scalar(_FORMS, {"id": passage_id}) or "").split()

    def begun_by(self, session: Session, starts: Sequence[str], any_of: Sequence[str]) -> list[tuple[str, str]]:
        most = dict.fromkeys(starts, _MOST) | dict.fromkeys(any_of, 1)
        given = {"starts": json.dumps(most), "last": "\U0010ffff"}
        return [(row.start, row.term) for row in session.execute(_BEGUN, given)]

    def find(self, session: Session, question: Question, stretch: Stretch, most: int) -> Sequence[Row[Any]]:
        asked = " OR ".join(f"({' AND '.join(_any(part) for part in way)})" for way in question.ways)
        given = {"question": asked, "low": stretch.low, "high": stretch.high, "most": most}
        return session.execute(_FIND, given).all()


def _any(part: Part) -> str:
    return f"({' OR '.join(_form(one) for one in part)})"


def _form(one: Lexeme) -> str:
    return f'"{one.text}"*' if one.is_begun else f'"{one.text}"'  # no form has a quotation mark in it
