"""A company's people, who may read each other's tickets; and what agents say of an address that somebody typed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_HERE = "ended_at IS NULL"
_SEEN = "ended_at IS NULL AND overview_id IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(9), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_agreement_customer_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_agreement_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
    )
    op.create_index("ix_agreement_customer_id", "agreement", ["customer_id"])
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("way_at", _INSTANT, nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("is_holder", sa.Boolean(), nullable=False),
        sa.Column("overview_id", sa.Integer(), nullable=True),
        sa.Column("agreed_way", sa.String(8), nullable=False),
        sa.Column("agreed_answers_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", _INSTANT, nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended", sa.String(9), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_member_company_id"),
        sa.ForeignKeyConstraint(["overview_id"], ["overview.id"], name="fk_member_overview_id"),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name="fk_member_outgoing_id"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("outgoing_id", name="uq_member_outgoing_id"),
    )
    op.create_index("ix_member_company_id", "member", ["company_id"])
    for name, columns, which in (
        ("uq_member_email", ["company_id", "email"], _HERE),
        ("uq_member_overview_id", ["overview_id"], _SEEN),
    ):
        op.create_index(
            name, "member", columns, unique=True, sqlite_where=sa.text(which), postgresql_where=sa.text(which)
        )
    op.add_column("companion", sa.Column("member_id", sa.Integer(), nullable=True))
    op.create_index("ix_companion_member_id", "companion", ["member_id"])
    op.add_column("overview", sa.Column("proven_at", _INSTANT, nullable=True))
    op.execute("UPDATE overview SET proven_at = created_at")  # each was made by a mailed link


def downgrade() -> None:
    op.drop_column("overview", "proven_at")
    op.drop_index("ix_companion_member_id", "companion")
    op.drop_column("companion", "member_id")
    op.drop_table("member")
    op.drop_table("company")
    op.drop_index("ix_agreement_customer_id", "agreement")
    op.drop_table("agreement")
