"""What comes of a run does not hang on the parts in which it is done."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from audit.excel import FRAMES
from audit.pipeline import Settings, export, listing, read, run
from audit.samples import make_corpus

_PERCENT = "percent"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two years of a county with every fault there is room for, compared with a run of the year before: in
    one part, and in parts of six reports."""
    return run_both_ways(tmp_path_factory.mktemp("parts"), agencies=5, part=6)


def run_both_ways(folder, agencies, part):
    """A run in one part, and one in parts of `part` reports."""
    make_corpus(folder, agencies=agencies, years=(2022, 2023, 2024), formats=["lines"], seed=4)
    reports = folder / "reports"
    (reports / "2022").rename(folder / "2022")
    given = {"roster": folder / "roster.csv", "manifest": folder / "manifest.csv"}
    before = read([folder / "2022"], folder / "before", Settings(**given))
    given["previous"] = (before.folder,)
    return [run([reports], folder / f"in{n}", Settings(**given, part=n)) for n in (1_000_000, part)]


def compare_frames(one, parts):
    """Row for row; outcomes and findings stand part by part, and within a part rule by rule."""
    assert one.names == parts.names
    assert one.info["counts"] == parts.info["counts"]
    for name in one.names:
        frames = [each.frame(name) for each in (one, parts)]
        if name in ("outcomes", "findings"):
            frames = [frame.sort_values(frame.columns[0], ignore_index=True) for frame in frames]
        pd.testing.assert_frame_equal(*frames)


def compare_validations(one, parts):
    """Great Expectations' own results: counts, percentages and failing rows."""
    names = {path.name for path in (one.folder / "validation").iterdir()}
    assert names == {path.name for path in (parts.folder / "validation").iterdir()}
    for name in names:
        assert stored_validation(one, name) == stored_validation(parts, name)


def test_every_frame_is_the_same_row_for_row(runs):
    compare_frames(*runs)
    one, _ = runs
    assert len(one.frame("findings")) > 5
    assert len(one.frame("year_pairs")) > 5


def test_validations_are_those_of_the_whole(runs):
    compare_validations(*runs)


def stored_validation(run, name):
    """A validation without what tells one batch from another, failing rows in order."""
    validation = json.loads((run.folder / "validation" / name).read_text(encoding="utf-8"))
    del validation["meta"]
    for result in validation["results"]:
        result["expectation_config"]["kwargs"].pop("batch_id", None)
        for rows in result["result"].get("unexpected_index_list", ()):
            rows.update({key: sorted(values) for key, values in rows.items()})
        for key, value in result["result"].items():
            if _PERCENT in key:
                result["result"][key] = pytest.approx(value)
    return validation


def test_a_run_too_large_for_a_workbook_lists_the_worst_and_says_so(runs, monkeypatch, tmp_path):
    one, _ = runs
    seen = []
    monkeypatch.setattr(listing, "REPORTS", 4)
    monkeypatch.setattr(
        "audit.pipeline.exporting.write_workbook",
        lambda _path, frames, summary: seen.append((frames, summary)),
    )
    export(one.folder, tmp_path / "list.xlsx")
    ((frames, summary),) = seen
    findings = one.frame("findings")
    score = findings["severity"].map({"critical": 10, "warning": 3, "info": 1})
    assert frames.keys() >= FRAMES.keys() & set(one.names)
    assert 0 < len(frames["findings"]) < len(findings)
    listed = findings["finding_id"].isin(frames["findings"]["finding_id"])
    units = [findings["agency_id"], findings["year"]]
    sums = score.groupby(units).transform("sum")
    assert sums[listed].min() >= sums[~listed].max()
    assert set(frames["cells"]["report_id"]) <= set(frames["reports"]["report_id"])
    assert f"全部 {len(findings)} 条问题中的 {listed.sum()} 条" in summary.settings["selection"]
