"""The log as a table of a database; columns as in the frame `decisions`."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, MetaData, String, Table, Text

__all__ = ["METADATA", "decisions", "facts"]

METADATA = MetaData()

# `id` tells this log from others, `secret` signs the workbooks that go out of it.
facts = Table(
    "facts",
    METADATA,
    Column("name", String(20), primary_key=True),
    Column("value", String(200), nullable=False),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("finding_id", String(200), nullable=False, index=True),
    Column("decision", String(20)),
    Column("reason", Text),
    Column("rectification", String(20)),
    Column("explanation", Text),
    Column("rectified_on", Date),
    Column("note", Text),
    Column("fingerprint", String(64)),
    Column("who", String(200), nullable=False),
    Column("at", String(40), nullable=False),
    Column("source", String(20), nullable=False),
    Column("batch", String(64), nullable=False, server_default=""),
    Column("undoes", Integer, ForeignKey("decisions.decision_id")),
    sqlite_autoincrement=True,  # an id is never given twice, whatever is deleted by hand
)
