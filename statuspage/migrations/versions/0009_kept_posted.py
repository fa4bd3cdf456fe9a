"""Each letter reaches its reader: a key for each person, a subscription for whoever is mailed, an outbox that sends.

Every private share there is becomes the customer's own, at the same address. All mails that wait are retired, as
nobody wants to be sent history; pings wait on. ``customer.is_demo`` and ``agent.is_demo`` are the demo's people, to
whom nothing ever leaves: those of before are known by their addresses, which nobody can have (RFC 2606).
"""

import sqlalchemy as sa
from alembic import op

from statuspage.migrations.rebuild import rebuilt

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_NOTICES = '["words", "not_yet", "call", "handover", "soon", "late"]'
_WAITING = "outcome = 'waiting'"
_PINGS = f"{_WAITING} AND kind = 'websub'"
_UNREACHED = "closed_at IS NULL AND unreached_at IS NOT NULL"
_share = sa.table("share", *(sa.column(name) for name in ("scope", "holder")))


def upgrade() -> None:
    _add_companions()
    _give_shares_a_holder()
    _add_subscriptions()
    _widen_the_outbox()
    op.create_table(
        "bounce",
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("email", name="pk_bounce"),
    )
    op.add_column("agent", sa.Column("notices", sa.JSON(), nullable=False, server_default=_NOTICES))
    for table in ("agent", "customer"):
        op.add_column(table, sa.Column("is_demo", sa.Boolean(), nullable=False, server_default=sa.false()))
        for nowhere in ("%.example", "%@example.net"):  # nobody can have an address there (RFC 2606)
            op.execute(f"UPDATE {table} SET is_demo = true WHERE email LIKE '{nowhere}'")  # noqa: S608 - all stands here
    op.add_column("ticket", sa.Column("unreached_at", _INSTANT, nullable=True))
    _index("ix_ticket_unreached", "ticket", ["owner_id", "unreached_at"], _UNREACHED)
    _index("ix_ticket_all_unreached", "ticket", ["unreached_at"], _UNREACHED)


def downgrade() -> None:
    for name in ("ix_ticket_all_unreached", "ix_ticket_unreached"):
        op.drop_index(name, "ticket")
    op.drop_column("ticket", "unreached_at")
    for table in ("customer", "agent"):
        op.drop_column(table, "is_demo")
    op.drop_column("agent", "notices")
    op.drop_table("bounce")
    _narrow_the_outbox()
    op.drop_table("subscription")
    _take_holders_away()
    op.drop_column("event", "companion_id")
    op.drop_table("companion")


def _add_companions() -> None:
    op.create_table(
        "companion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("came", sa.String(9), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("let_go_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_companion_ticket_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_companion_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_companion"),
    )
    op.create_index("ix_companion_ticket_id", "companion", ["ticket_id"])
    here = "let_go_at IS NULL AND email <> ''"
    _index("uq_companion_email", "companion", ["ticket_id", "email"], here, unique=True)
    op.add_column("event", sa.Column("companion_id", sa.Integer(), nullable=True))


def _give_shares_a_holder() -> None:
    op.add_column("share", sa.Column("holder", sa.String(9), nullable=False, server_default="anyone"))
    op.execute(_share.update().where(_share.c.scope.in_(("private", "feed", "calendar"))).values(holder="customer"))
    with rebuilt("share") as batch:
        batch.add_column(sa.Column("companion_id", sa.Integer(), nullable=True))
        batch.alter_column("holder", existing_type=sa.String(9), existing_nullable=False, server_default=None)
        batch.drop_constraint("uq_share_ticket_id_scope", type_="unique")
        batch.create_foreign_key("fk_share_companion_id", "companion", ["companion_id"], ["id"])
    _index("uq_share_own", "share", ["ticket_id", "scope"], "companion_id IS NULL", unique=True)
    _index("uq_share_companion", "share", ["companion_id", "scope"], "companion_id IS NOT NULL", unique=True)
    op.create_index("ix_share_ticket_id", "share", ["ticket_id"])


def _take_holders_away() -> None:
    op.execute("DELETE FROM share WHERE companion_id IS NOT NULL")
    for name in ("ix_share_ticket_id", "uq_share_companion", "uq_share_own"):
        op.drop_index(name, "share")
    with rebuilt("share") as batch:
        batch.drop_constraint("fk_share_companion_id", type_="foreignkey")
        batch.drop_column("companion_id")
        batch.drop_column("holder")
        batch.create_unique_constraint("uq_share_ticket_id_scope", ["ticket_id", "scope"])


def _add_subscriptions() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(9), nullable=False),
        sa.Column("companion_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("wants_late", sa.Boolean(), nullable=False),
        sa.Column("wants_ics", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_subscription_ticket_id"),
        sa.ForeignKeyConstraint(["companion_id"], ["companion.id"], name="fk_subscription_companion_id"),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_ticket_id", "subscription", ["ticket_id"])
    _index("uq_subscription_customer", "subscription", ["ticket_id"], "reader = 'customer'", unique=True)
    _index("uq_subscription_companion", "subscription", ["companion_id"], "companion_id IS NOT NULL", unique=True)
    _index("uq_subscription_email", "subscription", ["ticket_id", "email"], "reader = 'follower'", unique=True)
    op.execute(
        "INSERT INTO subscription (ticket_id, reader, email, zone, language, generation, created_at, confirmed_at,"
        " wants_late, wants_ics) SELECT id, 'customer', '', '', '', 1, opened_at, opened_at, false, false FROM ticket"
    )


def _widen_the_outbox() -> None:
    for name in ("ix_outgoing_unsent", "ix_outgoing_unsent_ping"):
        op.drop_index(name, "outgoing")
    with rebuilt("outgoing") as batch:
        batch.alter_column("ticket_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("to", existing_type=sa.String(8), type_=sa.String(9), existing_nullable=False)
        batch.add_column(sa.Column("subscription_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("agent_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("outcome", sa.String(8), nullable=False, server_default="waiting"))
        batch.add_column(sa.Column("due_at", _INSTANT, nullable=True))
        batch.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("lease", sa.String(32), nullable=False, server_default=""))
        batch.add_column(sa.Column("fault", sa.String(300), nullable=False, server_default=""))
        batch.add_column(sa.Column("once", sa.String(80), nullable=True))
        batch.add_column(sa.Column("data", sa.JSON(), nullable=False, server_default="{}"))
        batch.create_foreign_key("fk_outgoing_subscription_id", "subscription", ["subscription_id"], ["id"])
        batch.create_foreign_key("fk_outgoing_agent_id", "agent", ["agent_id"], ["id"])
    mails = "kind <> 'websub'"
    op.execute(f"UPDATE outgoing SET outcome = 'retired' WHERE sent_at IS NULL AND {mails}")  # noqa: S608
    op.execute("UPDATE outgoing SET outcome = 'sent' WHERE sent_at IS NOT NULL")
    op.execute("UPDATE outgoing SET due_at = created_at")
    op.execute(
        "UPDATE outgoing SET agent_id = (SELECT owner_id FROM ticket WHERE ticket.id = outgoing.ticket_id),"
        " \"to\" = 'agent' WHERE \"to\" = 'owner'"
    )
    op.execute(
        "UPDATE outgoing SET subscription_id = (SELECT subscription.id FROM subscription WHERE"
        " subscription.ticket_id = outgoing.ticket_id AND reader = 'customer') WHERE \"to\" = 'customer'"
    )
    with rebuilt("outgoing") as batch:
        batch.alter_column("due_at", existing_type=_INSTANT, nullable=False)
    _index("ix_outgoing_waiting", "outgoing", ["due_at", "id"], _WAITING)
    _index("ix_outgoing_waiting_ping", "outgoing", ["id"], _PINGS)
    op.create_index("ix_outgoing_ticket_id", "outgoing", ["ticket_id", "version"])
    op.create_index("ix_outgoing_outcome", "outgoing", ["outcome", "id"])
    op.create_index("uq_outgoing_once", "outgoing", ["once"], unique=True)


def _narrow_the_outbox() -> None:
    indexes = ("uq_outgoing_once", "ix_outgoing_outcome", "ix_outgoing_ticket_id")
    for name in (*indexes, "ix_outgoing_waiting_ping", "ix_outgoing_waiting"):
        op.drop_index(name, "outgoing")
    op.execute("DELETE FROM outgoing WHERE ticket_id IS NULL OR \"to\" NOT IN ('customer', 'agent', 'hub')")
    op.execute("UPDATE outgoing SET \"to\" = 'owner' WHERE \"to\" = 'agent'")
    with rebuilt("outgoing") as batch:
        batch.drop_constraint("fk_outgoing_subscription_id", type_="foreignkey")
        batch.drop_constraint("fk_outgoing_agent_id", type_="foreignkey")
        for name in ("data", "once", "fault", "lease", "tries", "due_at", "outcome", "agent_id", "subscription_id"):
            batch.drop_column(name)
        batch.alter_column("to", existing_type=sa.String(9), type_=sa.String(8), existing_nullable=False)
        batch.alter_column("ticket_id", existing_type=sa.Integer(), nullable=False)
    unsent = "sent_at IS NULL"
    _index("ix_outgoing_unsent", "outgoing", ["id"], unsent)
    _index("ix_outgoing_unsent_ping", "outgoing", ["id"], f"{unsent} AND kind = 'websub'")


def _index(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
