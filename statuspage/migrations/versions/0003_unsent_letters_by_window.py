"""A letter begun in two windows is saved twice: ``unsent`` becomes ``unsent_letter``, whose key names the window."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make("unsent_letter", sa.Column("copy", sa.String(length=64), nullable=False))
    op.execute(
        "INSERT INTO unsent_letter (agent_id, ticket_id, copy, fields, saved_at)"
        " SELECT agent_id, ticket_id, 'first', fields, saved_at FROM unsent"
    )
    op.drop_table("unsent")


def downgrade() -> None:
    """The newest of each; those without fields are no letters."""
    _make("unsent")
    letter = sa.table("unsent_letter", *(sa.column(name) for name in ("agent_id", "ticket_id", "saved_at")))
    letter.append_column(sa.column("fields", sa.JSON))
    unsent = sa.table("unsent", *(sa.column(name) for name in ("agent_id", "ticket_id", "saved_at")))
    unsent.append_column(sa.column("fields", sa.JSON))
    newest = {}
    for row in op.get_bind().execute(sa.select(letter).order_by(letter.c.saved_at)).mappings():
        if row["fields"]:
            newest[row["agent_id"], row["ticket_id"]] = dict(row)
    if newest:
        op.bulk_insert(unsent, list(newest.values()))
    op.drop_table("unsent_letter")


def _make(table: str, *more: sa.Column[str]) -> None:
    key = ("agent_id", "ticket_id", *(column.name for column in more))
    op.create_table(
        table,
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        *more,
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=f"fk_{table}_agent_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=f"fk_{table}_ticket_id"),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )
