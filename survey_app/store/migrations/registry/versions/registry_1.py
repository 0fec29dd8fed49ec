"""Waves, slips, releases, purges, staff."""

import sqlalchemy as sa
from alembic import op

revision = "registry_1"
down_revision = None

KEPT = {"sqlite_with_rowid": False, "sqlite_strict": True}


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("staff"),
        **KEPT,
    )
    op.create_table(
        "wave",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("manifest_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        sa.CheckConstraint("state IN ('planned', 'open', 'closed', 'released', 'cancelled')", name="wave_state"),
        sa.UniqueConstraint("number"),
        **KEPT,
    )
    op.create_table(
        "purge",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        **KEPT,
    )
    op.create_table(
        "release",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("cube", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "number"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sa.UniqueConstraint("hash"),
        **KEPT,
    )
    op.create_table(
        "slip",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.CheckConstraint("length(key) = 32", name="slip_key"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        **KEPT,
    )
    op.create_table(
        "staff_session",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
        sa.CheckConstraint("length(token) = 32", name="staff_session_token"),
        sa.ForeignKeyConstraint(["staff"], ["staff.staff"]),
        **KEPT,
    )


def downgrade() -> None:
    for table in ("staff_session", "slip", "release", "purge", "wave", "staff"):
        op.drop_table(table)
