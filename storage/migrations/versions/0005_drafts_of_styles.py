"""Styles that nobody has published yet, which keep no name from others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NAME = "uq_styles_scope_slug"


def upgrade() -> None:
    """What was added so far counts as published, or as hidden by somebody."""
    draft: sa.Column[bool] = sa.Column(
        "draft", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("styles", draft)
    op.add_column("styles", sa.Column("replaces", sa.BigInteger(), nullable=True))
    # SQLite uses a partial index only for queries that say the same words.
    _index_names_of("deleted IS NULL AND draft IS 0", "deleted IS NULL AND NOT draft")


def downgrade() -> None:
    """Go back to 0004; drafts are thrown away."""
    op.execute("DELETE FROM styles WHERE draft")
    _index_names_of("deleted IS NULL", "deleted IS NULL")
    with op.batch_alter_table("styles") as styles:
        styles.drop_column("replaces")
        styles.drop_column("draft")


def _index_names_of(in_sqlite: str, in_postgresql: str) -> None:
    op.drop_index(_NAME, "styles")
    op.create_index(
        _NAME,
        "styles",
        ["scope", "slug"],
        unique=True,
        sqlite_where=sa.text(in_sqlite),
        postgresql_where=sa.text(in_postgresql),
    )
