"""The shape of a database: every column, key, index and trigger as one line of text, such as

    note: column body VARCHAR not null
    note: unique index uq_note_ticket_id_once (ticket_id, once)

``shapes/<revision>.<dialect>.txt`` holds the shape that each revision makes. Lines are made only of what every release
of a database tells alike; the condition of a partial index, for example, is spelled differently by different ones.
Tables that SQLite's FTS5 makes for itself, beside a virtual one, are its own affair.
"""

import hashlib
import re
from pathlib import Path

from sqlalchemy import Connection, text

from statuspage.migrations.revisions import FOLDER, SchemaRefused

SHAPES = FOLDER / "shapes"
INDEX = ("passage_words", "passage_vocabulary")  # and what FTS5 keeps beside them
BESIDE = "ix_ticket_public_version"  # what the front reads of a ticket, on SQLite
UNTOLD = "untold"  # what the front's notifier has to tell still, on PostgreSQL

_SQLITE = """
WITH tables AS (SELECT name FROM sqlite_master AS one WHERE type = 'table'
                AND name <> 'alembic_version' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
                AND NOT EXISTS (SELECT 1 FROM sqlite_master AS of WHERE of.sql LIKE 'CREATE VIRTUAL TABLE%'
                                AND substr(one.name, 1, length(of.name) + 1) = of.name || '_'))
SELECT t.name || ': column ' || c.name || ' ' || c.type || iif(c."notnull", ' not null', '')
       || iif(c.dflt_value IS NULL, '', ' default') || iif(c.pk, ' key ' || c.pk, '')
FROM tables t, pragma_table_info(t.name) c
UNION ALL
SELECT t.name || ': ' || iif(i."unique", 'unique ', '') || iif(i.origin = 'c', 'index ' || i.name || ' ', '') || '('
       || (SELECT group_concat(c.name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c) || ')'
       || iif(i.partial, ' partial', '')
FROM tables t, pragma_index_list(t.name) i WHERE i.origin <> 'pk'
UNION ALL
SELECT name || ': foreign key (' || group_concat("from", ', ') || ') to ' || "table" || ' ('
       || group_concat("to", ', ') || ')'
FROM (SELECT t.name, k.* FROM tables t, pragma_foreign_key_list(t.name) k ORDER BY t.name, k.id, k.seq)
GROUP BY name, id
UNION ALL
SELECT tbl_name || ': trigger ' || name || ' ' || sql FROM sqlite_master WHERE type = 'trigger'
"""
_POSTGRESQL = """
WITH tables AS (SELECT oid, quote_ident(relname) AS name FROM pg_class WHERE relkind IN ('r', 'p')
                AND relnamespace = current_schema()::regnamespace AND relname <> 'alembic_version')
SELECT concat(t.name, ': column ', a.attname, ' ', format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN ' not null' END, CASE WHEN a.atthasdef THEN ' default' END)
FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT concat(t.name, ': ', pg_get_constraintdef(c.oid))
FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid WHERE c.contype IN ('p', 'u', 'f')
UNION ALL
SELECT concat(t.name, ': ', CASE WHEN i.indisunique THEN 'unique ' END, 'index ', x.relname, ' (',
              (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n)
               FROM generate_series(1, i.indnkeyatts) n), ')', CASE WHEN i.indpred IS NOT NULL THEN ' partial' END)
FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
UNION ALL
SELECT concat(t.name, ': trigger ', g.tgname, ' type ', g.tgtype, ' ', g.tgenabled, ' of (',
              (SELECT string_agg(a.attname, ', ' ORDER BY n.at) FROM unnest(g.tgattr) WITH ORDINALITY n (number, at)
               JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = n.number), ') ', f.proname, ' ', f.prosrc)
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid JOIN pg_proc f ON f.oid = g.tgfoid WHERE NOT g.tgisinternal
"""
_QUERIES = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_TRIGGER = re.compile(r"(?s)(.*?: trigger \S+) (.*)")


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a model of ours says what this table or index is (Alembic's ``include_name``): some have none."""
    return name != BESIDE and (kind != "table" or not (name or "").startswith((*INDEX, UNTOLD)))


def live_shape(connection: Connection) -> set[str]:
    """The shape that this database has now."""
    rows = connection.execute(text(_QUERIES[connection.dialect.name])).scalars()
    return {_short(row) for row in rows}


def recorded_shape(revision: str | None, dialect: str) -> set[str]:
    """The shape that a revision makes on an empty database. Raises ``SchemaRefused`` while it is not recorded."""
    if revision is None:
        return set()
    file = shape_file(revision, dialect)
    if not file.exists():
        raise SchemaRefused(f"The shape that revision {revision} makes is not recorded yet: run `make schema`.")
    return set(file.read_text(encoding="utf-8").splitlines())


def shape_file(revision: str, dialect: str) -> Path:
    """Where the shape of a revision is recorded."""
    return SHAPES / f"{revision}.{dialect}.txt"


def our_tables(dialect: str) -> set[str]:
    """Every table that any recorded revision has."""
    files = SHAPES.glob(f"*.{dialect}.txt")
    return {table_of(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()}


def table_of(line: str) -> str:
    """The table that a line of a shape is about."""
    return line.partition(":")[0]


def _short(line: str) -> str:
    """A trigger's words as a short hash of them, whatever the spaces and quotes: a rename of a table adds some."""
    found = _TRIGGER.fullmatch(line)
    if not found:
        return line
    words = re.sub(r"[\s\"]+", " ", found[2]).strip()
    return f"{found[1]} {hashlib.sha256(words.encode()).hexdigest()[:12]}"
