"""Whatever goes wrong with a file stays with that file."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import DamagedFile
from audit.readers import Input
from audit.reading import (
    Limits,
    MemoryExceeded,
    ReaderCrashed,
    Spool,
    TimeExceeded,
    files,
    key_of,
    read_all,
    read_one,
    read_packed,
)
from audit.reading.workers import Lost

_PROSE = "松涧镇人民政府2024年政府信息公开工作年度报告\n\n一、总体情况\n\n全年工作平稳。\n"


@pytest.fixture
def inputs(tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for path in paths:
        path.write_text(_PROSE, encoding="utf-8")
    return [Input(path, path.name, None) for path in paths]


def test_files_come_back_in_their_order(inputs):
    readings = read_all(inputs)
    assert [one.file for one in readings] == [source.name for source in inputs]
    assert all(one.recognition is not None for one in readings)


def test_workers_read_what_one_process_reads(inputs):
    inputs[2].path.write_bytes(b"")
    alone = read_all(inputs, years={"1.txt": 2022})
    together = read_all(inputs, jobs=2, years={"1.txt": 2022})
    assert [one.file for one in together] == [one.file for one in alone]
    assert [one.sha256 for one in together] == [one.sha256 for one in alone]
    assert [type(one.error) for one in together] == [type(one.error) for one in alone]
    assert [one.recognition for one in together] == [one.recognition for one in alone]


def test_what_is_put_aside_comes_back_as_it_was_recognised(inputs, tmp_path):
    """The key of each file, and with it the recognition that its reading has, taken in another order."""
    inputs[2].path.write_bytes(b"")
    readings = read_all(inputs)
    with Spool(tmp_path / "spool") as spool:
        for place, packed in read_packed(inputs, jobs=2):
            assert packed.key == key_of(readings[place])
            assert packed.key.is_report == (packed.recognition is not None) == (place != 2)
            if packed.recognition is not None:
                spool.put(place, packed.recognition)
        taken = list(spool.take([3, 0, 1]))
    assert taken == [readings[place].recognition for place in (3, 0, 1)]
    assert taken[0].template is readings[0].recognition.template


def test_the_manifests_year_is_the_reports(inputs):
    years = [one.recognition.identity.year for one in read_all(inputs[:2], years={"1.txt": 2022})]
    assert years == [2024, 2022]


def test_a_refused_file_is_a_reading_with_its_reason(inputs):
    refused = Input(Path("x"), "x.txt", DamagedFile("空文件"))
    assert read_one(refused).error == refused.error


@pytest.mark.parametrize(
    ("error", "kind", "code", "word"),
    [
        (ZeroDivisionError("in it"), ReaderCrashed, "crashed", "ZeroDivisionError"),
        (MemoryError(), MemoryExceeded, "memory", "内存"),
    ],
)
def test_a_failure_of_ours_costs_its_file_and_says_so(inputs, monkeypatch, error, kind, code, word):
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr(files, "open_file", fail)
    one = read_one(inputs[0])
    assert isinstance(one.error, kind)
    assert one.error.code == code
    assert word in str(one.error)
    assert one.recognition is None


@pytest.mark.parametrize(
    ("lost", "kind", "code", "word"),
    [
        (Lost("timeout"), TimeExceeded, "timeout", "1.5 秒"),
        (Lost("died", -11), ReaderCrashed, "crashed", "-11"),
    ],
)
def test_a_lost_worker_costs_its_file_and_says_so(inputs, monkeypatch, lost, kind, code, word):
    def lose_the_second(task, orders, **_options):
        yield 1, lost
        yield from ((position, task(orders[position])) for position in (0, 2, 3))

    monkeypatch.setattr(files, "run_each", lose_the_second)
    readings = read_all(inputs, jobs=2, limits=Limits(seconds=1.5))
    assert [type(one.error) for one in readings] == [type(None), kind, type(None), type(None)]
    assert readings[1].error.code == code
    assert word in str(readings[1].error)
