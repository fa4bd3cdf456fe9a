"""Letters are called letters; what is public has a version of its own.

``update`` becomes ``letter``, ``view`` becomes ``visits``, ``faces`` becomes ``consent``, and ``share.kept_back``
becomes ``withdrawn_alone``. ``ticket.public_version`` and ``public_changed_at`` move only when a visitor could see a
difference.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LETTER = (
    "ticket_id, version, agent_id, at, body, html, heard, is_public, public_number, lasting_name, by_phone, thanked_at"
)
_SHOWN = ("public_name", "photo", "public_as")  # the columns of an agent that public views read


def upgrade() -> None:
    _make_letters("letter")
    op.execute(f'INSERT INTO letter ({_LETTER}) SELECT {_LETTER} FROM "update"')  # noqa: S608 - all of it stands here
    op.drop_table("update")
    _make_visits("visits")
    op.execute('INSERT INTO visits (share_id, day, kind, count) SELECT share_id, day, kind, count FROM "view"')
    op.drop_table("view")
    _stop_counting("say_faces")
    _make_count("consent", "faces")
    _count_changes("consent", "say_consent")
    op.execute("ALTER TABLE share RENAME COLUMN kept_back TO withdrawn_alone")
    op.add_column("ticket", sa.Column("public_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("public_changed_at", sa.DateTime(timezone=True), nullable=True))
    _begin_public_versions()


def downgrade() -> None:
    op.drop_column("ticket", "public_changed_at")
    op.drop_column("ticket", "public_version")
    op.execute("ALTER TABLE share RENAME COLUMN withdrawn_alone TO kept_back")
    _stop_counting("say_consent")
    _make_count("faces", "consent")
    _count_changes("faces", "say_faces")
    _make_visits("view")
    op.execute('INSERT INTO "view" (share_id, day, kind, count) SELECT share_id, day, kind, count FROM visits')
    op.drop_table("visits")
    _make_letters("update")
    op.execute(f'INSERT INTO "update" ({_LETTER}) SELECT {_LETTER} FROM letter')  # noqa: S608 - all of it stands here
    op.drop_table("letter")


def _make_letters(table: str) -> None:
    op.create_table(
        table,
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("public_number", sa.Integer(), nullable=True),
        sa.Column("lasting_name", sa.String(length=22), nullable=True),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=f"fk_{table}_agent_id"),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name=f"fk_{table}_ticket_id"
        ),
        sa.PrimaryKeyConstraint("ticket_id", "version", name=f"pk_{table}"),
    )
    for column in ("public_number", "lasting_name"):
        op.create_index(f"uq_{table}_ticket_id_{column}", table, ["ticket_id", column], unique=True)
    op.create_index(
        f"ix_{table}_public",
        table,
        ["ticket_id", "version"],
        sqlite_where=sa.text("is_public = 1"),
        postgresql_where=sa.text("is_public"),
    )


def _make_visits(table: str) -> None:
    op.create_table(
        table,
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=f"fk_{table}_share_id"),
        sa.PrimaryKeyConstraint("share_id", "day", "kind", name=f"pk_{table}"),
    )


def _make_count(table: str, before: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.execute(f"INSERT INTO {table} (id, changes) SELECT id, changes FROM {before}")  # noqa: S608 - two names of ours
    op.drop_table(before)


def _stop_counting(function: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER agent_seen")
    else:
        op.execute(f"DROP FUNCTION {function} CASCADE")  # and the trigger with it


def _count_changes(table: str, function: str) -> None:
    columns = ", ".join(_SHOWN)
    old, new = (", ".join(f"{row}.{name}" for name in _SHOWN) for row in ("OLD", "NEW"))
    count = f"UPDATE {table} SET changes = changes + 1"  # noqa: S608 - a name of ours
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER agent_seen AFTER UPDATE OF {columns} ON agent WHEN ({old}) IS NOT ({new})"
            f" BEGIN {count}; END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {count}; PERFORM pg_notify('{table}', ''); RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER agent_seen AFTER UPDATE OF {columns} ON agent FOR EACH ROW"
        f" WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {function}()"
    )


def _begin_public_versions() -> None:
    """Version 1 for every ticket that is public, as of the newest thing that it surely shows."""
    at = sa.DateTime(timezone=True)
    ticket = sa.table(
        "ticket",
        *(sa.column(name, sa.Integer) for name in ("id", "promise_id", "public_version")),
        *(sa.column(name, at) for name in ("published_at", "chosen_at", "step_at", "closed_at", "public_changed_at")),
        sa.column("public_choice", sa.JSON),
    )
    for row in op.get_bind().execute(sa.select(ticket).where(ticket.c.published_at.is_not(None))).all():
        moved = ticket.update().where(ticket.c.id == row.id)
        op.execute(moved.values(public_version=1, public_changed_at=max(_shown_at(row))))


def _shown_at(row: Any) -> list[datetime]:
    choice = row.public_choice or {}
    found = [row.published_at, row.chosen_at]
    if choice.get("steps", True):
        found.append(row.step_at)
    if choice.get("steps", True) or choice.get("clock", True):
        found.append(row.closed_at)
    if choice.get("promise", True):
        found.append(_newest("SELECT made_at FROM promise WHERE id = :id", row.promise_id))
    if choice.get("letters", False):
        found.append(_newest("SELECT MAX(at) AS made_at FROM letter WHERE ticket_id = :id AND is_public", row.id))
    return [one for one in found if one is not None]


def _newest(query: str, number: int | None) -> datetime | None:
    found: datetime | None = op.get_bind().scalar(
        sa.text(query).columns(made_at=sa.DateTime(timezone=True)), {"id": number}
    )
    return found
