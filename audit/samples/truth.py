"""What a printed cell says, decided by who printed it: the tests' own yardstick, apart from `audit.text`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from audit.samples.county import read_bank
from audit.samples.model import ReportContent
from audit.template import Equation

__all__ = ["CellTruth", "failing_equations", "read_truth"]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class CellTruth:
    """Status as in the `cells` frame; `value` only of a number; `raw` None when absent."""

    status: Literal["number", "blank", "placeholder", "text", "absent"]
    value: float | None
    raw: str | None


def read_truth(printed: str | None) -> CellTruth:
    """The truth about a cell as it was printed."""
    if printed is None:
        return CellTruth("absent", None, None)
    if not printed:
        return CellTruth("blank", None, "")
    if printed in read_bank("faults.toml")["placeholders"]:
        return CellTruth("placeholder", None, printed)
    if _NUMBER.fullmatch(printed):
        return CellTruth("number", float(printed), printed)
    return CellTruth("text", None, printed)


def failing_equations(content: ReportContent) -> Mapping[str, Equation]:
    """Rule id -> equation, for every identity of the year's revision whose numbers are all there and
    which they do not satisfy."""
    values = {
        key: Fraction(printed)
        for key, printed in content.cells()
        if printed is not None and read_truth(printed).status == "number"
    }
    for key, parts in content.template.sums.items():
        if key not in values and all(part in values for part in parts):
            values[key] = sum((values[part] for part in parts), Fraction(0))
    failing = {}
    for equation in content.template.equations():
        terms = {term.removeprefix("-") for term in (*equation.left, *equation.right)}
        if terms <= values.keys() and not any(key in values for key in equation.unless):
            left, right = (_add_up(side, values) for side in (equation.left, equation.right))
            if left != right and not (equation.identity.relation == ">=" and left > right):
                failing[equation.rule_id] = equation
    return failing


def _add_up(terms: tuple[str, ...], values: Mapping[str, Fraction]) -> Fraction:
    return sum((-values[term[1:]] if term.startswith("-") else values[term] for term in terms), Fraction(0))
