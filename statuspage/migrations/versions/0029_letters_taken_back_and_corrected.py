"""Letters that are held before they go, and corrections of those that have gone.

What was corrected stays, as all that people wrote (0005), and becomes empty by the one door of 0027 alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_FIXED = ("ticket_id", "version", "letter", "agent_id", "at")
_TYPED = ("body", "html")
_WORDS = "what people wrote and promised is never changed"


def upgrade() -> None:
    op.create_table(
        "held_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("pressed_at", _INSTANT, nullable=False),
        sa.Column("send_at", _INSTANT, nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("copy", sa.String(64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(8), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_held_letter_ticket_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_held_letter_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_held_letter"),
    )
    held = sa.text("outcome = ''")
    op.create_index("ix_held_letter_waiting", "held_letter", ["send_at"], sqlite_where=held, postgresql_where=held)
    op.create_index("ix_held_letter_agent_id", "held_letter", ["agent_id", "ticket_id"])
    op.add_column("agent", sa.Column("hold_seconds", sa.Integer(), nullable=True))
    op.create_table(
        "correction",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name="fk_correction_ticket_id"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id", "letter"], ["letter.ticket_id", "letter.version"], name="fk_correction_ticket_id_letter"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_correction_agent_id"),
        sa.PrimaryKeyConstraint("ticket_id", "version", name="pk_correction"),
    )
    op.create_index("ix_correction_letter", "correction", ["ticket_id", "letter", "version"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    op.drop_table("correction")  # and its triggers with it
    op.drop_column("agent", "hold_seconds")
    op.drop_table("held_letter")


def _guard_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    same = " AND ".join(f"{name} = NEW.{name}" for name in _FIXED[:2])
    found = f"EXISTS (SELECT 1 FROM correction WHERE {same})"  # noqa: S608 - all of it stands here
    op.execute(f"CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction {refuse}")
    op.execute(f"CREATE TRIGGER correction_no_replace BEFORE INSERT ON correction WHEN {found} {refuse}")
    door = "EXISTS (SELECT 1 FROM erased_ticket WHERE ticket_id = OLD.ticket_id)"
    rest, words = _differ(_FIXED, "IS NOT"), _differ(_TYPED, "IS NOT")
    op.execute(
        "CREATE TRIGGER correction_no_rewrite BEFORE UPDATE ON correction"
        f" WHEN {rest} OR ({words} AND NOT ({_EMPTY} AND {door})) {refuse}"
    )


def _guard_postgresql() -> None:
    refuse = "EXECUTE FUNCTION refuse_rewriting()"
    rest, words = _differ(_FIXED, "IS DISTINCT FROM"), _differ(_TYPED, "IS DISTINCT FROM")
    op.execute(f"CREATE TRIGGER correction_no_delete BEFORE DELETE OR TRUNCATE ON correction {refuse}")
    op.execute(
        "CREATE TRIGGER correction_no_rewrite BEFORE UPDATE ON correction FOR EACH ROW"
        f" WHEN ({rest} OR ({words} AND NOT ({_EMPTY}))) {refuse}"
    )
    op.execute(
        "CREATE TRIGGER correction_only_erased BEFORE UPDATE ON correction FOR EACH ROW"
        f" WHEN ({words}) EXECUTE FUNCTION refuse_unless_erased()"
    )


_EMPTY = " AND ".join(f"NEW.{name} = ''" for name in _TYPED)


def _differ(names: tuple[str, ...], differs: str) -> str:
    """Whether an update changes any of these."""
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return f"({old}) {differs} ({new})"
