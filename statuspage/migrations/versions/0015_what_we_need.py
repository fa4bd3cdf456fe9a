"""What we need from the customer: the lines that a letter asks for, and how many of them are still open.

What was asked for and given stays, as all that people wrote: see 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_FIXED = ("ticket_id", "version", "position", "words", "due_at", "zone", "wall")
_ONCE = {"how": "''", "answer": "''", "closed_at": "NULL", "closed_version": "NULL"}  # and how it reads before
_WORDS = "what people wrote and promised is never changed"


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("wall", sa.String(16), nullable=False),
        sa.Column("how", sa.String(8), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("closed_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name="fk_need_ticket_id"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "version", "position", name="pk_need"),
    )
    op.add_column("ticket", sa.Column("needs_open", sa.Integer(), server_default="0", nullable=False))
    op.add_column("ticket", sa.Column("given_at", _INSTANT, nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    op.drop_column("ticket", "given_at")
    op.drop_column("ticket", "needs_open")
    op.drop_table("need")  # and its triggers with it


def _guard_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    same = " AND ".join(f"{name} = NEW.{name}" for name in _FIXED[:3])
    found = f"EXISTS (SELECT 1 FROM need WHERE {same})"  # noqa: S608 - all of it stands here
    op.execute(f"CREATE TRIGGER need_no_delete BEFORE DELETE ON need {refuse}")
    op.execute(f"CREATE TRIGGER need_no_replace BEFORE INSERT ON need WHEN {found} {refuse}")
    op.execute(f"CREATE TRIGGER need_no_rewrite BEFORE UPDATE ON need WHEN {_rewrites('IS NOT')} {refuse}")


def _guard_postgresql() -> None:
    refuse = "EXECUTE FUNCTION refuse_rewriting()"
    op.execute(f"CREATE TRIGGER need_no_delete BEFORE DELETE OR TRUNCATE ON need {refuse}")
    op.execute(
        "CREATE TRIGGER need_no_rewrite BEFORE UPDATE ON need FOR EACH ROW"
        f" WHEN ({_rewrites('IS DISTINCT FROM')}) {refuse}"
    )


def _rewrites(differs: str) -> str:
    """Whether an update changes what was asked for, or sets again what is set once."""
    fixed = [f"OLD.{name} {differs} NEW.{name}" for name in _FIXED]
    again = [f"OLD.{name} {differs} {before} AND OLD.{name} {differs} NEW.{name}" for name, before in _ONCE.items()]
    return " OR ".join([*fixed, *again])
