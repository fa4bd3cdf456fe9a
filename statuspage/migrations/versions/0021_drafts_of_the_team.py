"""Drafts that the team edits: a text per language, who changed it last, offers, and what is deleted but not gone."""

import re

import sqlalchemy as sa
from alembic import op

from statuspage.migrations.rebuild import rebuilt

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_HERE = "ended_at IS NULL"
_PLACE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_KNOWN = ("their name", "their full name", "their place", "your own words")
_DRAFT = sa.table(
    "draft",
    sa.column("id", sa.Integer),
    sa.column("title", sa.String),
    sa.column("body", sa.String),
    sa.column("texts", sa.JSON),
    sa.column("created_at", _INSTANT),
    sa.column("changed_at", _INSTANT),
)


def upgrade() -> None:
    op.add_column("draft", sa.Column("texts", sa.JSON(), nullable=True))
    op.add_column("draft", sa.Column("is_offer", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("draft", sa.Column("changed_at", _INSTANT, nullable=True))
    op.add_column("draft", sa.Column("ended_at", _INSTANT, nullable=True))
    _fill()
    with rebuilt("draft") as batch:
        batch.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_draft_changed_by_id", "agent", ["changed_by_id"], ["id"])
        batch.alter_column("texts", existing_type=sa.JSON(), nullable=False)
        batch.alter_column("changed_at", existing_type=_INSTANT, nullable=False)
        batch.drop_column("body")
    here = sa.text(_HERE)
    op.create_index("uq_draft_title", "draft", ["title"], unique=True, sqlite_where=here, postgresql_where=here)


def _fill() -> None:
    """What drafts said until now is English, as no other could be made; no two of them have one name."""
    connection, taken = op.get_bind(), set[str]()
    for row in connection.execute(sa.select(_DRAFT).order_by(_DRAFT.c.id)).all():
        title = row.title if row.title not in taken else f"{row.title[:100]} ({row.id})"
        taken.add(title)
        filled = {"title": title, "texts": {"en": _PLACE.sub(_named, row.body)}, "changed_at": row.created_at}
        connection.execute(_DRAFT.update().where(_DRAFT.c.id == row.id).values(filled))


def _named(found: re.Match[str]) -> str:
    """A place that nobody but its writer can fill in says so from now on."""
    words = " ".join(found[1].split())
    known = words.casefold() in _KNOWN or words.casefold().startswith("your own words:")
    return found[0] if known else f"[[your own words: {words}]]"


def downgrade() -> None:
    op.drop_index("uq_draft_title", "draft")
    op.add_column("draft", sa.Column("body", sa.String(), nullable=False, server_default=""))
    for row in op.get_bind().execute(sa.select(_DRAFT.c.id, _DRAFT.c.texts)).all():
        body = next(iter(row.texts.values()), "")
        op.execute(_DRAFT.update().where(_DRAFT.c.id == row.id).values(body=body))
    with rebuilt("draft") as batch:
        batch.drop_constraint("fk_draft_changed_by_id", type_="foreignkey")
        batch.alter_column("body", existing_type=sa.String(), existing_nullable=False, server_default=None)
        for name in ("ended_at", "changed_by_id", "changed_at", "is_offer", "texts"):
            batch.drop_column(name)
