"""A way in: topics that customers ask about, the team's rule of who gets what is asked, and what agents say for it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("agents", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_topic"),
        sa.UniqueConstraint("name", name="uq_topic_name"),
    )
    op.create_table(
        "assignment_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_rule"),
    )
    op.add_column("agent", sa.Column("speaks", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("agent", sa.Column("takes_new", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("agent", sa.Column("chosen_at", _INSTANT, nullable=True))
    op.add_column("ticket", sa.Column("topic_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "topic_id")
    for column in ("chosen_at", "takes_new", "speaks"):
        op.drop_column("agent", column)
    op.drop_table("assignment_rule")
    op.drop_table("topic")
