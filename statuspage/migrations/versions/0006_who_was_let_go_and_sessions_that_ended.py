"""Who was let go is seen nowhere in public at once, and a desk session that ends is told to whoever streams.

The trigger ``agent_seen`` counts a change of ``agent.is_active`` too. ``session_ends`` counts sessions that were
deleted, whoever deletes them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BEFORE = ("first_name", "photo", "public_as")  # the columns of an agent that public views read
_COUNT = "UPDATE session_ends SET count = count + 1"


def upgrade() -> None:
    _watch((*_BEFORE, "is_active"))
    op.create_table(
        "session_ends",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session_ends"),
    )
    op.execute("INSERT INTO session_ends (id, count) VALUES (1, 0)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER session_ended AFTER DELETE ON desk_session BEGIN {_COUNT}; END")
        return
    op.execute(
        "CREATE FUNCTION say_session() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_COUNT}; PERFORM pg_notify('session', ''); RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER session_ended AFTER DELETE ON desk_session FOR EACH STATEMENT EXECUTE FUNCTION say_session()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER session_ended")
    else:
        op.execute("DROP FUNCTION say_session CASCADE")  # and the trigger with it
    op.drop_table("session_ends")
    _watch(_BEFORE)


def _watch(shown: tuple[str, ...]) -> None:
    """Count a change of these columns of an agent, and of no others."""
    columns = ", ".join(shown)
    old, new = (", ".join(f"{row}.{name}" for name in shown) for row in ("OLD", "NEW"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER agent_seen")
        op.execute(
            f"CREATE TRIGGER agent_seen AFTER UPDATE OF {columns} ON agent WHEN ({old}) IS NOT ({new})"  # noqa: S608
            " BEGIN UPDATE consent SET changes = changes + 1; END"
        )
        return
    op.execute("DROP TRIGGER agent_seen ON agent")
    op.execute(
        f"CREATE TRIGGER agent_seen AFTER UPDATE OF {columns} ON agent FOR EACH ROW"
        f" WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION say_consent()"
    )
