"""The log of decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table; written out, because `audit.review.tables` will move on."""
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("finding_id", sa.String(200), nullable=False, index=True),
        sa.Column("decision", sa.String(20)),
        sa.Column("reason", sa.Text),
        sa.Column("rectification", sa.String(20)),
        sa.Column("explanation", sa.Text),
        sa.Column("rectified_on", sa.Date),
        sa.Column("note", sa.Text),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("batch", sa.String(64), nullable=False, server_default=""),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("decisions.decision_id")),
        sqlite_autoincrement=True,
    )
