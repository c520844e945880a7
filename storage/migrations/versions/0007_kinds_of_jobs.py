"""How a painting was asked for, in a column of its own instead of in its origin."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of paintings from before what their origins say."""
    kind: sa.Column[str] = sa.Column(
        "kind", sa.String(16), server_default="request", nullable=False
    )
    op.add_column("jobs", kind)
    op.execute("UPDATE jobs SET kind = 'tap' WHERE origin LIKE 'tap:%'")
    op.execute("UPDATE jobs SET kind = 'draft' WHERE origin LIKE 'style:%'")


def downgrade() -> None:
    """Go back to 0006; origins still say the same."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("kind")
