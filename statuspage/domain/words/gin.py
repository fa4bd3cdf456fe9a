"""The index on PostgreSQL: lexemes as they are given, as the configuration ``simple`` would leave them, under a GIN.

A GIN gives its rows in no order, and all of them. So each passage has a lexeme for the block of ids that it lies in, at
each of some levels: a question names the block too, and reads no more than that. A beginning would make it gather every
word that begins so, everywhere: beginnings of three signs are lexemes of their own, and longer ones stand for the words
in ``passage_vocabulary``.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from statuspage.domain.words.question import FOUND, LEVELS, Lexeme, Part, Question, Stretch

_MOST = 200  # words that a longer beginning stands for

_PUT = text(
    "INSERT INTO passage_words (id, forms) VALUES (:id, array_to_tsvector(CAST(:forms AS text[])))"
    " ON CONFLICT (id) DO UPDATE SET forms = excluded.forms"
)
_LEARN = text(
    "INSERT INTO passage_vocabulary (term) SELECT unnest(CAST(:terms AS text[])) ON CONFLICT (term) DO NOTHING"
)
_DROP = text("DELETE FROM passage_words WHERE id = :id RETURNING tsvector_to_array(forms)")
_UNLEARN = text(
    """DELETE FROM passage_vocabulary v WHERE v.term = ANY(CAST(:terms AS text[])) AND NOT EXISTS
    (SELECT FROM passage_words w WHERE w.forms @@ CAST(quote_literal(v.term) AS tsquery))"""
)
_FORMS = text("SELECT tsvector_to_array(forms) FROM passage_words WHERE id = :id")
_BEGUN = text(
    """SELECT s.start, v.term
    FROM unnest(CAST(:starts AS text[]), CAST(:most AS integer[])) AS s (start, most), LATERAL (
        SELECT term FROM passage_vocabulary WHERE term >= s.start AND term < s.start || :last ORDER BY term LIMIT s.most
    ) AS v"""
)
# What is found must not know of the order and the limit, or it would be read row by row from the newest, without a GIN.
_FIND = text(
    """WITH found AS MATERIALIZED (
        SELECT id FROM passage_words WHERE forms @@ CAST(:question AS tsquery) AND id >= :low AND id < :high
    ), newest AS MATERIALIZED (SELECT id FROM found ORDER BY id DESC LIMIT :most)
    SELECT p.id, p.ticket_id, p.kind, p.number, p.at
    FROM newest JOIN passage AS p ON p.id = newest.id ORDER BY p.id DESC"""
).columns(**FOUND)


class Gin:
    """The table ``passage_words``, and what it is asked."""

    short: tuple[int, ...] = (3,)
    levels: tuple[int, ...] = LEVELS

    def put(self, session: Session, passage_id: int, forms: Sequence[str]) -> None:
        before, words = self.forms_of(session, passage_id), sorted({*forms})
        session.execute(_PUT, {"id": passage_id, "forms": [*words, *_begun(words, self.short), *_blocks(passage_id)]})
        session.execute(_LEARN, {"terms": words})
        self._unlearn(session, {*before} - {*words})

    def drop(self, session: Session, passage_id: int) -> None:
        self._unlearn(session, _words(session.scalar(_DROP, {"id": passage_id}) or []))

    def clear(self, session: Session) -> None:
        for table in ("passage_words", "passage_vocabulary"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - two constants

    def forms_of(self, session: Session, passage_id: int) -> list[str]:
        return _words(session.scalar(_FORMS, {"id": passage_id}) or [])

    def begun_by(self, session: Session, starts: Sequence[str], any_of: Sequence[str]) -> list[tuple[str, str]]:
        most = [_MOST] * len(starts) + [1] * len(any_of)
        given = {"starts": [*starts, *any_of], "most": most, "last": "\U0010ffff"}
        return [(row.start, row.term) for row in session.execute(_BEGUN, given)]

    def find(self, session: Session, question: Question, stretch: Stretch, most: int) -> Sequence[Row[Any]]:
        asked = " | ".join(f"({' & '.join(_any(part) for part in way)})" for way in question.ways)
        newest = stretch.high - 1 >> stretch.level
        blocks = " | ".join(_quoted(_block(stretch.level, number)) for number in (newest, newest - 1))
        given = {"question": f"({asked}) & ({blocks})", "low": stretch.low, "high": stretch.high, "most": most}
        return session.execute(_FIND, given).all()

    def _unlearn(self, session: Session, terms: Iterable[str]) -> None:
        """Forget words that no passage has any more. One that somebody writes at this very moment may be forgotten too:
        it is found still, but not by a long part of it, until it is written again.
        """
        if gone := sorted(terms):
            session.execute(_UNLEARN, {"terms": gone})


def _begun(words: Sequence[str], lengths: tuple[int, ...]) -> set[str]:
    return {f"{word[:length]}*" for length in lengths for word in words if len(word) > length}


def _blocks(passage_id: int) -> list[str]:
    return [_block(level, passage_id >> level) for level in LEVELS]


def _block(level: int, number: int) -> str:
    return f"#{level}.{number}"


def _words(forms: Sequence[str]) -> list[str]:
    return [form for form in forms if not form.startswith("#") and not form.endswith("*")]


def _any(part: Part) -> str:
    return f"({' | '.join(_form(one) for one in part)})"


def _form(one: Lexeme) -> str:
    return f"({_quoted(one.text)} | {_quoted(one.text + '*')})" if one.is_begun else _quoted(one.text)


def _quoted(lexeme: str) -> str:
    return f"'{lexeme}'"  # none has a quotation mark or a stroke in it
