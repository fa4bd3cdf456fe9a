"""What can be found: a row for everything that has words in it, and the index of those words.

The rows are made here, in the order of time; the words are put into the index afterwards, by the app itself, a few
hundred at a time (``domain/words/sources.py``), because it is the app that folds and cuts them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WRITTEN = """
    SELECT 0, 'customer', id, created_at AS at, {no} FROM customer
    UNION ALL SELECT ticket_id, 'companion', id, created_at, {no} FROM companion
    UNION ALL SELECT id, 'subject', 0, opened_at, {no} FROM ticket
    UNION ALL SELECT ticket_id, 'letter', version, at, {no} FROM letter
    UNION ALL SELECT ticket_id, 'reply', version, at, {no} FROM reply
    UNION ALL SELECT ticket_id, 'handover', version, at, {no} FROM handover
    UNION ALL SELECT ticket_id, 'note', id, at, {no} FROM note
    ORDER BY at"""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_indexed", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
    )
    op.create_index("uq_passage_ticket_id_kind_number", "passage", ["ticket_id", "kind", "number"], unique=True)
    op.create_index(
        "ix_passage_not_indexed",
        "passage",
        ["id"],
        sqlite_where=sa.text("is_indexed = 0"),
        postgresql_where=sa.text("NOT is_indexed"),
    )
    written = _WRITTEN.format(no="0" if is_sqlite else "false")
    op.execute(f"INSERT INTO passage (ticket_id, kind, number, at, is_indexed) {written}")
    if is_sqlite:
        # The words are folded and cut already: whatever is not ASCII is part of one.
        op.execute(
            "CREATE VIRTUAL TABLE passage_words USING fts5"
            "(forms, detail = none, columnsize = 0, prefix = '3 4', tokenize = 'ascii')"
        )
        op.execute("CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_words, instance)")
    else:
        op.execute(
            "CREATE TABLE passage_words (id integer CONSTRAINT pk_passage_words PRIMARY KEY, forms tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_passage_words_forms ON passage_words USING gin (forms) WITH (fastupdate = off)")
        op.execute(
            'CREATE TABLE passage_vocabulary (term text COLLATE "C" CONSTRAINT pk_passage_vocabulary PRIMARY KEY)'
        )


def downgrade() -> None:
    for table in ("passage_vocabulary", "passage_words", "passage"):
        op.drop_table(table)
