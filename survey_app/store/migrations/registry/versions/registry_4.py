"""Slips whose right to a ballot was collected."""

import sqlalchemy as sa
from alembic import op

revision = "registry_4"
down_revision = "registry_3"


def upgrade() -> None:
    _make_again(collected=True)


def downgrade() -> None:
    _make_again(collected=False)


def _make_again(*, collected: bool) -> None:
    """SQLite adds no table constraint to a table that is there."""
    op.create_table(
        "slip_new",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        *([sa.Column("collected", sa.LargeBinary())] if collected else []),
        sa.PrimaryKeyConstraint("key"),
        sa.CheckConstraint("length(key) = 32", name="slip_key"),
        *([sa.CheckConstraint("length(collected) = 32", name="slip_collected")] if collected else []),
        sa.ForeignKeyConstraint(["wave"], ["wave.wave"]),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.execute("INSERT INTO slip_new (key, wave, stratum) SELECT key, wave, stratum FROM slip ORDER BY key")
    op.drop_table("slip")
    op.rename_table("slip_new", "slip")
