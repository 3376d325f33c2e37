"""The made-up corpus through the whole of reading and judging: every cell comes back in every format,
every planted fault is found, and nothing is found that the key does not explain.

Sixty reports here; twice three hundred, over both revisions, when AUDIT_ACCEPTANCE=1.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from audit.frames import Reading
from audit.readers import Input
from audit.reading import read_all
from audit.samples import CORPUS_FAULTS, FAULTS, FORMATS, CorpusKey, ReportKey, make_corpus
from audit.samples.judged import Subject, audit_corpus, compare
from audit.samples.truth import CellTruth

ACCEPTANCE = os.environ.get("AUDIT_ACCEPTANCE") == "1"
AGENCIES, YEARS = (50, range(2019, 2025)) if ACCEPTANCE else (20, range(2020, 2023))
SEEDS = (11, 12) if ACCEPTANCE else (11,)
SUITES = ("S", "C", "T", "Y", "G")  # what N and P rules find is measured in test_prose.py


@dataclass(frozen=True)
class Audit:
    """A corpus with its key, read and judged; `report_ids` by file."""

    key: CorpusKey
    frames: Mapping[str, pd.DataFrame]
    outcomes: pd.DataFrame
    findings: pd.DataFrame
    report_ids: Mapping[str, str]

    def subjects(self) -> list[Subject]:
        return list(compare(self.key, {**self.frames, "outcomes": self.outcomes}))


def read_corpus(folder: Path, key: CorpusKey) -> list[Reading]:
    files = [*(report.file for report in key.reports), *key.unread]
    return read_all([Input(folder / file, file) for file in files])


@pytest.fixture(scope="module", params=SEEDS)
def audit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    seed: int = request.param
    folder = tmp_path_factory.mktemp("judged")
    key = make_corpus(folder, agencies=AGENCIES, years=YEARS, seed=seed)
    _, frames = audit_corpus(folder)
    files = frames["files"]
    return Audit(
        key,
        frames,
        frames["outcomes"],
        frames["findings"],
        dict(zip(files["file"], files["report_id"], strict=True)),
    )


def exact(rules: frozenset[str]) -> set[str]:
    return {rule for rule in rules if rule.startswith(SUITES)}


def cells_of(reading: Reading) -> dict[str, CellTruth]:
    assert reading.recognition is not None, reading.error
    return {
        cell.spec.key: CellTruth(cell.status, cell.value, cell.raw)
        for table in reading.recognition.tables
        for cell in table.cells
    }


def differences(report: ReportKey, found: Mapping[str, CellTruth]) -> list[tuple[str, CellTruth, CellTruth]]:
    """Cells whose status or value is not the truth. A table that is not there has no cells at all."""
    absent = CellTruth("absent", None, None)
    return [
        (cell, truth, found.get(cell, absent))
        for cell, truth in report.cells.items()
        if (truth.status, truth.value) != (found.get(cell, absent).status, found.get(cell, absent).value)
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_cell_reads_back_in_every_format(tmp_path: Path, name: str) -> None:
    key = make_corpus(tmp_path, agencies=4, years=(2020, 2022), formats=[name], seed=5)
    for report, reading in zip(key.reports, read_corpus(tmp_path, key), strict=False):
        assert differences(report, cells_of(reading)) == []


@pytest.mark.parametrize("year", [2020, 2023])
def test_the_same_report_has_equal_cells_in_all_formats(tmp_path: Path, year: int) -> None:
    # The county government's numbers differ from cell to cell: none can stand in for another.
    found = {}
    for name in FORMATS:
        key = make_corpus(tmp_path / name, agencies=1, years=(year,), faults="none", formats=[name])
        (reading,) = read_corpus(tmp_path / name, key)
        found[name] = cells_of(reading)
        assert differences(key.reports[0], found[name]) == []
    assert all(cells == found["page"] for cells in found.values())


def test_cells_frame_holds_the_truth(audit: Audit) -> None:
    frame = audit.frames["cells"].set_index(["report_id", "key"])
    for report in audit.key.reports:
        found = frame.loc[audit.report_ids[report.file]]
        numbers = {cell: truth.value for cell, truth in report.cells.items() if truth.status == "number"}
        assert found.loc[list(numbers), "value"].to_dict() == numbers
        odd = {cell: truth.status for cell, truth in report.cells.items() if truth.status != "number"}
        known = [cell for cell in odd if cell in found.index]
        assert found.loc[known, "status"].to_dict() == {cell: odd[cell] for cell in known}


def test_most_kinds_of_faults_are_in_the_corpus(audit: Audit) -> None:
    # All of them are in the sample; see test_corpus.py.
    planted = {fault.fault for report in audit.key.reports for fault in report.faults}
    assert len(planted & FAULTS.keys()) > 0.8 * len(FAULTS)
    assert len(planted & CORPUS_FAULTS.keys()) > 0.8 * len(CORPUS_FAULTS)


def test_every_planted_fault_is_found(audit: Audit, record_number: Callable[[str, object], None]) -> None:
    record_number("reports", len(audit.key.reports))
    record_number("faults", sum(len(report.faults) for report in audit.key.reports))
    record_number("failures expected", sum(len(report.must_fail) for report in audit.key.reports))
    missed = {subject.name: exact(subject.missed) for subject in audit.subjects()}
    assert {name: rules for name, rules in missed.items() if rules} == {}


def test_nothing_is_found_that_the_key_does_not_explain(
    audit: Audit, record_number: Callable[[str, object], None]
) -> None:
    record_number("reports", len(audit.key.reports))
    extra = {subject.name: exact(subject.unexplained) for subject in audit.subjects()}
    assert {name: rules for name, rules in extra.items() if rules} == {}


def test_findings_name_the_cells_that_were_planted(audit: Audit) -> None:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for report_id, rule, cells in audit.findings[["report_id", "rule_id", "cells"]].itertuples(index=False):
        named[report_id, rule].update(cells.split())
    for report in audit.key.reports:
        for rule in exact(report.rules_that_must_fail):
            cells = report.must_fail[rule]
            found = named[audit.report_ids[report.file], rule]
            # A sum over derived cells may be named by its parts; completeness names exactly the cells.
            assert set(cells) & found or not cells, (report.file, rule)
            assert not rule.startswith("C-") or not cells or found == set(cells), (report.file, rule)


def test_no_rule_breaks(audit: Audit) -> None:
    assert audit.outcomes.loc[audit.outcomes["outcome"] == "error"].empty


def test_files_that_cannot_be_read_cost_one_line_each(audit: Audit) -> None:
    files = audit.frames["files"]
    unread = files[files["read_status"] == "unread"]
    assert dict(zip(unread["file"], unread["read_code"], strict=True)) == audit.key.unread
    assert unread["read_error"].str.len().gt(0).all()
