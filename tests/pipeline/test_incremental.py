"""A second run reads what has changed, and what is revised is the next version."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from audit import reading
from audit.pipeline import Settings, open_run, read
from audit.samples import make_corpus

_KEYS = ("files", "reports", "sections", "coverage", "cells", "leftovers", "wide_2021")


@pytest.fixture
def reports(tmp_path):
    """Two reports without a day of publication, as text."""
    make_corpus(tmp_path / "county", agencies=2, years=(2024,), faults="none", formats=["lines"], seed=8)
    return tmp_path / "county" / "reports"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def _counts(run):
    return run.info["counts"]["reread"], run.info["counts"]["reused"]


def _same(one, other):
    for name in _KEYS:
        pd.testing.assert_frame_equal(one.frame(name), other.frame(name))


def _revise(path):
    before, _, after = path.read_text(encoding="utf-8").rpartition("。")
    return f"{before}；此处已更正。{after}"


def test_nothing_is_read_twice_and_nothing_is_lost_by_it(reports, out, tmp_path):
    first = read([reports], out)
    second = read([reports], out, Settings(jobs=2))
    assert (_counts(first), _counts(second)) == ((2, 0), (0, 2))
    _same(first, second)
    _same(second, read([reports], tmp_path / "fresh"))


def test_a_file_that_moved_is_not_read_again(reports, out):
    read([reports], out)
    path = next(reports.glob("*/*"))
    path.rename(reports / "新名.txt")
    moved = read([reports], out)
    assert _counts(moved) == (0, 2)
    assert "新名.txt" in set(moved.frame("reports")["file"])


def test_a_damaged_entry_is_read_again(reports, out):
    first = read([reports], out)
    entry = next((out / "cache").iterdir())
    entry.write_bytes(entry.read_bytes()[:-9])
    second = read([reports], out)
    assert _counts(second) == (1, 1)
    _same(first, second)


def test_a_revision_beside_the_old_file_is_the_next_version_whatever_its_name(reports, out):
    read([reports], out)
    path = next(reports.glob("*/*"))
    path.with_name(f"0{path.name}").write_text(_revise(path), encoding="utf-8")  # sorts before
    for counts in ((1, 2), (0, 3)):  # and stays it
        run = read([reports], out)
        assert _counts(run) == counts
        files = run.frame("files").set_index("file")
        old, new = files.loc[f"{path.parent.name}/{path.name}"], files.loc[f"{path.parent.name}/0{path.name}"]
        assert (old["version"], new["version"]) == (1, 2)
        assert new["supersedes"] == old["report_id"]
        audited = run.frame("reports").set_index("report_id")["audited"]
        assert audited[[old["report_id"], new["report_id"]]].tolist() == [False, True]


def test_a_file_revised_in_its_place_is_read_again_and_the_old_run_keeps_the_old(reports, out):
    first = read([reports], out)
    path = next(reports.glob("*/*"))
    path.write_text(_revise(path), encoding="utf-8")
    second = read([reports], out)
    assert _counts(second) == (1, 1)
    assert second.frame("files")["version"].tolist() == [1, 1]
    old, new = (open_run(run.folder).frame("reports").set_index("report_id") for run in (first, second))
    assert sorted(old.index) == sorted(new.index)
    assert (old["content_sha256"] != new["content_sha256"][old.index]).sum() == 1


def test_an_output_folder_among_the_inputs_is_not_read(reports):
    first = read([reports], reports / "out")
    second = read([reports], reports / "out")
    assert second.frame("files")["file"].tolist() == first.frame("files")["file"].tolist()


def _manifest(folder, text):
    path = folder / "清单.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_manifest_decides_and_what_it_misses_is_said(reports, out):
    one, other = (str(path.relative_to(reports)) for path in sorted(reports.glob("*/*")))
    text = f"文件,机关,年度,发布日期,网址\n{one},甲县水利局,2023,2024-01-31,https://a.invalid\n没有.txt,,,,\n"
    run = read([reports], out, Settings(manifest=_manifest(reports, text)))
    assert sorted(run.frame("files")["file"]) == [one, other]  # the manifest itself is no input
    row = run.frame("reports").set_index("file").loc[one]
    assert (row["agency"], row["year"], row["manifest_year"], row["title_year"]) == (
        "甲县水利局",
        2023,
        2023,
        2024,
    )
    assert (row["published_on"], row["published_from"]) == ("2024-01-31", "manifest")
    assert row["agency_printed"] not in ("", "甲县水利局")
    assert (row["manifest_agency"], row["agency_status"]) == ("甲县水利局", "differs")
    assert row["url"] == run.info["manifest"][one]["url"] == "https://a.invalid"
    missing, unlisted = run.info["warnings"]
    assert "第3行" in missing
    assert "没有.txt" in missing
    assert other in unlisted


def test_another_manifest_needs_no_reading(reports, out):
    read([reports], out)
    path = min(reports.glob("*/*"))
    run = read([reports], out, Settings(manifest=_manifest(out, f"文件,年度\n{path.name},2022\n")))
    assert _counts(run) == (0, 2)
    assert 2022 in run.frame("reports")["year"].tolist()


def test_an_agency_that_the_roster_lacks_is_said(reports, out, tmp_path):
    roster = tmp_path / "county" / "roster.csv"
    name = min(reports.glob("*/*")).name
    settings = Settings(roster=roster, manifest=_manifest(tmp_path, f"文件,机关\n{name},无此局\n"))
    assert any("无此局" in line for line in read([reports], out, settings).info["warnings"])


def test_a_run_records_that_a_file_took_too_long(reports, out, monkeypatch):
    monkeypatch.setattr(
        reading.files,
        "run_each",
        lambda task, orders, **_: [(0, reading.workers.Lost("timeout")), (1, task(orders[1]))],
    )
    run = read([reports], out, Settings(jobs=1))
    assert run.frame("files")["read_code"].tolist() == ["timeout", ""]
    assert json.loads((run.folder / "run.json").read_text(encoding="utf-8"))["counts"]["unread"] == 1
