"""Two tickets of one customer that go on as one: which goes on in which, and what they were like before."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_STANDS = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("into_version", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", _INSTANT, nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["gone_id"], ["ticket.id"], name="fk_merge_gone_id"),
        sa.ForeignKeyConstraint(["into_id"], ["ticket.id"], name="fk_merge_into_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_merge_agent_id"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["agent.id"], name="fk_merge_undone_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_merge"),
    )
    for name, column, is_unique in (("uq_merge_gone_id", "gone_id", True), ("ix_merge_into_id", "into_id", False)):
        op.create_index(name, "merge", [column], unique=is_unique, sqlite_where=_STANDS, postgresql_where=_STANDS)
    op.add_column("ticket", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("joined", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("ticket", "joined")
    op.drop_column("ticket", "merged_into_id")
    op.drop_table("merge")
