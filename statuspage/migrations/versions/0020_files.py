"""Files: what came with words, the pieces in which it arrives, and that some of it is there now."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(22), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("companion_id", sa.Integer(), nullable=True),
        sa.Column("form", sa.String(64), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("sort", sa.String(8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("stored", sa.String(64), nullable=False),
        sa.Column("thumbnail", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_file_ticket_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_file_agent_id"),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name="fk_file_ticket_id_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
    )
    op.create_index("uq_file_key", "file", ["key"], unique=True)
    op.create_index("ix_file_ticket_id_version", "file", ["ticket_id", "version", "position"])
    op.create_index("ix_file_ticket_id_begun_at", "file", ["ticket_id", "begun_at"])
    for name, column, condition in _SOME:
        op.create_index(name, "file", [column], sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
    op.create_table(
        "file_piece",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name="fk_file_piece_file_id"),
        sa.PrimaryKeyConstraint("file_id", "start", name="pk_file_piece"),
    )
    op.create_table(
        "file_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_file_news_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_file_news"),
    )
    op.add_column("ticket", sa.Column("files_changed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("incoming_mail", sa.Column("files_at", _INSTANT, nullable=True))
    op.create_index(_UNPACKED, "incoming_mail", ["id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TRIGGER file_news_said AFTER INSERT ON file_news FOR EACH ROW EXECUTE FUNCTION say_ticket()")


_UNPACKED = "ix_incoming_mail_files_at"
_WAITS = sa.text("files_at IS NULL AND outcome = 'taken' AND version > 0")
_SOME = (
    ("ix_file_form", "form", "form IS NOT NULL"),
    ("ix_file_unsent", "begun_at", "version IS NULL"),
    ("ix_file_held", "changed_at", "state = 'held'"),
)


def downgrade() -> None:
    op.drop_index(_UNPACKED, "incoming_mail")
    op.drop_column("incoming_mail", "files_at")
    op.drop_column("ticket", "files_changed")
    op.drop_table("file_news")
    op.drop_table("file_piece")
    op.drop_table("file")
