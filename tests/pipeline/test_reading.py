"""Whatever goes wrong with a file stays with that file."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from audit.errors import DamagedFile
from audit.frames import Reading
from audit.pipeline import reading
from audit.readers import Input

# Workers of the pools below come from a server that has loaded what they need, so they start at once.
multiprocessing.set_forkserver_preload(["audit.pipeline.reading"])

_PROSE = "松涧镇人民政府2024年政府信息公开工作年度报告\n\n一、总体情况\n\n全年工作平稳。\n"


@pytest.fixture
def inputs(tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(4)]
    for path in paths:
        path.write_text(_PROSE, encoding="utf-8")
    return [Input(path, path.name, None) for path in paths]


def test_files_come_back_in_their_order_and_progress_is_told(inputs):
    told = []
    readings = reading.read_all(inputs, progress=lambda done, total: told.append((done, total)))
    assert [one.file for one in readings] == [source.name for source in inputs]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert all(one.recognition is not None for one in readings)


def test_a_pool_reads_what_one_process_reads(inputs):
    inputs[2].path.write_bytes(b"")
    alone = reading.read_all(inputs)
    together = reading.read_all(inputs, jobs=2)
    assert [one.file for one in together] == [one.file for one in alone]
    assert [one.sha256 for one in together] == [one.sha256 for one in alone]
    assert [type(one.error) for one in together] == [type(one.error) for one in alone]


def test_a_refused_file_is_a_reading_with_its_reason(inputs):
    refused = Input(Path("x"), "x.txt", DamagedFile("空文件"))
    assert reading.read_one(refused).error == refused.error


def test_a_crash_of_ours_costs_its_file_and_says_so(inputs, monkeypatch):
    def crash(path, *, name, member):
        raise ZeroDivisionError(f"in {name}")

    monkeypatch.setattr(reading, "read_document", crash)
    one = reading.read_one(inputs[0])
    assert isinstance(one.error, reading.ReaderCrashed)
    assert "ZeroDivisionError" in str(one.error)
    assert one.recognition is None


def _die(source):
    if source.name == "1.txt":
        os._exit(9)
    return Reading(file=source.name, sha256="", format="text")


def test_a_worker_that_dies_costs_its_file_only(inputs, monkeypatch):
    monkeypatch.setattr(reading, "read_one", _die)
    readings = reading.read_all(inputs, jobs=2)
    assert [isinstance(one.error, reading.ReaderCrashed) for one in readings] == [False, True, False, False]
