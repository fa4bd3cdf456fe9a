"""What people wrote and promised stays: letters, replies, handovers and promises are kept as the log is.

No row of them is deleted or replaced. A column that is fixed never changes; one that is set once never changes again.
A column that is free has no trigger: ``tests/contracts/test_what_never_changes.py`` names each of them, and why.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FIXED = {
    "letter": ("ticket_id", "version", "agent_id", "at", "body", "html", "heard", "by_phone"),
    "reply": ("ticket_id", "version", "kind", "at", "body"),
    "handover": ("ticket_id", "version", "from_id", "to_id", "at", "note"),
    "promise": ("id", "ticket_id", "agent_id", "kind", "made_at", "due_at", "zone", "wall", "origin_id", "moves"),
}
_ONCE = {  # and how it reads before it is set
    "letter": {"public_number": "NULL", "lasting_name": "NULL", "thanked_at": "NULL"},
    "promise": {"outcome": "'open'", "settled_at": "NULL"},
}
_KEYS = {  # by any of these INSERT OR REPLACE finds the row that it would delete without asking the trigger of a DELETE
    "letter": (("ticket_id", "version"), ("ticket_id", "public_number"), ("ticket_id", "lasting_name")),
    "reply": (("ticket_id", "version"),),
    "handover": (("ticket_id", "version"),),
    "promise": (("id",),),
}
_FUNCTION = "refuse_rewriting"
_WORDS = "what people wrote and promised is never changed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in _FIXED:
            _guard_sqlite(table)
        return
    op.execute(
        f"CREATE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
    )
    for table in _FIXED:
        _guard_postgresql(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {_FUNCTION} CASCADE")  # and the triggers with it
        return
    for table in _FIXED:
        for what in ("delete", "replace", "rewrite"):
            op.execute(f"DROP TRIGGER {table}_no_{what}")


def _guard_sqlite(table: str) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    same = " OR ".join("(" + " AND ".join(f"{name} = NEW.{name}" for name in key) + ")" for key in _KEYS[table])
    found = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - all of it stands here
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {found} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table} WHEN {_rewrites(table, 'IS NOT')} {refuse}")


def _guard_postgresql(table: str) -> None:
    refuse = f"EXECUTE FUNCTION {_FUNCTION}()"
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN ({_rewrites(table, 'IS DISTINCT FROM')}) {refuse}"
    )


def _rewrites(table: str, differs: str) -> str:
    """Whether an update changes what is fixed, or sets again what is set once."""
    old, new = (", ".join(f"{row}.{name}" for name in _FIXED[table]) for row in ("OLD", "NEW"))
    again = [
        f"OLD.{name} {differs} {before} AND OLD.{name} {differs} NEW.{name}"
        for name, before in _ONCE.get(table, {}).items()
    ]
    return " OR ".join([f"({old}) {differs} ({new})", *again])
