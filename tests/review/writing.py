"""What a process does to a log while others do the same: writes much, or reads until all is there."""

from __future__ import annotations

from datetime import UTC, datetime

from audit.review import Entry, open_store

BATCH = 3


def write_many(url: str, name: str, count: int) -> None:
    """Record `count` decisions, a few of them three at once."""
    store = open_store(url, now=lambda: datetime(2026, 1, 20, tzinfo=UTC))
    number = 0
    while number < count:
        size = min(BATCH if number % 10 == 0 else 1, count - number)
        store.record(
            [entry(name, n) for n in range(number, number + size)], who=name, batch=f"{name}-{number}"
        )
        number += size


def entry(name: str, number: int) -> Entry:
    """One that tells by itself whether it is whole."""
    return Entry(f"{name}-{number}", "排除", f"理由{number}", "整改中", note=f"{name} 第 {number} 条")


def read_until(url: str, total: int) -> None:
    """Read until `total` entries are there; what is read is whole and only ever grows."""
    store = open_store(url)
    seen = 0
    while seen < total:
        log = store.log()
        assert len(log) >= seen
        seen = len(log)
        for row in log.tail(200).itertuples():
            name, number = row.finding_id.rsplit("-", 1)
            assert (row.who, row.reason) == (name, f"理由{number}")
            assert row.note == f"{name} 第 {number} 条"
