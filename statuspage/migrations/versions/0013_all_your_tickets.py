"""All your tickets: the overview of one mail address, and the links to it that were asked for by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "overview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_overview"),
        sa.UniqueConstraint("email", name="uq_overview_email"),
    )
    op.create_table(
        "lost_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name="fk_lost_link_outgoing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lost_link"),
        sa.UniqueConstraint("outgoing_id", name="uq_lost_link_outgoing_id"),
    )
    op.create_index("ix_lost_link_email", "lost_link", ["email", "asked_at"])
    op.add_column("customer", sa.Column("overview_id", sa.Integer(), nullable=True))
    op.create_index("ix_customer_overview_id", "customer", ["overview_id"])


def downgrade() -> None:
    op.drop_index("ix_customer_overview_id", "customer")
    op.drop_column("customer", "overview_id")
    op.drop_table("lost_link")
    op.drop_table("overview")
