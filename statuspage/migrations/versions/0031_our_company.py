"""What the desk says of our company, in one row, and its logo; ``setup_key`` and ``set_up_at`` are of its first start.

The trigger ``our_company_seen`` counts each change that anyone could see as ``agent_seen`` does: what is kept in memory
is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SEEN = ("name", "site", "phone", "zone", "languages", "accent", "accent_dark", "logo")
_LENGTHS = (80, 255, 40, 64, 40, 7, 7, 40)


def upgrade() -> None:
    op.create_table(
        "our_company",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, sa.String(length), server_default="", nullable=False)
            for name, length in zip(_SEEN, _LENGTHS, strict=True)
        ),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("setup_key", sa.BigInteger(), nullable=True),
        sa.Column("set_up_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_our_company"),
    )
    op.create_table(
        "logo",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_logo"),
    )
    op.execute("INSERT INTO our_company (id) VALUES (1)")
    columns = ", ".join(_SEEN)
    old, new = (", ".join(f"{row}.{name}" for name in _SEEN) for row in ("OLD", "NEW"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER our_company_seen AFTER UPDATE OF {columns} ON our_company WHEN ({old}) IS NOT ({new})"  # noqa: S608
            " BEGIN UPDATE consent SET changes = changes + 1; END"
        )
        return
    op.execute(
        f"CREATE TRIGGER our_company_seen AFTER UPDATE OF {columns} ON our_company FOR EACH ROW"
        f" WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION say_consent()"
    )


def downgrade() -> None:
    op.drop_table("our_company")  # and its trigger with it
    op.drop_table("logo")
