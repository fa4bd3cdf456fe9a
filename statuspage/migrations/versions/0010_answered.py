"""Answered: mails that come in, whole, how far each mailbox was read, and under which name each mail left.

``outgoing.sent_as`` is the part before @ of a mail's Message-ID, so that a report or an answer finds it. Mails that
left before have none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_REFUSED = "outcome = 'refused'"
_SENT = "sent_as IS NOT NULL"


def upgrade() -> None:
    _add_mails()
    op.create_table(
        "incoming_piece",
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["incoming_mail.id"], name="fk_incoming_piece_mail_id"),
        sa.PrimaryKeyConstraint("mail_id", "number", name="pk_incoming_piece"),
    )
    op.create_table(
        "mailbox",
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.String(32), nullable=False),
        sa.Column("leased_until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_mailbox"),
    )
    op.add_column("outgoing", sa.Column("sent_as", sa.String(36), nullable=True))
    _index("ix_outgoing_sent_as", "outgoing", ["sent_as"], _SENT)


def downgrade() -> None:
    op.drop_index("ix_outgoing_sent_as", "outgoing")
    op.drop_column("outgoing", "sent_as")
    for table in ("mailbox", "incoming_piece", "incoming_mail"):
        op.drop_table(table)


def _add_mails() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("came_at", _INSTANT, nullable=False),
        sa.Column("door", sa.String(8), nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(300), nullable=False),
        sa.Column("sender", sa.String(254), nullable=False),
        sa.Column("sender_name", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("is_noise", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_incoming_mail_ticket_id"),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name="fk_incoming_mail_subscription_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_incoming_mail_agent_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["agent.id"], name="fk_incoming_mail_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_mail"),
    )
    op.create_index("uq_incoming_mail_once", "incoming_mail", ["once"], unique=True)
    op.create_index("ix_incoming_mail_ticket_id", "incoming_mail", ["ticket_id", "came_at"])
    op.create_index("ix_incoming_mail_message_id", "incoming_mail", ["message_id"])
    op.create_index("ix_incoming_mail_outcome", "incoming_mail", ["outcome", "id"])
    _index("ix_incoming_mail_refused", "incoming_mail", ["is_noise", "id"], _REFUSED)


def _index(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
