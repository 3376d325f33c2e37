"""A log in a file of its own, at an hour of our choice."""

from datetime import UTC, datetime

import pytest

from audit.review import open_store


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'review.sqlite'}"


@pytest.fixture
def store(url):
    store = open_store(url, now=lambda: datetime(2026, 1, 20, 9, 0, tzinfo=UTC))
    yield store
    store.close()
