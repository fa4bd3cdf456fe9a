"""What is erased: the wish and the deed, the one door in what is never rewritten, and the audit list.

The words of letters, replies, handovers, needs and former subjects stay as they are (0005, 0015, 0023), and so does the
log (0001), but for one change: in a ticket that stands in ``erased_ticket`` words may become empty, and the keys of
forms, which came from outside. No row is deleted, and no other column changes. A row of ``erased_ticket`` can be
written only for an erasure that is done, and never changes. Nor does the audit list, but for how often a login failed
within one hour, which rises.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_WORDS = "what people wrote and promised is never changed"
_LOG = "the log of a ticket is append-only"
_ERASED = "what was erased, and that it was, is never changed"
_LISTED = "the audit list is append-only"
# Each table: what is fixed; what is set once, and how it reads before; and its words, which can become empty.
_GUARDED = {
    "letter": (
        ("ticket_id", "version", "agent_id", "at", "by_phone"),
        {"public_number": "NULL", "lasting_name": "NULL", "thanked_at": "NULL"},
        ("body", "html", "heard"),
    ),
    "reply": (("ticket_id", "version", "kind", "at"), {}, ("body",)),
    "handover": (("ticket_id", "version", "from_id", "to_id", "at"), {}, ("note",)),
    "former_subject": (("ticket_id", "version", "agent_id", "at"), {}, ("words",)),
    "need": (
        ("ticket_id", "version", "position", "due_at", "zone", "wall"),
        {"how": "''", "closed_at": "NULL", "closed_version": "NULL"},
        ("words", "answer"),
    ),
}
_BEFORE = {  # the same as it was, in its order
    "letter": (("ticket_id", "version", "agent_id", "at", "body", "html", "heard", "by_phone"), _GUARDED["letter"][1]),
    "reply": (("ticket_id", "version", "kind", "at", "body"), {}),
    "handover": (("ticket_id", "version", "from_id", "to_id", "at", "note"), {}),
    "former_subject": (("ticket_id", "version", "agent_id", "at", "words"), {}),
    "need": (
        ("ticket_id", "version", "position", "words", "due_at", "zone", "wall"),
        {"how": "''", "answer": "''", "closed_at": "NULL", "closed_version": "NULL"},
    ),
}
_EVENT = ("ticket_id", "version", "kind", "at", "agent_id", "companion_id")
_LATER = {"need": ("answer",)}  # words that are set once, from nothing


def upgrade() -> None:
    _make_tables()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _GUARDED:
        _drop_triggers(table, is_sqlite)
        _guard_as_before(table, is_sqlite)
    if is_sqlite:
        op.execute("DROP TRIGGER event_no_UPDATE")
        op.execute(f"CREATE TRIGGER event_no_UPDATE BEFORE UPDATE ON event {_refuse(_LOG)}")
    for name in ("erased_ticket", "erasure", "audit"):
        op.drop_table(name)
    if not is_sqlite:
        for name in ("delete", "rewrite"):
            op.execute(f"DROP TRIGGER event_no_{name} ON event")
        op.execute("DROP TRIGGER event_only_erased ON event")
        _trigger("event_no_rewrite", "UPDATE OR DELETE OR TRUNCATE ON event", "", "event_append_only")
        for function in ("refuse_unless_erased", "refuse_unagreed", "refuse_listed", "refuse_erased"):
            op.execute(f"DROP FUNCTION {function}")


def _make_tables() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("overview_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(8), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.Column("done_at", _INSTANT, nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("tickets", "files", "companions", "mails")),
        sa.Column("leftovers", sa.JSON(), nullable=False),
        sa.Column("wiped_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_erasure_customer_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_erasure_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_overview_id", "erasure", ["overview_id"])
    for name, column, is_unique, condition in _SOME:
        where = sa.text(condition)
        op.create_index(name, "erasure", [column], unique=is_unique, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "erased_ticket",
        sa.Column("ticket_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_erased_ticket_ticket_id"),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasure.id"], name="fk_erased_ticket_erasure_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_erased_ticket"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("by", sa.String(9), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(40), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=f"fk_audit_{table}_id")
            for table in ("agent", "ticket", "customer")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("uq_audit_once", "audit", ["once"], unique=True)
    op.create_index("ix_audit_kind", "audit", ["kind", "id"])
    op.create_index("ix_audit_agent_id", "audit", ["agent_id", "id"])


_SOME = (
    ("ix_erasure_done", "id", False, "done_at IS NOT NULL AND wiped_at IS NULL"),
    ("uq_erasure_waiting", "customer_id", True, "done_at IS NULL AND withdrawn_at IS NULL"),
)
_AUDIT = ("id", "at", "kind", "by", "agent_id", "ticket_id", "customer_id", "once")


def _guard_sqlite() -> None:
    door = "EXISTS (SELECT 1 FROM erased_ticket WHERE ticket_id = OLD.ticket_id)"
    for table in _GUARDED:
        _drop_triggers(table, is_sqlite=True)
        rest, words, empty = _rewrites(table, "IS NOT"), _changes(table, "IS NOT"), _empties(table)
        op.execute(
            f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table}"
            f" WHEN {rest} OR (({words}) AND NOT ({empty} AND {door})) {_refuse(_WORDS)}"
        )
    op.execute("DROP TRIGGER event_no_UPDATE")
    op.execute(
        "CREATE TRIGGER event_no_UPDATE BEFORE UPDATE ON event"
        f" WHEN NOT ({_forgets_key('IS NOT')} AND {door}) {_refuse(_LOG)}"
    )
    done = "EXISTS (SELECT 1 FROM erasure WHERE id = NEW.erasure_id AND done_at IS NOT NULL)"
    same = "EXISTS (SELECT 1 FROM erased_ticket WHERE ticket_id = NEW.ticket_id)"
    op.execute(
        f"CREATE TRIGGER erased_ticket_agreed BEFORE INSERT ON erased_ticket WHEN NOT {done} OR {same}"
        f" {_refuse(_ERASED)}"
    )
    known = "EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    op.execute(f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN {known} {_refuse(_LISTED)}")
    op.execute(f"CREATE TRIGGER audit_no_rewrite BEFORE UPDATE ON audit WHEN {_relists('IS NOT')} {_refuse(_LISTED)}")
    op.execute(f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {_refuse(_LISTED)}")
    for deed in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER erased_ticket_no_{deed} BEFORE {deed} ON erased_ticket {_refuse(_ERASED)}")


def _guard_postgresql() -> None:
    _function("refuse_unless_erased", "SELECT FROM erased_ticket WHERE ticket_id = OLD.ticket_id", _WORDS)
    _function("refuse_unagreed", "SELECT FROM erasure WHERE id = NEW.erasure_id AND done_at IS NOT NULL", _ERASED)
    _function("refuse_listed", "", _LISTED)
    _function("refuse_erased", "", _ERASED)
    each, differs = "FOR EACH ROW", "IS DISTINCT FROM"
    for table in _GUARDED:
        _drop_triggers(table, is_sqlite=False)
        rest, words, empty = _rewrites(table, differs), _changes(table, differs), _empties(table)
        op.execute(
            f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table} {each}"
            f" WHEN ({rest} OR (({words}) AND NOT ({empty}))) EXECUTE FUNCTION refuse_rewriting()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_erased BEFORE UPDATE ON {table} {each}"
            f" WHEN ({words}) EXECUTE FUNCTION refuse_unless_erased()"
        )
    op.execute("DROP TRIGGER event_no_rewrite ON event")
    _trigger("event_no_delete", "DELETE OR TRUNCATE ON event", "", "event_append_only")
    _trigger("event_no_rewrite", "UPDATE ON event", f"{each} WHEN (NOT ({_forgets_key(differs)}))", "event_append_only")
    _trigger("event_only_erased", "UPDATE ON event", each, "refuse_unless_erased")
    _trigger("erased_ticket_agreed", "INSERT ON erased_ticket", each, "refuse_unagreed")
    _trigger("erased_ticket_no_rewrite", "UPDATE OR DELETE OR TRUNCATE ON erased_ticket", "", "refuse_erased")
    _trigger("audit_no_rewrite", "UPDATE ON audit", f"{each} WHEN ({_relists(differs)})", "refuse_listed")
    _trigger("audit_no_delete", "DELETE OR TRUNCATE ON audit", "", "refuse_listed")


def _refuse(words: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _function(name: str, unless: str, words: str) -> None:
    """A function for a trigger, which refuses; not where ``unless`` finds a row."""
    raising = f"RAISE EXCEPTION '{words}';"
    body = f"IF NOT EXISTS ({unless}) THEN {raising} END IF; RETURN NEW;" if unless else raising
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")


def _trigger(name: str, when: str, how: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} {how} EXECUTE FUNCTION {function}()")


def _rewrites(table: str, differs: str) -> str:
    """Whether an update changes what is fixed, or sets again what is set once; words aside."""
    fixed, once, _ = _GUARDED[table]
    again = [f"OLD.{name} {differs} {before} AND OLD.{name} {differs} NEW.{name}" for name, before in once.items()]
    return " OR ".join([*(f"OLD.{name} {differs} NEW.{name}" for name in fixed), *again])


def _changes(table: str, differs: str) -> str:
    """Whether an update changes words; such as are set once may be set."""
    later = _LATER.get(table, ())
    return " OR ".join(
        f"OLD.{name} {differs} NEW.{name}" + (f" AND OLD.{name} {differs} ''" if name in later else "")
        for name in _GUARDED[table][2]
    )


def _forgets_key(differs: str) -> str:
    """Whether an update of the log does nothing but forget the key of a form."""
    others = " OR ".join([*(f"OLD.{name} {differs} NEW.{name}" for name in _EVENT), _other_data(differs)])
    return f"OLD.once IS NOT NULL AND NEW.once IS NULL AND NOT ({others})"


def _other_data(differs: str) -> str:
    """What is JSON is compared as text."""
    return f"CAST(OLD.data AS TEXT) {differs} CAST(NEW.data AS TEXT)"


def _empties(table: str) -> str:
    return " AND ".join(f"NEW.{name} = ''" for name in _GUARDED[table][2])


def _relists(differs: str) -> str:
    """Whether an update does anything but count one more login that failed."""
    same = [f'OLD."{name}" {differs} NEW."{name}"' for name in _AUDIT]
    return " OR ".join([*same, _other_data(differs), "NEW.times <= OLD.times", "OLD.kind <> 'sign_in_failed'"])


def _drop_triggers(table: str, is_sqlite: bool) -> None:
    for name in (f"{table}_no_rewrite",) if is_sqlite else (f"{table}_no_rewrite", f"{table}_only_erased"):
        op.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else f" ON {table}"))


def _guard_as_before(table: str, is_sqlite: bool) -> None:
    """What 0005, 0015 and 0023 made, to the letter: every shape is compared."""
    differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
    fixed, once = _BEFORE[table]
    if table == "need":
        whole = [f"OLD.{name} {differs} NEW.{name}" for name in fixed]
    else:
        old, new = (", ".join(f"{row}.{name}" for name in fixed) for row in ("OLD", "NEW"))
        whole = [f"({old}) {differs} ({new})"]
    again = [f"OLD.{name} {differs} {before} AND OLD.{name} {differs} NEW.{name}" for name, before in once.items()]
    rewrites = " OR ".join([*whole, *again])
    how = f"WHEN {rewrites} {_refuse(_WORDS)}" if is_sqlite else _each_refused(rewrites)
    op.execute(f"CREATE TRIGGER {table}_no_rewrite BEFORE UPDATE ON {table} {how}")


def _each_refused(rewrites: str) -> str:
    return f"FOR EACH ROW WHEN ({rewrites}) EXECUTE FUNCTION refuse_rewriting()"
