"""Sealed ballots, and the waves that may put one in."""

import sqlalchemy as sa
from alembic import op

revision = "box_1"
down_revision = None

KEPT = {"sqlite_with_rowid": False, "sqlite_strict": True}


def upgrade() -> None:
    op.create_table(
        "accepting",
        sa.Column("wave", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave"),
        **KEPT,
    )
    op.create_table(
        "ballot",
        sa.Column("nullifier", sa.LargeBinary(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        sa.Column("ballot", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("nullifier"),
        sa.CheckConstraint("length(nullifier) = 32", name="ballot_nullifier"),
        **KEPT,
    )


def downgrade() -> None:
    op.drop_table("ballot")
    op.drop_table("accepting")
