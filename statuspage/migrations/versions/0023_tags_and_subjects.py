"""Tags, the team's own words on tickets; and what a ticket was about before, which stays as all words do (see 0005)."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_FIXED = ("ticket_id", "version", "agent_id", "at", "words")
_WORDS = "what people wrote and promised is never changed"


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("tickets", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["tag.id"], name="fk_tag_into_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
    )
    op.create_index("uq_tag_folded", "tag", ["folded"], unique=True)
    op.create_index("ix_tag_into_id", "tag", ["into_id"], sqlite_where=_OTHER, postgresql_where=_OTHER)
    op.create_index("ix_tag_tickets", "tag", ["tickets"], sqlite_where=_OWN, postgresql_where=_OWN)
    op.create_table(
        "ticket_tag",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_ticket_tag_ticket_id"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_ticket_tag_tag_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_ticket_tag_agent_id"),
        sa.PrimaryKeyConstraint("ticket_id", "tag_id", name="pk_ticket_tag"),
    )
    op.create_index("ix_ticket_tag_tag_id_ticket_id", "ticket_tag", ["tag_id", "ticket_id"])
    op.create_table(
        "former_subject",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name="fk_former_subject_ticket_id"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_former_subject_agent_id"),
        sa.PrimaryKeyConstraint("ticket_id", "version", name="pk_former_subject"),
    )
    _count_by(_IN_HAND)
    (_guard_sqlite if op.get_bind().dialect.name == "sqlite" else _guard_postgresql)()


_OWN, _OTHER = sa.text("into_id IS NULL"), sa.text("into_id IS NOT NULL")
_OPEN = "closed_at IS NULL"
_IN_HAND = f"{_OPEN} AND suspected_at IS NULL"  # of a flood that no person wrote, no count reads its way through


def _count_by(condition: str) -> None:
    op.drop_index("ix_ticket_open", "ticket")
    some = sa.text(condition)
    op.create_index("ix_ticket_open", "ticket", ["owner_id"], sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    _count_by(_OPEN)
    for table in ("former_subject", "ticket_tag", "tag"):
        op.drop_table(table)  # and their triggers with them


def _guard_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
    found = "EXISTS (SELECT 1 FROM former_subject WHERE ticket_id = NEW.ticket_id AND version = NEW.version)"
    op.execute(f"CREATE TRIGGER former_subject_no_delete BEFORE DELETE ON former_subject {refuse}")
    op.execute(f"CREATE TRIGGER former_subject_no_replace BEFORE INSERT ON former_subject WHEN {found} {refuse}")
    op.execute(
        f"CREATE TRIGGER former_subject_no_rewrite BEFORE UPDATE ON former_subject WHEN {_rewrites('IS NOT')} {refuse}"
    )


def _guard_postgresql() -> None:
    refuse = "EXECUTE FUNCTION refuse_rewriting()"
    op.execute(f"CREATE TRIGGER former_subject_no_delete BEFORE DELETE OR TRUNCATE ON former_subject {refuse}")
    op.execute(
        "CREATE TRIGGER former_subject_no_rewrite BEFORE UPDATE ON former_subject FOR EACH ROW"
        f" WHEN ({_rewrites('IS DISTINCT FROM')}) {refuse}"
    )


def _rewrites(differs: str) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in _FIXED) for row in ("OLD", "NEW"))
    return f"({old}) {differs} ({new})"
