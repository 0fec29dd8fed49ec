"""Receipts of counted ballots, and what is known of archives."""

import sqlalchemy as sa
from alembic import op

revision = "registry_6"
down_revision = "registry_5"


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("listed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "archive",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("purged", sa.Text()),
        sa.PrimaryKeyConstraint("wave"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("archive")
    op.drop_table("receipts")
