"""Style names, undoable deletion, favourites, bans, quotas, audit, and what results need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.name_matching import normalise

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVE = sa.text("deleted IS NULL")


def upgrade() -> None:
    """Create and fill the new tables, widen the old ones."""
    _styles()
    _style_names()
    _favourites()
    _bans()
    _quotas()
    _audit()
    _jobs()
    _job_styles()


def downgrade() -> None:
    """Go back to 0001; deleted styles go for good, and bans keep neither reason nor end."""
    op.execute("DELETE FROM styles WHERE deleted IS NOT NULL")
    op.add_column(
        "people", sa.Column("banned", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    people, bans = _table("people", "id", "banned"), _table("bans", "id")
    banned = people.c.id.in_(sa.select(bans.c.id))
    op.execute(people.update().where(banned).values(banned=sa.true()))
    for table in ("job_styles", "audit", "quotas", "bans", "favourites", "style_names"):
        op.drop_table(table)
    for index in ("ix_jobs_chat_id_status_message_id", "ix_jobs_chat_id_created"):
        op.drop_index(index, "jobs")
    for column in ("shown", "files", "parent_id"):
        op.drop_column("jobs", column)
    op.drop_index("ix_styles_digest", "styles")
    op.drop_index("uq_styles_scope_slug", "styles")
    with op.batch_alter_table("styles") as styles:
        for column in ("deleted", "version", "preset_slug"):
            styles.drop_column(column)
        styles.create_unique_constraint("uq_styles_scope_slug", ["scope", "slug"])


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *map(sa.column, columns))


def _styles() -> None:
    with op.batch_alter_table("styles") as styles:
        styles.drop_constraint("uq_styles_scope_slug", type_="unique")
        styles.add_column(sa.Column("preset_slug", sa.String(64), nullable=True))
        styles.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        styles.add_column(sa.Column("deleted", _TIME, nullable=True))
    op.create_index(
        "uq_styles_scope_slug",
        "styles",
        ["scope", "slug"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index("ix_styles_digest", "styles", ["digest"])
    op.execute("UPDATE styles SET preset_slug = slug WHERE preset IS NOT NULL")


def _style_names() -> None:
    op.create_table(
        "style_names",
        sa.Column("style_id", _COUNTED, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["style_id"], ["styles.id"], name="fk_style_names_style_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("style_id", "name", name="pk_style_names"),
    )
    op.create_index("ix_style_names_name", "style_names", ["name"])
    styles = sa.table(
        "styles", *map(sa.column, ("id", "slug", "title")), sa.column("aliases", sa.JSON())
    )
    rows = [
        {"style_id": style_id, "name": name}
        for style_id, slug, title, aliases in op.get_bind().execute(sa.select(styles))
        for name in {normalise(one) for one in (slug, title, *aliases)} - {""}
    ]
    op.bulk_insert(_table("style_names", "style_id", "name"), rows)


def _favourites() -> None:
    op.create_table(
        "favourites",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("style_id", _COUNTED, nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_favourites_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["style_id"], ["styles.id"], name="fk_favourites_style_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "style_id", name="pk_favourites"),
    )


def _bans() -> None:
    op.create_table(
        "bans",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bans"),
    )
    people = sa.table(
        "people", sa.column("id"), sa.column("banned", sa.Boolean()), sa.column("seen")
    )
    banned = sa.select(people.c.id, sa.literal(""), people.c.seen).where(people.c.banned)
    bans = _table("bans", "id", "reason", "created")
    op.execute(bans.insert().from_select(["id", "reason", "created"], banned))
    op.drop_column("people", "banned")


def _quotas() -> None:
    op.create_table(
        "quotas",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("paintings", sa.Integer(), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("created", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quotas"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_chat_id_id", "audit", ["chat_id", "id"])
    op.create_index("ix_audit_action_id", "audit", ["action", "id"])


def _jobs() -> None:
    # Each in place: copying the table, as Alembic else does on SQLite, takes long when it is big.
    op.add_column("jobs", sa.Column("parent_id", sa.String(16), nullable=True))
    for name in ("files", "shown"):
        op.add_column("jobs", sa.Column(name, sa.JSON(), server_default="{}", nullable=False))
    op.create_index("ix_jobs_chat_id_created", "jobs", ["chat_id", "created"])
    op.create_index("ix_jobs_chat_id_status_message_id", "jobs", ["chat_id", "status_message_id"])


def _job_styles() -> None:
    op.create_table(
        "job_styles",
        sa.Column("job_id", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("style_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_styles_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "position", name="pk_job_styles"),
    )
    op.create_index("ix_job_styles_key", "job_styles", ["key"])
    op.create_index("ix_job_styles_style_id", "job_styles", ["style_id"])
    jobs = sa.table("jobs", sa.column("id"), sa.column("styles", sa.JSON()))
    rows = [
        {"job_id": job_id, "position": n, "key": one["key"], "style_id": one["style_id"]}
        for job_id, styles in op.get_bind().execute(sa.select(jobs))
        for n, one in enumerate(styles)
    ]
    op.bulk_insert(_table("job_styles", "job_id", "position", "key", "style_id"), rows)
