"""Addenda of waves, and the bands of participation."""

import sqlalchemy as sa
from alembic import op

revision = "registry_5"
down_revision = "registry_4"


def upgrade() -> None:
    op.create_table(
        "addendum",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "number"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "participation",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("wave", "place"),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("participation")
    op.drop_table("addendum")
