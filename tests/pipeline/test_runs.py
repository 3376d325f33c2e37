"""A run appears whole or not at all, and nothing of an earlier run is touched."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pandas as pd
import pytest

from audit.errors import RunError
from audit.pipeline.runs import name_run, new_run, open_run

_NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)


def _fill(folder, run_id):
    (folder / "frames").mkdir()
    pd.DataFrame({"report_id": ["2025/a"]}).to_parquet(folder / "frames" / "reports.parquet")
    (folder / "findings.xlsx").write_bytes(run_id.encode())
    (folder / "run.json").write_text(json.dumps({"run_id": run_id}), encoding="utf-8")


def test_a_run_is_found_by_its_output_folder_and_by_itself(tmp_path):
    with new_run(tmp_path, "one") as folder:
        _fill(folder, "one")
    for path in (tmp_path, tmp_path / "current", tmp_path / "runs" / "one"):
        assert open_run(path).info["run_id"] == "one"
    assert open_run(tmp_path).frame("reports")["report_id"].tolist() == ["2025/a"]
    assert (tmp_path / "findings.xlsx").read_bytes() == b"one"
    assert (tmp_path / "frames" / "reports.parquet").is_file()


def test_the_newest_run_is_current_and_the_older_one_stays(tmp_path):
    for run_id in ("one", "two"):
        with new_run(tmp_path, run_id) as folder:
            _fill(folder, run_id)
    assert open_run(tmp_path).run_id == "two"
    assert (tmp_path / "findings.xlsx").read_bytes() == b"two"
    assert (tmp_path / "runs" / "one" / "findings.xlsx").read_bytes() == b"one"


def _interrupt_a_run(out):
    with new_run(out, "two") as folder:
        _fill(folder, "two")
        raise KeyboardInterrupt


def test_a_run_that_fails_leaves_nothing_behind(tmp_path):
    with new_run(tmp_path, "one") as folder:
        _fill(folder, "one")
    with pytest.raises(KeyboardInterrupt):
        _interrupt_a_run(tmp_path)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["one"]
    assert open_run(tmp_path).run_id == "one"


def test_a_run_without_findings_leads_to_none(tmp_path):
    with new_run(tmp_path, "one") as folder:
        _fill(folder, "one")
    with new_run(tmp_path, "two") as folder:
        _fill(folder, "two")
        (folder / "findings.xlsx").unlink()
    assert not (tmp_path / "findings.xlsx").exists()


def test_ids_are_never_given_twice(tmp_path):
    names = []
    for _ in range(3):
        names.append(name_run(tmp_path, _NOW))
        with new_run(tmp_path, names[-1]) as folder:
            _fill(folder, names[-1])
    assert names == ["20260115-093000", "20260115-093000-2", "20260115-093000-3"]


def test_where_links_are_not_allowed_the_pointers_are_files(tmp_path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise OSError("links are not allowed")

    monkeypatch.setattr("pathlib.Path.symlink_to", refuse)
    for run_id in ("one", "two"):
        with new_run(tmp_path, run_id) as folder:
            _fill(folder, run_id)
    assert (tmp_path / "current").read_text(encoding="utf-8") == "two"
    assert open_run(tmp_path).run_id == "two"
    assert (tmp_path / "findings.xlsx").read_bytes() == b"two"
    assert (tmp_path / "frames" / "reports.parquet").is_file()


def test_a_folder_without_runs_says_what_to_do(tmp_path):
    with pytest.raises(RunError, match="disclosure-audit run"):
        open_run(tmp_path)
    with new_run(tmp_path, "one") as folder:
        _fill(folder, "one")
    with pytest.raises(RunError, match="nowhere"):
        open_run(tmp_path).frame("nowhere")


def test_an_output_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    with pytest.raises(RunError, match="输出文件夹"), new_run(tmp_path / "out", "one"):
        pass
