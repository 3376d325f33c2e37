"""A table on paper covers its grid exactly, whatever has been left out of it or added."""

from __future__ import annotations

import random

import pytest

from audit.samples import FAULTS, compose_corpus, settle_agencies
from audit.samples.layout import lay_out
from audit.samples.model import ReportContent

YEARS = (2020, 2024)


@pytest.fixture(scope="module")
def reports() -> dict[int, ReportContent]:
    return {report.year: report for report in compose_corpus(settle_agencies(1), YEARS)}


def assert_tiled(report: ReportContent) -> None:
    for content in report.tables.values():
        paper = lay_out(content)
        taken = [
            (row, column)
            for cell in paper.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        ]
        height = max(row for row, _ in taken) + 1
        assert sorted(taken) == [(row, column) for row in range(height) for column in range(paper.width)]


@pytest.mark.parametrize("year", YEARS)
def test_clean_tables_tile_their_grid(reports: dict[int, ReportContent], year: int) -> None:
    assert_tiled(reports[year])


@pytest.mark.parametrize("name", FAULTS)
def test_faulty_tables_tile_their_grid(reports: dict[int, ReportContent], name: str) -> None:
    planted = [
        FAULTS[name].plant(report, random.Random(seed)) for report in reports.values() for seed in (1, 2)
    ]
    found = [outcome for outcome in planted if outcome is not None]
    assert found, "the fault finds no room in either revision"
    for outcome in found:
        assert_tiled(outcome.content)


def test_values_are_printed_in_the_order_of_the_form(reports: dict[int, ReportContent]) -> None:
    for content in reports[2024].tables.values():
        printed = [cell.text for cell in lay_out(content).cells if cell.role == "value"]
        assert printed == list(content.cells.values())
