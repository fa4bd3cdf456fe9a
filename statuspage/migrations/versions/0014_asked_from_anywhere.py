"""Asked from anywhere: the sites that may show the form, whether many come, and the forms that are used up then."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ask_sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sites", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ask_sites"),
    )
    op.create_table(
        "ask_pressure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ask_pressure"),
    )
    op.create_table(
        "used_form",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_used_form"),
    )
    op.create_index("ix_used_form_until", "used_form", ["until"])


def downgrade() -> None:
    op.drop_table("used_form")
    op.drop_table("ask_pressure")
    op.drop_table("ask_sites")
