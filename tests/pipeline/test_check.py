"""Judging again: what the office has set since counts, without a file being read."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from audit.corpus import CORPUS_FRAMES
from audit.errors import RunError
from audit.pipeline import Settings, check, read
from audit.samples import make_corpus

_HEADING = "五、存在的主要问题及改进情况"


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Two years of two agencies that keep all deadlines."""
    folder = tmp_path_factory.mktemp("county")
    make_corpus(folder, agencies=2, years=(2023, 2024), faults="none", formats=["lines"], seed=8)
    return folder


@pytest.fixture
def set_by(tmp_path):
    """Settings with what an office writes into its file."""

    def write(text):
        path = tmp_path / "office.toml"
        path.write_text(text, encoding="utf-8")
        return Settings(config=path)

    return write


def _last(county):
    return Settings(roster=county / "roster.csv", manifest=county / "manifest.csv")


def test_nothing_set_changes_nothing(county, tmp_path):
    first = read([county / "reports"], tmp_path / "out", _last(county))
    second = check(tmp_path / "out")
    for name in (*CORPUS_FRAMES, "claims", "sections", "cells"):
        pd.testing.assert_frame_equal(first.frame(name), second.frame(name))


def test_a_deadline_and_a_threshold_count_at_once(county, tmp_path, set_by):
    read([county / "reports"], tmp_path / "out", _last(county))
    text = '[deadlines]\n"省市县区政府" = "01-10"\n[thresholds]\nrepeated_prose = 0.5\n'
    again = check(tmp_path / "out", set_by(text))
    late = again.frame("filings").query("agency == '云栖县人民政府' and year == 2024")
    assert late[["deadline", "days_late", "deadline_basis"]].to_numpy().tolist() == [
        ["2025-01-10", 1, "本单位设置的公布期限"]
    ]
    assert again.frame("year_pairs")["text_limit"].tolist() == [0.5, 0.5]


def test_a_wording_is_accepted_and_withdrawn(county, tmp_path, set_by):
    shutil.copytree(county / "reports", tmp_path / "reports")
    path = tmp_path / "reports" / "2024" / "云栖县人民政府.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(_HEADING, "五、存在主要问题及改进打算"), encoding="utf-8")
    first = read([path], tmp_path / "out").frame("sections").set_index("part")
    assert first.loc[5, "heading_status"] == "deviant"

    def status(settings):
        sections = check(tmp_path / "out", settings).frame("sections").set_index("part")
        return sections.loc[5, "heading_status"]

    assert status(set_by('[wordings]\nheadings = ["五、存在主要问题及改进打算"]\n')) == "accepted"
    assert status(set_by("")) == "deviant"


def test_what_a_run_was_compared_with_is_compared_with_again(county, tmp_path):
    read([county / "reports" / "2023"], tmp_path / "before")
    read([county / "reports" / "2024"], tmp_path / "out", Settings(previous=(tmp_path / "before",)))
    again = check(tmp_path / "out")
    assert again.frame("year_pairs")["last_year"].tolist() == [2023, 2023]
    assert again.info["settings"]["previous"] == str(tmp_path / "before")
    shutil.move(tmp_path / "before", tmp_path / "elsewhere")
    with pytest.raises(RunError, match="--previous"):
        check(tmp_path / "out")
    moved = check(tmp_path / "out", Settings(previous=(tmp_path / "elsewhere",)))
    assert moved.frame("year_pairs")["last_year"].tolist() == [2023, 2023]
