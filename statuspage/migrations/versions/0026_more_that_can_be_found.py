"""More that can be found: the names of files, what letters ask for, and the causes that tickets are part of.

Only the rows are made here, as revision 0018 has made the others; the app puts their words into the index afterwards.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_WRITTEN = """
    SELECT ticket_id, 'file', id, begun_at AS at, {no} FROM file WHERE version IS NOT NULL
    UNION ALL SELECT n.ticket_id, 'need', n.version * 100 + n.position, l.at, {no}
        FROM need n JOIN letter l ON l.ticket_id = n.ticket_id AND l.version = n.version
    UNION ALL SELECT ticket_id, 'cause', id, tied_at, {no} FROM cause_tie WHERE untied_at IS NULL
    ORDER BY at"""
_NEW = "(SELECT id FROM passage WHERE kind IN ('file', 'need', 'cause'))"


def upgrade() -> None:
    written = _WRITTEN.format(no="0" if op.get_bind().dialect.name == "sqlite" else "false")
    op.execute(f"INSERT INTO passage (ticket_id, kind, number, at, is_indexed) {written}")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DELETE FROM passage_words WHERE {'rowid' if is_sqlite else 'id'} IN {_NEW}")  # noqa: S608 - constants
    op.execute("DELETE FROM passage WHERE kind IN ('file', 'need', 'cause')")
