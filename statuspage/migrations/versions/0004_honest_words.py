"""What was lost on the way is kept: who moved a ticket to each step, what was denied, and what people are called.

``agent.first_name`` is what public views may call an agent, and ``called`` what customers and colleagues do; the
trigger ``agent_seen`` watches the first in place of ``public_name``. ``ticket.step_versions`` names for each step the
event that last put the ticket there, ``reopened_at`` when it was opened again while nobody has answered that,
``asked_by_id`` who last called it solved, and ``denials`` how often that was not so.

Scores of the past stay as they were counted.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SHOWN = ("first_name", "photo", "public_as")  # the columns of an agent that public views read
_BEFORE = ("public_name", "photo", "public_as")
_TITLES = "dr prof professor herr frau mr mrs ms miss mx mme mlle señor señora sra د دكتور دكتورة"
_event = sa.table(
    "event",
    *(sa.column(name, sa.Integer) for name in ("ticket_id", "version", "agent_id")),
    sa.column("kind", sa.String),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("data", sa.JSON),
)
_ticket = sa.table(
    "ticket",
    sa.column("id", sa.Integer),
    sa.column("step_versions", sa.JSON),
    sa.column("reopened_at", sa.DateTime(timezone=True)),
    sa.column("denials", sa.Integer),
    sa.column("asked_by_id", sa.Integer),
)
_agent = sa.table(
    "agent", sa.column("id", sa.Integer), *(sa.column(name) for name in ("name", "public_name", "first_name", "called"))
)
_MOVERS = ("letter", "confirmed", "not_solved", "reopened")


def upgrade() -> None:
    for name, length in (("first_name", 120), ("called", 250)):
        op.add_column("agent", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    _stop_watching()
    _name_agents()  # as they were shown already, so nothing is counted
    _watch(_SHOWN)
    op.add_column("ticket", sa.Column("step_versions", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("ticket", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ticket", sa.Column("asked_by_id", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("denials", sa.Integer(), nullable=False, server_default="0"))
    _read_logs()


def downgrade() -> None:
    for name in ("denials", "asked_by_id", "reopened_at", "step_versions"):
        op.drop_column("ticket", name)
    _stop_watching()
    _watch(_BEFORE)
    for name in ("called", "first_name"):
        op.drop_column("agent", name)


def _stop_watching() -> None:
    on_table = "" if op.get_bind().dialect.name == "sqlite" else " ON agent"
    op.execute(f"DROP TRIGGER agent_seen{on_table}")


def _watch(columns: tuple[str, ...]) -> None:
    """Make the trigger that counts changes of what public views read of an agent, anew for these columns."""
    watched = ", ".join(columns)
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    if op.get_bind().dialect.name == "sqlite":
        count = "UPDATE consent SET changes = changes + 1"
        op.execute(
            f"CREATE TRIGGER agent_seen AFTER UPDATE OF {watched} ON agent WHEN ({old}) IS NOT ({new})"
            f" BEGIN {count}; END"
        )
        return
    op.execute(
        f"CREATE TRIGGER agent_seen AFTER UPDATE OF {watched} ON agent FOR EACH ROW"
        f" WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION say_consent()"
    )


def _name_agents() -> None:
    """The first name as public views have shown it; where that was a title, the first word behind it."""
    rows = op.get_bind().execute(sa.select(_agent)).all()
    firsts = {row.id: _first(row.public_name, row.name) for row in rows}
    signed = {row.id: firsts[row.id] if _is_title(row.public_name) else row.public_name for row in rows}
    for row in rows:
        alike = [one for one in rows if signed[one.id].casefold() == signed[row.id].casefold()]
        called = f"{signed[row.id]} {_initial(row.name, signed[row.id])}".strip() if len(alike) > 1 else signed[row.id]
        values = {"first_name": firsts[row.id], "public_name": signed[row.id], "called": called}
        op.execute(_agent.update().where(_agent.c.id == row.id).values(**values))


def _first(signed: str, name: str) -> str:
    (word,) = signed.split(maxsplit=1)[:1]
    return next((one for one in name.split() if not _is_title(one)), word) if _is_title(word) else word


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES.split()


def _initial(name: str, first: str) -> str:
    said = {word.casefold() for word in first.split()}
    left = [word for word in name.split() if word.casefold() not in said and not _is_title(word)]
    return f"{left[-1][0]}." if left else ""


def _read_logs() -> None:
    """What the log of each ticket tells of its steps, of what was denied, and of a reopening without an answer."""
    found: dict[int, dict[str, Any]] = {}
    moves = sa.select(_event).where(_event.c.kind.in_(_MOVERS)).order_by(_event.c.ticket_id, _event.c.version)
    for row in op.get_bind().execute(moves):
        told = found.setdefault(
            row.ticket_id, {"step_versions": {}, "reopened_at": None, "denials": 0, "asked_by_id": None}
        )
        _tell(told, row)
    for ticket_id, told in found.items():
        op.execute(_ticket.update().where(_ticket.c.id == ticket_id).values(**told))


def _tell(told: dict[str, Any], row: Any) -> None:
    if (row.data or {}).get("step"):
        told["step_versions"][row.data["step"][1]] = row.version
    if row.kind == "letter" and ("heard" not in told["step_versions"] or told["reopened_at"] is not None):
        told["step_versions"]["heard"] = row.version
    if row.kind == "letter" and row.data.get("asks"):
        told["asked_by_id"] = row.agent_id
    if row.kind in ("not_solved", "reopened"):
        told["denials"] += 1
    if row.kind in ("letter", "reopened"):
        told["reopened_at"] = row.at if row.kind == "reopened" else None
