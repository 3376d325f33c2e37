"""Run by Alembic, on the connection that `audit.review.connecting` hands over."""

from alembic import context

from audit.review.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
