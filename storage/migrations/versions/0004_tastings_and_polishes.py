"""Sheets of styles that people tried, which count as paintings, and polished style vectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has tried and nothing was polished so far."""
    op.create_table(
        "tastings",
        sa.Column("id", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], "fk_tastings_person_id_people", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], "fk_tastings_chat_id_chats", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tastings"),
    )
    for whose in ("person_id", "chat_id"):
        op.create_index(f"ix_tastings_{whose}_created", "tastings", [whose, "created"])
    op.create_table(
        "polishes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.Double(), nullable=False),
        sa.Column("after", sa.Double(), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["pictures.digest"], "fk_polishes_digest_pictures", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", "network", name="pk_polishes"),
    )


def downgrade() -> None:
    """Go back to 0003; what was tried and polished is forgotten."""
    op.drop_table("polishes")
    op.drop_table("tastings")
