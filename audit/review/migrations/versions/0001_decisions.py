"""The log of decisions, and what tells it from others."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; written out, because `audit.review.tables` will move on."""
    facts = op.create_table(
        "facts",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    op.bulk_insert(
        facts,
        [
            {"name": "id", "value": secrets.token_hex(8)},
            {"name": "secret", "value": secrets.token_hex(32)},
        ],
    )
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
