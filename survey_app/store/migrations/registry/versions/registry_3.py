"""The second step of signing in, recovery codes, the log of staff actions."""

import sqlalchemy as sa
from alembic import op

revision = "registry_3"
down_revision = "registry_2"


def upgrade() -> None:
    op.create_table(
        "second_step",
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("staff"),
        sa.ForeignKeyConstraint(["staff"], ["staff.staff"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "recovery",
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sa.CheckConstraint("length(code) = 32", name="recovery_code"),
        sa.ForeignKeyConstraint(["staff"], ["staff.staff"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "entry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text()),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("hash"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("entry")
    op.drop_table("recovery")
    op.drop_table("second_step")
