"""Whether a photo that waits for its style was sent as a file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Photos that wait already count as photos."""
    column: sa.Column[bool] = sa.Column(
        "is_file", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("pending_photos", column)


def downgrade() -> None:
    """Go back to 0002."""
    with op.batch_alter_table("pending_photos") as photos:
        photos.drop_column("is_file")
