"""The first tables, a log that cannot be rewritten, and on PostgreSQL the word that something happened."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("public_name", sa.String(length=120), nullable=False),
        sa.Column("pronoun", sa.String(length=8), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("photo", sa.String(length=120), nullable=False),
        sa.Column("public_as", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("email", name=op.f("uq_agent_email")),
    )
    faces = op.create_table(
        "faces",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faces")),
    )
    op.bulk_insert(faces, [{"id": 1, "changes": 0}])
    op.create_table(
        "photo",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_photo")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.String(length=8), nullable=False),
        sa.Column("reach_when", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("sought", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_email"), ["email"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_table(
        "desk_session",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_desk_session_agent_id")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_desk_session")),
    )
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_session_agent_id"), ["agent_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_key_hash_at", ["key_hash", "at"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=True),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps_taken", sa.String(length=40), nullable=False),
        sa.Column("closure", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn", sa.String(length=8), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_by_id", sa.Integer(), nullable=True),
        sa.Column("heard_words", sa.String(), nullable=False),
        sa.Column("heard_answer", sa.String(length=12), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promises_made", sa.Integer(), nullable=False),
        sa.Column("promises_kept", sa.Integer(), nullable=False),
        sa.Column("promises_late", sa.Integer(), nullable=False),
        sa.Column("promises_moved", sa.Integer(), nullable=False),
        sa.Column("asked_solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("unanswered_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unhappy", sa.Boolean(), nullable=False),
        sa.Column("last_letter_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("longest_silence", sa.Integer(), nullable=False),
        sa.Column("longest_silence_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("handovers", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_choice", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ticket_customer_id")),
        sa.ForeignKeyConstraint(["heard_by_id"], ["agent.id"], name=op.f("fk_ticket_heard_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["agent.id"], name=op.f("fk_ticket_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_customer_id_opened_at", ["customer_id", "opened_at"], unique=False)
        batch_op.create_index(
            "ix_ticket_published_promised",
            ["promised_at"],
            unique=False,
            sqlite_where=sa.text("published_at IS NOT NULL AND promised_at IS NOT NULL"),
            postgresql_where=sa.text("published_at IS NOT NULL AND promised_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_ticket_promised",
            ["owner_id", "promised_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_ticket_unanswered",
            ["owner_id", "unanswered_since"],
            unique=False,
            sqlite_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered > 0"
            ),
            postgresql_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered > 0"
            ),
        )
        batch_op.create_index(
            "ix_ticket_unheard",
            ["owner_id", "opened_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND heard_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND heard_at IS NULL"),
        )
        batch_op.create_index(
            "ix_ticket_waiting",
            ["owner_id", "last_letter_at"],
            unique=False,
            sqlite_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered = 0"
            ),
            postgresql_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered = 0"
            ),
        )

    op.create_table(
        "event",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_event_agent_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_event_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "version", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("uq_event_ticket_id_once", ["ticket_id", "once"], unique=True)
        batch_op.create_index(
            "uq_event_opened_once",
            ["once"],
            unique=True,
            sqlite_where=sa.text("kind = 'opened'"),
            postgresql_where=sa.text("kind = 'opened'"),
        )

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_note_agent_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_note_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("uq_note_ticket_id_once", ["ticket_id", "once"], unique=True)

    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("to", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_outgoing_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outgoing_unsent",
            ["id"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        )
        batch_op.create_index(
            "ix_outgoing_unsent_ping",
            ["id"],
            unique=False,
            sqlite_where=sa.text("sent_at IS NULL AND kind = 'websub'"),
            postgresql_where=sa.text("sent_at IS NULL AND kind = 'websub'"),
        )

    op.create_table(
        "presence",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("doing", sa.String(length=8), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_presence_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "agent_id", "doing", name=op.f("pk_presence")),
    )
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("wall", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_promise_agent_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_promise_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_back", sa.Boolean(), nullable=False),
        sa.Column("sites", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_share_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("ticket_id", "scope", name=op.f("uq_share_ticket_id_scope")),
    )
    op.create_table(
        "view",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_view_share_id")),
        sa.PrimaryKeyConstraint("share_id", "day", "kind", name=op.f("pk_view")),
    )
    op.create_table(
        "follower",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_follower_share_id")),
        sa.PrimaryKeyConstraint("share_id", "service", name=op.f("pk_follower")),
    )
    op.create_table(
        "unsent",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_unsent_agent_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_unsent_ticket_id")),
        sa.PrimaryKeyConstraint("agent_id", "ticket_id", name=op.f("pk_unsent")),
    )
    op.create_table(
        "handover",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["agent.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name=op.f("fk_handover_ticket_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["agent.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("ticket_id", "version", name=op.f("pk_handover")),
    )
    op.create_table(
        "reply",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name=op.f("fk_reply_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "version", name=op.f("pk_reply")),
    )
    op.create_table(
        "update",
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
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_update_agent_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name=op.f("fk_update_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "version", name=op.f("pk_update")),
    )
    with op.batch_alter_table("update", schema=None) as batch_op:
        batch_op.create_index("uq_update_ticket_id_public_number", ["ticket_id", "public_number"], unique=True)
        batch_op.create_index("uq_update_ticket_id_lasting_name", ["ticket_id", "lasting_name"], unique=True)
        batch_op.create_index(
            "ix_update_public",
            ["ticket_id", "version"],
            unique=False,
            sqlite_where=sa.text("is_public = 1"),
            postgresql_where=sa.text("is_public"),
        )

    _guard()


def downgrade() -> None:
    _unguard()
    with op.batch_alter_table("update", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_update_public", sqlite_where=sa.text("is_public = 1"), postgresql_where=sa.text("is_public")
        )
        batch_op.drop_index("uq_update_ticket_id_lasting_name")
        batch_op.drop_index("uq_update_ticket_id_public_number")

    op.drop_table("update")
    op.drop_table("reply")
    op.drop_table("handover")
    op.drop_table("unsent")
    op.drop_table("follower")
    op.drop_table("view")
    op.drop_table("share")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_ticket_id"))

    op.drop_table("promise")
    op.drop_table("presence")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outgoing_unsent_ping",
            sqlite_where=sa.text("sent_at IS NULL AND kind = 'websub'"),
            postgresql_where=sa.text("sent_at IS NULL AND kind = 'websub'"),
        )
        batch_op.drop_index(
            "ix_outgoing_unsent", sqlite_where=sa.text("sent_at IS NULL"), postgresql_where=sa.text("sent_at IS NULL")
        )

    op.drop_table("outgoing")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("uq_note_ticket_id_once")

    op.drop_table("note")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("uq_event_opened_once")
        batch_op.drop_index("uq_event_ticket_id_once")

    op.drop_table("event")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_ticket_waiting",
            sqlite_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered = 0"
            ),
            postgresql_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered = 0"
            ),
        )
        batch_op.drop_index(
            "ix_ticket_unheard",
            sqlite_where=sa.text("closed_at IS NULL AND heard_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND heard_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_ticket_unanswered",
            sqlite_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered > 0"
            ),
            postgresql_where=sa.text(
                "closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NULL AND unanswered > 0"
            ),
        )
        batch_op.drop_index(
            "ix_ticket_promised",
            sqlite_where=sa.text("closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND heard_at IS NOT NULL AND promised_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_ticket_published_promised",
            sqlite_where=sa.text("published_at IS NOT NULL AND promised_at IS NOT NULL"),
            postgresql_where=sa.text("published_at IS NOT NULL AND promised_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_ticket_customer_id_opened_at")

    op.drop_table("ticket")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_key_hash_at")

    op.drop_table("attempt")
    with op.batch_alter_table("desk_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_session_agent_id"))

    op.drop_table("desk_session")
    op.drop_table("draft")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_email"))

    op.drop_table("customer")
    op.drop_table("photo")
    op.drop_table("faces")
    op.drop_table("agent")


_SEEN = "public_name, photo, public_as"  # what public views show of an agent
_OLD, _NEW = (", ".join(f"{row}.{name}" for name in _SEEN.split(", ")) for row in ("OLD", "NEW"))
_REWRITING = "the log of a ticket is append-only"
_SQLITE = [
    f"""CREATE TRIGGER event_no_{verb} BEFORE {verb} ON event BEGIN SELECT RAISE(ABORT, '{_REWRITING}'); END"""
    for verb in ("UPDATE", "DELETE")
] + [  # INSERT OR REPLACE deletes without asking the triggers of a DELETE
    """CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE
    ticket_id = NEW.ticket_id AND version = NEW.version OR ticket_id = NEW.ticket_id AND once = NEW.once)
    BEGIN SELECT RAISE(ABORT, 'the log of a ticket is append-only'); END""",
    f"""CREATE TRIGGER agent_seen AFTER UPDATE OF {_SEEN} ON agent WHEN ({_OLD}) IS NOT ({_NEW})
    BEGIN UPDATE faces SET changes = changes + 1; END""",  # noqa: S608 - all of it stands here
]
_POSTGRESQL = [
    f"""CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REWRITING}'; END $$""",
    "CREATE TRIGGER event_no_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON event EXECUTE FUNCTION event_append_only()",
    """CREATE FUNCTION say_ticket() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('ticket', NEW.ticket_id::text); RETURN NULL; END $$""",
    "CREATE TRIGGER event_said AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION say_ticket()",
    "CREATE TRIGGER note_said AFTER INSERT ON note FOR EACH ROW EXECUTE FUNCTION say_ticket()",
    """CREATE FUNCTION say_presence() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('presence', COALESCE(NEW.ticket_id, OLD.ticket_id)::text); RETURN NULL; END $$""",
    """CREATE TRIGGER presence_said AFTER INSERT OR UPDATE OR DELETE ON presence
    FOR EACH ROW EXECUTE FUNCTION say_presence()""",
    """CREATE FUNCTION say_faces() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN UPDATE faces SET changes = changes + 1; PERFORM pg_notify('faces', ''); RETURN NULL; END $$""",
    f"""CREATE TRIGGER agent_seen AFTER UPDATE OF {_SEEN} ON agent FOR EACH ROW
    WHEN (({_OLD}) IS DISTINCT FROM ({_NEW})) EXECUTE FUNCTION say_faces()""",
]


def _guard() -> None:
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _unguard() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in ("event_append_only", "say_ticket", "say_presence", "say_faces"):
            op.execute(f"DROP FUNCTION {function} CASCADE")
