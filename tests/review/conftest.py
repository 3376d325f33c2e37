"""A log in a file of its own, at an hour of our choice."""

import os
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, make_url, text

from audit.review import open_store


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'review.sqlite'}"


@pytest.fixture
def store(url):
    store = open_store(url, now=lambda: datetime(2026, 1, 20, 9, 0, tzinfo=UTC))
    yield store
    store.close()


@pytest.fixture
def postgres_url():
    """A database of its own on the server at AUDIT_POSTGRES_URL."""
    server = os.environ.get("AUDIT_POSTGRES_URL")
    if not server:
        pytest.skip("AUDIT_POSTGRES_URL is not set")
    name = f"audit_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
