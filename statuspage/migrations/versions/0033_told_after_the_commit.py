"""On PostgreSQL whoever writes an event, a note, a file or a presence leaves a line, of which a notifier tells.

PostgreSQL lets transactions that have notified commit one after the other, each with its wait for the disk. A line of
``untold`` says what must be told, and by which transaction (``xid``) it was written. It is nobody's record: it has no
model, is not in PostgreSQL's own log, and is empty after a crash, when everybody looks at everything anyway.
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_SAYS = {"say_ticket": "ticket", "say_presence": "presence"}
_TICKET = {"say_ticket": "NEW.ticket_id", "say_presence": "COALESCE(NEW.ticket_id, OLD.ticket_id)"}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE UNLOGGED TABLE untold (ticket_id integer NOT NULL, is_presence boolean NOT NULL,"
        " xid xid8 DEFAULT pg_current_xact_id() NOT NULL)"
    )
    op.execute("CREATE INDEX ix_untold_xid ON untold (xid)")
    for function, ticket in _TICKET.items():
        line = f"VALUES ({ticket}, {function == 'say_presence'})"
        _say(function, f"INSERT INTO untold (ticket_id, is_presence) {line}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for function, ticket in _TICKET.items():
        _say(function, f"PERFORM pg_notify('{_SAYS[function]}', {ticket}::text)")
    op.execute("DROP TABLE untold")


def _say(function: str, statement: str) -> None:
    """Let the triggers that are there already do this from now on."""
    op.execute(
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {statement}; RETURN NULL; END $$"
    )
