"""How often one visitor tries is counted for all processes; on PostgreSQL that, and who is present, is not logged.

A crash of the server may empty both tables: who is present says so again within seconds, and counts begin anew. Nothing
of them is waited for on the disk, and no replica gets them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_throttle"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE throttle SET UNLOGGED")
        op.execute("ALTER TABLE presence SET UNLOGGED")


def downgrade() -> None:
    op.drop_table("throttle")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE presence SET LOGGED")
