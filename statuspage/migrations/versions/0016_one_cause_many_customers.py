"""One cause, many customers: causes, the tickets tied to them, their letters, and what was laid before whom."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_TIED, _WAITING = sa.text("untied_at IS NULL"), sa.text("settled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("known", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("once", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_cause_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cause"),
    )
    op.create_index("uq_cause_once", "cause", ["once"], unique=True)
    op.create_table(
        "cause_tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("tied_at", _INSTANT, nullable=False),
        sa.Column("untied_by_id", sa.Integer(), nullable=True),
        sa.Column("untied_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["cause_id"], ["cause.id"], name="fk_cause_tie_cause_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_cause_tie_ticket_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_cause_tie_agent_id"),
        sa.ForeignKeyConstraint(["untied_by_id"], ["agent.id"], name="fk_cause_tie_untied_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cause_tie"),
    )
    op.create_index(
        "uq_cause_tie_ticket_id", "cause_tie", ["ticket_id"], unique=True, sqlite_where=_TIED, postgresql_where=_TIED
    )
    op.create_index("ix_cause_tie_cause_id", "cause_tie", ["cause_id"], sqlite_where=_TIED, postgresql_where=_TIED)
    op.create_table(
        "cause_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["cause_id"], ["cause.id"], name="fk_cause_letter_cause_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_cause_letter_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cause_letter"),
    )
    op.create_index("ix_cause_letter_cause_id", "cause_letter", ["cause_id"])
    op.create_table(
        "laid_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("laid_at", _INSTANT, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["cause_letter.id"], name="fk_laid_letter_letter_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_laid_letter_ticket_id"),
        sa.ForeignKeyConstraint(["settled_by_id"], ["agent.id"], name="fk_laid_letter_settled_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_laid_letter"),
        sa.UniqueConstraint("letter_id", "ticket_id", name="uq_laid_letter_letter_id_ticket_id"),
    )
    op.create_index(
        "uq_laid_letter_waiting",
        "laid_letter",
        ["ticket_id"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index("ix_laid_letter_ticket_id", "laid_letter", ["ticket_id"])


def downgrade() -> None:
    for table in ("laid_letter", "cause_letter", "cause_tie", "cause"):
        op.drop_table(table)
