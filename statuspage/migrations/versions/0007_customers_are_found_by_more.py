"""A customer is found without accents, and by the digits of their phone number: ``customer.sought`` is made anew."""

from collections.abc import Callable
from unicodedata import combining, normalize

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_CUSTOMER = sa.table(
    "customer",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("email", sa.String),
    sa.column("phone", sa.String),
    sa.column("sought", sa.String),
)
_AT_ONCE = 1_000  # rows


def upgrade() -> None:
    _make_anew(_sought)


def downgrade() -> None:
    _make_anew(lambda name, email, _phone: normalize("NFKC", normalize("NFKC", f"{name}\n{email}").casefold()))


def _make_anew(sought: Callable[[str, str, str], str]) -> None:
    connection, last = op.get_bind(), 0
    columns = (_CUSTOMER.c.id, _CUSTOMER.c.name, _CUSTOMER.c.email, _CUSTOMER.c.phone)
    change = _CUSTOMER.update().where(_CUSTOMER.c.id == sa.bindparam("number")).values(sought=sa.bindparam("text"))
    while rows := connection.execute(
        sa.select(*columns).where(_CUSTOMER.c.id > last).order_by(_CUSTOMER.c.id).limit(_AT_ONCE)
    ).all():
        texts = [{"number": row.id, "text": sought(row.name, row.email, row.phone)} for row in rows]
        connection.execute(change, texts)
        last = rows[-1].id


def _sought(name: str, email: str, phone: str) -> str:
    digits = "".join(str(int(sign)) for sign in phone if sign.isdecimal())
    bare = normalize("NFKD", f"{name}\n{email}\n{digits}".casefold())
    plain = "".join(sign for sign in bare if not combining(sign))
    return normalize("NFKC", plain).casefold().translate(_PLAIN)
