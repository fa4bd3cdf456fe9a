"""Told in time: mentions in notes, what agents are told of at once, and the browsers in which they want that."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_UNSEEN = sa.text("seen_at IS NULL")
_WAITING = sa.text("outcome = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "mention",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(254), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("seen_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name="fk_mention_note_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_mention_agent_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_mention_ticket_id"),
        sa.PrimaryKeyConstraint("note_id", "agent_id", name="pk_mention"),
    )
    op.create_index(
        "ix_mention_unseen", "mention", ["agent_id", "ticket_id"], sqlite_where=_UNSEEN, postgresql_where=_UNSEEN
    )
    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("entry", sa.String(24), server_default="", nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("once", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_nudge_agent_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_nudge_ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_nudge"),
    )
    op.create_index("uq_nudge_once", "nudge", ["once"], unique=True)
    op.create_index("ix_nudge_agent_id", "nudge", ["agent_id", "id"])
    op.create_table(
        "push_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(1000), nullable=False),
        sa.Column("key", sa.String(88), nullable=False),
        sa.Column("secret", sa.String(24), nullable=False),
        sa.Column("server_key", sa.String(88), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("shows", sa.String(8), server_default="hint", nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT, nullable=True),
        sa.Column("fault", sa.String(120), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_push_browser_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_push_browser"),
    )
    op.create_index("uq_push_browser_endpoint", "push_browser", ["endpoint"], unique=True)
    op.create_index("ix_push_browser_agent_id", "push_browser", ["agent_id"])
    op.create_table(
        "push",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nudge_id", sa.Integer(), nullable=False),
        sa.Column("browser_id", sa.Integer(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(8), server_default="waiting", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease", sa.String(32), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["nudge_id"], ["nudge.id"], name="fk_push_nudge_id"),
        sa.ForeignKeyConstraint(["browser_id"], ["push_browser.id"], name="fk_push_browser_id"),
        sa.PrimaryKeyConstraint("id", name="pk_push"),
    )
    op.create_index("uq_push_nudge_id", "push", ["nudge_id", "browser_id"], unique=True)
    op.create_index("ix_push_browser_id", "push", ["browser_id"])
    op.create_index("ix_push_waiting", "push", ["due_at", "id"], sqlite_where=_WAITING, postgresql_where=_WAITING)


def downgrade() -> None:
    for table in ("push", "push_browser", "nudge", "mention"):
        op.drop_table(table)
