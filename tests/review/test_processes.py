"""Several processes on one log: nothing lost, nothing torn; of SQLite and of PostgreSQL."""

import time
from multiprocessing import get_context

import pytest

from audit.errors import DecidedMeanwhile
from audit.review import Entry, open_store
from tests.review.writing import entry, read_until, write_many

SERVERS = [pytest.param("url", id="sqlite"), pytest.param("postgres_url", id="postgresql")]


def run_together(url, writers, count, readers):
    """All at once; then the log holds every entry once, each as it was said. Returns the seconds it took."""
    context = get_context("spawn")
    names = [f"w{number}" for number in range(writers)]
    processes = [context.Process(target=write_many, args=(url, name, count)) for name in names]
    processes += [context.Process(target=read_until, args=(url, writers * count)) for _ in range(readers)]
    started = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    seconds = time.monotonic() - started
    assert [process.exitcode for process in processes] == [0] * len(processes)
    log = open_store(url).log()
    assert len(log) == writers * count
    assert log["finding_id"].is_unique
    assert log.groupby("who").size().to_dict() == dict.fromkeys(names, count)
    for row in log.itertuples():
        name, number = row.finding_id.rsplit("-", 1)
        said = entry(name, int(number))
        assert (row.decision, row.reason, row.rectification, row.note) == (
            said.decision,
            said.reason,
            said.rectification,
            said.note,
        )
    assert log.groupby("batch")["decision_id"].agg(lambda ids: ids.max() - ids.min() + 1 == len(ids)).all()
    return seconds


@pytest.mark.parametrize("server", SERVERS)
def test_processes_write_and_read_at_once(request, server):
    run_together(request.getfixturevalue(server), writers=3, count=20, readers=1)


@pytest.mark.acceptance
@pytest.mark.parametrize("server", SERVERS)
def test_ten_processes_write_a_thousand_decisions_each_while_two_read(request, server, record_number):
    seconds = run_together(request.getfixturevalue(server), writers=10, count=1000, readers=2)
    record_number("decisions kept whole, of 10000:", 10_000)
    record_number("seconds", round(seconds))


def test_postgresql_keeps_what_sqlite_keeps(postgres_url):
    store = open_store(postgres_url)
    first, second = store.record([Entry("f1", "确认"), Entry("f2", "排除", "误报")], who="王审")
    with pytest.raises(DecidedMeanwhile, match="王审"):
        store.record([Entry("f1", "排除", "误报")], seen={"f1": 0})
    store.undo(second)
    state = store.dispositions().set_index("finding_id")
    assert state["decision"].to_dict() == {"f1": "确认"}
    assert store.seal == open_store(postgres_url).seal
    assert first < second
    store.close()
