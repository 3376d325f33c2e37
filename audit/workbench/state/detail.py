"""The evidence of a finding, gathered from the frames: its formula, the printed tables, its peers.

Plain data, no HTML. What is not known is not there: a blank is no 0, and where the rules cannot tell
which cell is wrong, none is said to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from audit.expect.wording import cell_place, print_value
from audit.schema import wide_name
from audit.template import Equation, Template, load_templates
from audit.workbench.state.rows import ColumnValues, ReportRows
from audit.workbench.state.run import StoredRun

__all__ = ["Cell", "Evidence", "EvidenceDesk", "Formula", "Peers", "Term", "judge_cells", "write_formula"]

_SHOWN = 8
"""Terms of a formula; of a longer one those that are not 0."""


@dataclass(frozen=True, slots=True)
class Term:
    """A number of a formula as it is written, with the name of the cell it is from."""

    sign: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Formula:
    """Both sides of an identity with its numbers; `difference` is left minus right."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    relation: str
    holds: bool
    difference: str

    @property
    def text(self) -> str:
        """60 + 0 ≠ 61 + 0，差 −1"""
        sides = (_write(self.left), _write(self.right))
        if self.relation == "=":
            said = f"{sides[0]} {'=' if self.holds else '≠'} {sides[1]}"
        else:
            said = f"{sides[0]} {'≥' if self.holds else '<'} {sides[1]}"
        return said if self.holds else f"{said}，差 {self.difference}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the printed form. `raw` is None where nothing is printed."""

    key: str
    raw: str | None
    status: str
    label: str | None
    head: str | None
    value: float


@dataclass(frozen=True, slots=True)
class Peers:
    """A cell's value in one year beside those of the other agencies of the kind; NaN: no number."""

    year: int
    value: float
    count: int
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Evidence:
    """What a finding rests on. `wrong`: the cells that the rule blames, `related` what they were
    compared with, `rows`: rows whose name is at fault; `form`: the template that the tables follow."""

    finding: pd.Series[Any]
    kind: str
    formula: Formula | None
    form: Template | None
    tables: tuple[str, ...]
    cells: Mapping[str, Cell]
    wrong: frozenset[str]
    related: frozenset[str]
    rows: frozenset[str]
    leftovers: tuple[tuple[str, str, str], ...]
    peers_of: str
    peers: tuple[Peers, ...]


class EvidenceDesk:
    """Gathers evidence out of a run, report by report."""

    def __init__(self, run: StoredRun, reports: pd.DataFrame) -> None:
        self._run = run
        self._reports = reports.set_index("report_id", drop=False)
        self._cells = ReportRows(
            run, "cells", ["table", "row", "column", "key", "raw", "value", "status", "label", "head"]
        )
        self._leftovers = ReportRows(run, "leftovers", ["table", "text", "reason"])

    def gather(self, finding: pd.Series[Any]) -> Evidence:
        """The evidence of `finding`."""
        report_id = str(finding["report_id"])
        known = report_id in self._reports.index
        report: pd.Series[Any] | None = self._reports.loc[[report_id]].iloc[0] if known else None
        cells = self.cells(report_id)
        keys = tuple(str(finding["cells"]).split()) if not pd.isna(finding["cells"]) else ()
        form = _form_of(cells, keys, report)
        equation = self.equation(form, str(finding["rule_id"]))
        formula = write_formula(equation, form, cells) if equation and form else None
        wrong, rows = judge_cells(finding, keys, cells, equation, form)
        tables = tuple(dict.fromkeys(key.split(".")[0] for key in keys))
        first = next((key for key in keys if key in wrong), keys[0] if keys else "")
        return Evidence(
            finding=finding,
            kind="" if report is None or pd.isna(report["agency_kind"]) else str(report["agency_kind"]),
            formula=formula if formula is None or not formula.holds else None,
            form=form,
            tables=tables,
            cells=cells,
            wrong=wrong,
            related=frozenset(keys) - wrong,
            rows=rows,
            leftovers=tuple(self._left_over(report_id, tables)),
            peers_of=cell_place(form.revision, first) if first and form else "",
            peers=tuple(self._peers(report_id, form, first)) if first and form else (),
        )

    def cells(self, report_id: str) -> dict[str, Cell]:
        """Cell key -> the cell, of one report."""
        frame = self._cells.of(report_id)
        names = ["key", "raw", "status", "label", "head", "value"]
        return {
            str(key): Cell(str(key), _said(raw), str(status), _said(label), _said(head), float(value))
            for key, raw, status, label, head, value in zip(*(frame[n].tolist() for n in names), strict=True)
        }

    def equation(self, form: Template | None, rule_id: str) -> Equation | None:
        """The identity that a rule is, when it is one of `form`."""
        return self._equations.get((form.revision, rule_id)) if form else None

    @cached_property
    def _equations(self) -> Mapping[tuple[str, str], Equation]:
        templates = load_templates().values()
        return {(t.revision, e.rule_id): e for t in templates for e in t.equations()}

    def _left_over(self, report_id: str, tables: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        rows = self._leftovers.of(report_id)
        for table, text, reason in zip(rows["table"], rows["text"], rows["reason"], strict=True):
            if table in tables:
                yield str(table), str(text), _said(reason) or ""

    # ---------------------------------------------------------------- neighbours

    def _peers(self, report_id: str, form: Template, key: str) -> Iterator[Peers]:
        """This year and the last: the cell here, and at the other agencies of the same kind."""
        if report_id not in self._numbers:
            return
        values = self._wide(form).of(key)
        number = self._numbers[report_id]
        agency, kind, year = (codes[number] for codes in self._codes)
        for then in (int(year), int(year) - 1):
            of_year = self._codes[2] == then
            own = of_year & (self._codes[0] == agency)
            others = values[of_year & (self._codes[1] == kind) & ~own]
            others = others[~np.isnan(others)]
            stated = values[own]
            quartiles = np.quantile(others, (0.25, 0.5, 0.75)).tolist() if len(others) else [float("nan")] * 3
            if len(others) or len(stated):
                yield Peers(then, float(stated[0]) if len(stated) else float("nan"), len(others), *quartiles)

    def _wide(self, form: Template) -> ColumnValues:
        return self._wides[form.revision]

    @cached_property
    def _wides(self) -> Mapping[str, ColumnValues]:
        ids = self._reports["report_id"].tolist()
        return {t.revision: ColumnValues(self._run, wide_name(t), ids) for t in load_templates().values()}

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {report_id: n for n, report_id in enumerate(self._reports["report_id"])}

    @cached_property
    def _codes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Agency, kind and year of each report, as numbers."""
        agencies, _ = pd.factorize(self._reports["agency_id"].fillna(""))
        kinds, _ = pd.factorize(self._reports["agency_kind"].fillna(""))
        years = self._reports["year"].fillna(0).to_numpy(dtype="int64")
        return agencies, kinds, years


def judge_cells(
    finding: pd.Series[Any],
    keys: Sequence[str],
    cells: Mapping[str, Cell],
    equation: Equation | None,
    form: Template | None,
) -> tuple[frozenset[str], frozenset[str]]:
    """The cells that are wrong, and the rows of which the name is.

    Of an identity: the one cell whose change mends everything, where `stated` names it; else its sum,
    where one side is a single cell; else all of it, for then nothing tells them apart. A quantity of the
    prose blames no cell: what it was compared with is related.
    """
    stated = "" if pd.isna(finding["stated"]) else str(finding["stated"])
    if not pd.isna(finding["marks"]) and str(finding["marks"]):
        return frozenset(), frozenset()
    if equation is not None and form is not None:
        named = [key for key in keys if stated.startswith(f"{cell_place(form.revision, key)}：")]
        alone = [side[0] for side in (equation.left, equation.right) if len(side) == 1]
        sums = [key for key in (*alone, *keys[:1]) if key in keys and (alone or _states(stated, cells, key))]
        return frozenset(named or sums[:1] or keys), frozenset()
    rows = frozenset(".".join(k.split(".")[:2]) for k in keys if k in cells and cells[k].label == stated)
    return (frozenset(), rows) if rows else (frozenset(keys), frozenset())


def write_formula(equation: Equation, form: Template, cells: Mapping[str, Cell]) -> Formula | None:
    """The equation with the report's numbers; None when one of them is no number."""
    sides = []
    for terms in (equation.left, equation.right):
        numbers = [(t, _value(t.removeprefix("-"), form, cells)) for t in terms]
        if any(isnan(value) for _, value in numbers):
            return None
        sides.append(numbers)
    left, right = (sum(-v if t.startswith("-") else v for t, v in side) for side in sides)
    holds = abs(left - right) < 1e-6 or (equation.identity.relation == ">=" and left > right)
    return Formula(
        tuple(_terms(sides[0], form)),
        tuple(_terms(sides[1], form)),
        equation.identity.relation,
        holds=holds,
        difference=_signed(left - right),
    )


def _terms(side: Sequence[tuple[str, float]], form: Template) -> Iterator[Term]:
    shown = [(t, v) for t, v in side if len(side) <= _SHOWN or v] or side[:1]
    for term, value in shown:
        name = cell_place(form.revision, term.removeprefix("-"))
        yield Term("−" if term.startswith("-") else "+", print_value(value), name)


def _value(key: str, form: Template, cells: Mapping[str, Cell]) -> float:
    """The number of a cell; of one that the form splits, the sum of its parts."""
    if key in cells:
        return cells[key].value
    parts = form.sums.get(key, ())
    return sum((_value(part, form, cells) for part in parts), 0.0) if parts else float("nan")


def _form_of(
    cells: Mapping[str, Cell], keys: Sequence[str], report: pd.Series[Any] | None
) -> Template | None:
    """The revision whose form the table has; a report may be printed on that of another year."""
    due = None if report is None or pd.isna(report["template"]) else str(report["template"])
    forms = sorted(load_templates().values(), key=lambda form: form.revision != due)
    tables = {key.split(".")[0] for key in keys} or {key.split(".")[0] for key in cells}
    printed = {key for key in cells if key.split(".")[0] in tables}
    return max(forms, key=lambda form: len(printed & set(form.cells)), default=None)


def _states(stated: str, cells: Mapping[str, Cell], key: str) -> bool:
    return key in cells and stated == print_value(cells[key].value)


def _write(terms: Sequence[Term]) -> str:
    text = "".join(f" {term.sign} {term.number}" for term in terms).removeprefix(" ")
    return text.removeprefix("+ ") or "0"


def _signed(value: float) -> str:
    return print_value(abs(value)) if value >= 0 else f"−{print_value(abs(value))}"


def _said(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
