"""Which version of the painter a painting is by, and which painting it goes on from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of paintings from before nobody noted the painter; they all began with the photo."""
    op.add_column("jobs", sa.Column("painter", sa.Integer(), nullable=True))
    op.add_column("jobs", sa.Column("starts_from", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back to 0005."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("starts_from")
        jobs.drop_column("painter")
