"""What may be no person's is looked at apart: since when a ticket is suspected, and when somebody put it away.

The lane of what nobody has heard leaves them out, so that a flood of them makes nobody's queue slower.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_UNHEARD = "closed_at IS NULL AND heard_at IS NULL"
_SUSPECTED = "suspected_at IS NOT NULL AND dropped_at IS NULL"


def upgrade() -> None:
    op.add_column("ticket", sa.Column("suspected_at", _INSTANT, nullable=True))
    op.add_column("ticket", sa.Column("dropped_at", _INSTANT, nullable=True))
    _index_unheard(f"{_UNHEARD} AND suspected_at IS NULL")
    _index("ix_ticket_suspected", ["suspected_at"], _SUSPECTED)


def downgrade() -> None:
    op.drop_index("ix_ticket_suspected", "ticket")
    _index_unheard(_UNHEARD)
    op.drop_column("ticket", "dropped_at")
    op.drop_column("ticket", "suspected_at")


def _index_unheard(condition: str) -> None:
    for name, columns in (("ix_ticket_unheard", ["owner_id", "opened_at"]), ("ix_ticket_all_unheard", ["opened_at"])):
        op.drop_index(name, "ticket")
        _index(name, columns, condition)


def _index(name: str, columns: list[str], condition: str) -> None:
    op.create_index(name, "ticket", columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))
