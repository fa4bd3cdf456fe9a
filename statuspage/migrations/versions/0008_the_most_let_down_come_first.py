"""The most let-down customer comes first: indexes for the lanes of queues; and ``arrival``, what is new to an agent.

``ix_ticket_unanswered`` holds those with a promise too, from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OPEN = "closed_at IS NULL"
_HEARD = f"{_OPEN} AND heard_at IS NOT NULL"
_UNANSWERED = f"{_HEARD} AND unanswered > 0"
_LANES = {
    "promised": ("promised_at", f"{_HEARD} AND promised_at IS NOT NULL"),
    "unheard": ("opened_at", f"{_OPEN} AND heard_at IS NULL"),
    "waiting": ("last_letter_at", f"{_HEARD} AND promised_at IS NULL AND unanswered = 0"),
}
_NEW_LANES = {
    "denied": ("unanswered_since", f"{_OPEN} AND unhappy"),
    "called": ("call_asked_at", f"{_OPEN} AND call_asked_at IS NOT NULL"),
    "closed": ("closed_at", "closed_at IS NOT NULL"),
}


def upgrade() -> None:
    op.drop_index("ix_ticket_unanswered", "ticket")
    _index("ix_ticket_unanswered", ["owner_id", "unanswered_since"], _UNANSWERED)
    for name, (column, condition) in _NEW_LANES.items():
        _index(f"ix_ticket_{name}", ["owner_id", column], condition)
    for name, (column, condition) in {**_LANES, **_NEW_LANES, "unanswered": ("unanswered_since", _UNANSWERED)}.items():
        _index(f"ix_ticket_all_{name}", [column], condition)
    _index("ix_ticket_open", ["owner_id"], _OPEN)
    op.create_table(
        "arrival",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_arrival_agent_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_arrival_ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_arrival"),
    )


def downgrade() -> None:
    op.drop_table("arrival")
    op.drop_index("ix_ticket_open", "ticket")
    for name in (*_LANES, *_NEW_LANES, "unanswered"):
        op.drop_index(f"ix_ticket_all_{name}", "ticket")
    for name in (*_NEW_LANES, "unanswered"):
        op.drop_index(f"ix_ticket_{name}", "ticket")
    before = f"{_HEARD} AND promised_at IS NULL AND unanswered > 0"
    _index("ix_ticket_unanswered", ["owner_id", "unanswered_since"], before)


def _index(name: str, columns: list[str], condition: str) -> None:
    """A partial index; SQLite keeps a truth as a number, and knows this one by how it is asked for."""
    on_sqlite = condition.replace("AND unhappy", "AND unhappy = 1")
    op.create_index(name, "ticket", columns, sqlite_where=sa.text(on_sqlite), postgresql_where=sa.text(condition))
