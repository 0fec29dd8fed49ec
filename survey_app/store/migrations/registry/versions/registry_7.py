"""Approved reports, and texts that were decided and released."""

import sqlalchemy as sa
from alembic import op

revision = "registry_7"
down_revision = "registry_6"


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "released_texts",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("previous"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("released_texts")
    op.drop_table("approval")
