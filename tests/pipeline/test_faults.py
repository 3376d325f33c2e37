"""A disk that fills and a frame that is damaged: told in words, and nothing that was there is lost."""

from __future__ import annotations

import os

import pytest

from audit.errors import RunError
from audit.pipeline import open_run, read
from audit.samples import make_corpus

if os.name != "nt":
    import resource


@pytest.fixture
def finished(tmp_path):
    """A folder of reports and the run over it."""
    make_corpus(tmp_path, agencies=2, years=(2024,), faults="none", formats=["lines"], seed=8)
    return tmp_path / "reports", read([tmp_path / "reports"], tmp_path / "out")


@pytest.mark.skipif(os.name == "nt", reason="Windows limits no file's size")
@pytest.mark.parametrize("size", [0, 20_000, 30_000])
def test_a_disk_that_fills_leaves_the_earlier_run_as_it_was(finished, tmp_path, size):
    """No file may grow beyond `size`: the spool, a frame or run.json fails, whichever comes first."""
    reports, before = finished
    kept = {path: path.read_bytes() for path in before.folder.rglob("*") if path.is_file()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with pytest.raises(RunError, match="以往的结果没有变动"):
            read([reports], tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert open_run(tmp_path / "out").run_id == before.run_id
    assert {path: path.read_bytes() for path in kept} == kept
    assert not list((tmp_path / "out" / "runs").glob(".*"))
    assert read([reports], tmp_path / "out").info["counts"]["reused"] == 2


@pytest.mark.parametrize("keep", [0.0, 0.5, 1.0])
def test_a_damaged_frame_is_told_by_its_name(finished, keep):
    """Cut off, or whole with its middle overwritten."""
    _, run = finished
    path = run.folder / "frames" / "cells.parquet"
    data = path.read_bytes()
    middle = len(data) // 2
    broken = (
        data[:100] + bytes(middle) + data[100 + middle :] if keep == 1.0 else data[: int(len(data) * keep)]
    )
    path.write_bytes(broken)
    with pytest.raises(RunError, match=r"数据表文件损坏.*disclosure-audit run") as told:
        run.frame("cells")
    assert told.value.place == str(path)
