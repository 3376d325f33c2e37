"""A corpus on disk: reproducible, complete, and read back and judged as its key says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from audit.errors import SettingsError
from audit.frames import read_roster
from audit.samples import (
    CORPUS_FAULTS,
    FAULTS,
    FORMATS,
    CorpusKey,
    Order,
    make_corpus,
    make_counties,
    read_key,
)
from audit.samples.key import join_keys

AGENCIES = 30
SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CorpusKey]:
    folder = tmp_path_factory.mktemp("corpus")
    return folder, make_corpus(folder, seed=1)


def test_the_committed_sample_is_what_the_command_writes(corpus: tuple[Path, CorpusKey]) -> None:
    made, committed = contents(corpus[0]), contents(SAMPLE)
    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == []
    assert sum(map(len, made.values())) < 3 * 2**20


def test_another_seed_writes_another_corpus(tmp_path: Path) -> None:
    one, two = (make_corpus(tmp_path / str(seed), agencies=2, seed=seed) for seed in (1, 2))
    assert one.reports[0].cells != two.reports[0].cells


def test_the_key_comes_back_from_its_file(corpus: tuple[Path, CorpusKey]) -> None:
    folder, key = corpus
    assert read_key(folder / "key.json") == key


def test_every_fault_and_every_format_is_in_the_sample(corpus: tuple[Path, CorpusKey]) -> None:
    _, key = corpus
    planted = {planted.fault for report in key.reports for planted in report.faults}
    assert planted | {"G-MISSING-01"} == {*FAULTS, *CORPUS_FAULTS}
    assert len(key.missing) == 1
    assert {report.format for report in key.reports} == FORMATS.keys()
    clean = [report for report in key.reports if not report.faults]
    assert len(clean) >= len(key.reports) // 8


def test_every_planted_fault_must_be_found(corpus: tuple[Path, CorpusKey]) -> None:
    for report in corpus[1].reports:
        assert {planted.rule for planted in report.faults} <= report.rules_that_must_fail


def test_the_files_are_those_of_the_key(corpus: tuple[Path, CorpusKey]) -> None:
    folder, key = corpus
    reports = {report.file for report in key.reports}
    assert contents(folder).keys() == {*reports, *key.unread, "key.json", "roster.csv", "manifest.csv"}
    unknown = {report.agency_id for report in key.reports if "G-UNKNOWN-01" in report.must_fail}
    roster = (folder / "roster.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(roster) == 1 + AGENCIES - len(unknown)


def test_only_the_faults_asked_for_are_planted(tmp_path: Path) -> None:
    key = make_corpus(tmp_path, agencies=4, faults=["T4-TOTAL-02", "S-TITLE-01"], formats=["page"])
    rules = Counter(planted.rule for report in key.reports for planted in report.faults)
    assert rules.keys() == {"T4-TOTAL-02", "S-TITLE-01"}
    assert not key.unread
    assert {path.suffix for path in (tmp_path / "reports").glob("*/*")} == {".html"}


def test_none_plants_nothing(tmp_path: Path) -> None:
    key = make_corpus(tmp_path, agencies=2, faults="none", years=(2019, 2021))
    assert {report.revision for report in key.reports} == {"2019", "2021"}
    assert not any(report.faults or report.must_fail for report in key.reports)


@pytest.mark.parametrize(
    "wrong",
    [{"faults": ["T9-TOTAL-01"]}, {"formats": ["wps"]}, {"years": (2010,)}, {"agencies": 0}, {"years": ()}],
    ids=str,
)
def test_wrong_arguments_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        make_corpus(tmp_path, **wrong)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_more_agencies_than_a_county_has_make_more_counties_each_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The roster and the key of all of them in one file each."""
    monkeypatch.setattr("audit.samples.county._SIZE", 10)
    order = Order((2024,), "none", ("lines",))
    counties = list(make_counties(tmp_path, 25, order))
    assert [len(key.reports) for key in counties] == [10, 10, 5]
    assert read_key(tmp_path / "key.json") == join_keys(counties)
    roster = read_roster(tmp_path / "roster.csv")
    assert roster["name"].is_unique
    assert roster["parent"].tolist() == ["", *["YQ0001"] * 9, "", *["YQ0011"] * 9, "", *["YQ0021"] * 4]
    assert all((tmp_path / report.file).is_file() for county in counties for report in county.reports)
    assert not list(tmp_path.glob(".*"))
