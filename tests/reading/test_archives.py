"""Archives opened by workers: one that is too much for them costs one line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.reading import Limits, archives, find_inputs
from audit.reading.workers import Lost


def packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, data in files.items():
            target.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = packed({"丙.txt": b"x", "../丁.txt": b"x"})
    (tmp_path / "甲.zip").write_bytes(packed({"乙.txt": b"x", "内.zip": inner}))
    (tmp_path / "空.zip").write_bytes(packed({}))
    (tmp_path / "断.zip").write_bytes(packed({"乙.txt": b"x"})[:40])
    (tmp_path / "戊.txt").write_bytes(b"x")
    return tmp_path


def test_workers_find_what_one_process_finds(folder: Path):
    alone, together = find_inputs([folder]), find_inputs([folder], jobs=2)
    assert [(each.name, each.member, str(each.error)) for each in together] == [
        (each.name, each.member, str(each.error)) for each in alone
    ]
    assert [each.name for each in alone if each.error is None] == [
        "戊.txt", "断.zip", "甲.zip!/乙.txt", "甲.zip!/内.zip!/丙.txt"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "code", "word"), [(Lost("timeout"), "timeout", "2.5 秒"), (Lost("died", -9), "crashed", "-9")]
)
def test_an_archive_that_costs_its_worker_costs_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, how: Lost, code: str, word: str
):
    def lose_the_first(task, found, **_options):
        yield from ((position, task(found[position])) for position in range(1, len(found)))
        yield 0, how

    monkeypatch.setattr(archives, "run_each", lose_the_first)
    inputs = find_inputs([folder], jobs=1, limits=Limits(seconds=2.5))
    assert [each.name for each in inputs] == ["戊.txt", "断.zip", "甲.zip", "空.zip"]
    assert inputs[2].error is not None
    assert inputs[2].error.code == code
    assert word in str(inputs[2].error)


@pytest.mark.parametrize(("error", "code"), [(MemoryError(), "memory"), (ZeroDivisionError("x"), "crashed")])
def test_a_failure_of_ours_costs_its_archive(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
):
    def fail(_archive: object) -> None:
        raise error

    monkeypatch.setattr(archives, "list_archive", fail)
    monkeypatch.setattr(archives, "run_each", lambda task, found, **_: enumerate(map(task, found)))
    inputs = find_inputs([folder], jobs=1)
    assert {each.name: each.error.code for each in inputs if each.error} == {"甲.zip": code, "空.zip": code}
