"""Waves withdrawn, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "registry_2"
down_revision = "registry_1"


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("withdrawal")
