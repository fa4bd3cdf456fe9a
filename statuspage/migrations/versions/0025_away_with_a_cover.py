"""Agents are away from their work for a time, and a colleague covers.

An absence is never overwritten: whoever changes it sets another in its place. What stands is on the agent's row too,
beside their hours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_STANDS = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", _INSTANT, nullable=False),
        sa.Column("instead_of_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_absence_agent_id"),
        sa.ForeignKeyConstraint(["cover_id"], ["agent.id"], name="fk_absence_cover_id"),
        sa.ForeignKeyConstraint(["set_by_id"], ["agent.id"], name="fk_absence_set_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    for column in ("agent_id", "cover_id"):
        name, columns = f"ix_absence_{column}", [column, "ends_at"]
        op.create_index(name, "absence", columns, sqlite_where=_STANDS, postgresql_where=_STANDS)
    op.add_column("agent", sa.Column("absences", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("agent", "absences")
    op.drop_table("absence")
