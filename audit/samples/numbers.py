"""Numbers that a report could well print: every identity holds, and one year follows the other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audit.samples.model import Agency
from audit.template import Table, Template, load_templates, template_for_year

__all__ = ["Ledger", "cells_in_form", "tabulate_years"]

Cells = dict[str, int | float]

_APPLICANT_WEIGHTS = (70, 12, 1, 3, 6, 8)
_GRANTED_SHARE = 0.45
_FULL_TABLE = 190


@dataclass
class Ledger:
    """What one year hands to the next, or an agency to the one that takes it over."""

    pending: dict[str, int] = field(default_factory=dict)
    in_force: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)

    def take_over(self, other: Ledger) -> None:
        """Add what another agency left behind."""
        for own, theirs in ((self.pending, other.pending), (self.in_force, other.in_force)):
            for name, count in theirs.items():
                own[name] = own.get(name, 0) + count


def tabulate_years(
    agency: Agency,
    years: Sequence[int],
    seed: int,
    ledger: Ledger | None = None,
    heritage: Mapping[int, Ledger] | None = None,
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each year's cells as printed, in the form of its revision. Consecutive years agree:
    applications carried out are carried in, documents in force roll over. `ledger` is left with what the
    last year hands on; `heritage` is what the agency takes over at the beginning of a year."""
    drawn = random.Random(f"numbers {seed} {agency.id}")  # noqa: S311 - made-up data, not a secret
    ledger = Ledger() if ledger is None else ledger
    for year in sorted(years):
        if heritage and year in heritage:
            ledger.take_over(heritage[year])
        template = template_for_year(year)
        assert template is not None, f"no format for {year}"
        cells: Cells = {}
        for table in template.tables:
            cells |= _FILLERS[table.key](agency, template, table, ledger, drawn)
        yield year, {key: _print(cells[key]) for key in template.cells}


def cells_in_form(cells: Mapping[str, str], table: str, form: str) -> dict[str, str]:
    """A table's cells poured into another revision's form: what the form shares is kept, a row that
    sums up others is their sum, and what only that form has is derived from a neighbour."""
    target = load_templates()[form]
    newest = list(load_templates().values())[-1]
    known = {key: text for key, text in cells.items() if key.startswith(f"{table}.")}
    poured: dict[str, str] = {}
    for number, key in enumerate(key for key in target.cells if key.startswith(f"{table}.")):
        parts = newest.sums.get(key, ())
        if key in known:
            poured[key] = known[key]
        elif parts:
            poured[key] = str(sum(int(known[part]) for part in parts))
        else:
            poured[key] = str(3 + 2 * number)
    return poured


def _print(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _fill_proactive(
    agency: Agency, template: Template, table: Table, ledger: Ledger, drawn: random.Random
) -> Cells:
    cells: Cells = {}
    busy = agency.profile != "zero"
    for _, row, column in table.pairs():
        ceiling = {"count": 40, "amount": 90000, "change": 3}[column.measure] if busy else 0
        value = drawn.randint(-ceiling if column.measure == "change" else 0, ceiling)
        printed = value / 100 if column.measure == "amount" and value else value
        cells[f"{table.key}.{row.key}.{column.key}"] = printed
    for kind in ("regulations", "normative_documents"):
        documents = _roll_documents(agency, kind, template, ledger, drawn)
        cells |= {f"{table.key}.{kind}.{column}": count for column, count in documents.items()}
    if template.revision == "2019":
        cells |= _roll_items(table, cells, ledger)
    return cells


def _roll_documents(
    agency: Agency, row: str, template: Template, ledger: Ledger, drawn: random.Random
) -> dict[str, int]:
    # A county or a town cannot make 规章: only 行政规范性文件 move.
    busy = agency.profile != "zero" and row == "normative_documents"
    before = ledger.in_force.get(row, drawn.randint(6, 30) if busy else 0)
    issued = drawn.randint(0, 6) if busy else 0
    repealed = drawn.randint(0, min(4, before)) if busy else 0
    ledger.in_force[row] = before + issued - repealed
    if template.revision == "2019":
        return {"produced": issued, "published": issued, "public_total": ledger.in_force[row]}
    return {"issued": issued, "repealed": repealed, "in_force": ledger.in_force[row]}


def _roll_items(table: Table, cells: Cells, ledger: Ledger) -> Cells:
    rolled: Cells = {}
    for row in table.rows:
        previous, change = (f"{table.key}.{row.key}.{name}" for name in ("previous_items", "change"))
        if previous in cells:
            rolled[previous] = ledger.items.get(row.key, int(cells[previous]))
            rolled[change] = max(int(cells[change]), -int(rolled[previous]))
            ledger.items[row.key] = int(rolled[previous]) + int(rolled[change])
    return rolled


def _fill_applications(
    agency: Agency, template: Template, table: Table, ledger: Ledger, drawn: random.Random
) -> Cells:
    columns = [column.key for column in table.bands[0].columns]
    outcomes = _outcome_rows(template)
    grid = {row.key: dict.fromkeys(columns, 0) for row in table.rows}
    if agency.profile == "dense":
        # No two cells alike: a number read from the wrong place cannot pass for the right one.
        values = iter(drawn.sample(range(1, _FULL_TABLE), len(outcomes) * (len(columns) - 1)))
        for row in outcomes:
            grid[row].update({column: next(values) for column in columns[:-1]})
    elif agency.profile == "usual":
        for _ in range(_volume(agency, drawn)):
            row = "granted" if drawn.random() < _GRANTED_SHARE else drawn.choice(outcomes)
            grid[row][drawn.choices(columns[:-1], _APPLICANT_WEIGHTS)[0]] += 1
    for column in columns[:-1]:
        _balance_column(agency, grid, column, outcomes, ledger, drawn)
    for numbers in grid.values():
        numbers["total"] = sum(numbers[column] for column in columns[:-1])
    return {f"{table.key}.{row}.{column}": grid[row][column] for row in grid for column in columns}


def _volume(agency: Agency, drawn: random.Random) -> int:
    """Cases of a year: about as many as the agency usually has."""
    usual = random.Random(f"volume {agency.id}").randint(8, 60)  # noqa: S311
    return max(4, round(usual * drawn.uniform(0.7, 1.4)))


def _balance_column(
    agency: Agency,
    grid: dict[str, dict[str, int]],
    column: str,
    outcomes: list[str],
    ledger: Ledger,
    drawn: random.Random,
) -> None:
    processed = sum(grid[row][column] for row in outcomes)
    carried_in = ledger.pending.get(column, min(processed, drawn.randint(0, 4)))
    carried_out = drawn.randint(0, 5) if processed and agency.profile != "zero" else 0
    short = max(0, carried_in - processed - carried_out)  # what was pending has to end somewhere
    grid["granted"][column] += short
    grid["processed"][column] = processed + short
    grid["carried_in"][column] = carried_in
    grid["carried_out"][column] = carried_out
    grid["received"][column] = processed + short + carried_out - carried_in
    ledger.pending[column] = carried_out


def _outcome_rows(template: Template) -> list[str]:
    identity = next(i for i in template.identities if i.rule == "T3-OUTCOME")
    sums = {a.key: a.of for table in template.tables for a in table.aggregates}
    return [row for term in identity.right for row in sums.get(term, (term,))]


def _fill_disputes(
    agency: Agency, template: Template, table: Table, ledger: Ledger, drawn: random.Random
) -> Cells:
    del template, ledger  # the form is the same in every revision, and nothing is carried over
    cells: Cells = {}
    columns = [column.key for column in table.bands[0].columns if column.key != "total"]
    for row in table.rows:
        if agency.profile == "dense":
            values = drawn.sample(range(1, 60), len(columns))
        else:
            ceiling = 2 if agency.profile == "usual" and drawn.random() < _GRANTED_SHARE else 0
            values = [drawn.randint(0, ceiling) for _ in columns]
        for column, value in zip([*columns, "total"], [*values, sum(values)], strict=True):
            cells[f"{table.key}.{row.key}.{column}"] = value
    return cells


_FILLERS = {
    "proactive": _fill_proactive,
    "applications": _fill_applications,
    "disputes": _fill_disputes,
}
