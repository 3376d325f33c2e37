"""T rules: one number changed, so that an identity breaks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from audit.samples.faults.model import Fault, Planted
from audit.samples.faults.structure import print_other_form
from audit.samples.model import ReportContent
from audit.samples.truth import failing_equations, read_truth
from audit.template import Equation, load_templates

__all__ = ["arithmetic_faults"]


def arithmetic_faults() -> Iterator[Fault]:
    """One fault for every identity of every revision."""
    rules = {equation.rule_id for template in load_templates().values() for equation in template.equations()}
    for rule in sorted(rules):
        yield Fault(rule, rule, partial(break_equation, rule))


def break_equation(rule: str, content: ReportContent, drawn: random.Random) -> Planted | None:
    """Change one of the equation's cells by a small amount. Other identities that share the cell break
    with it."""
    equation = next((e for e in content.template.equations() if e.rule_id == rule), None)
    if equation is None:
        return None
    table = equation.identity.table
    may: dict[str, tuple[str, ...]] = {}
    area = frozenset({table})
    if equation.unless and content.tables[table].form == content.template.revision:
        # The equation is about a row that only the other form prints.
        other = print_other_form(table, content, drawn)
        if other is None:
            return None
        content, may, area = other.content, dict(other.must), other.area
    changes = [*_changes(equation, content)]
    drawn.shuffle(changes)
    for cell, printed in changes:
        faulted = content.with_cells({cell: printed})
        if rule in failing_equations(faulted):
            return Planted(faulted, area, must=may)
    return None


def _changes(equation: Equation, content: ReportContent) -> Iterator[tuple[str, str]]:
    cells = {key: printed for key, printed in content.cells() if read_truth(printed).status == "number"}
    sums = content.template.sums
    terms = [term.removeprefix("-") for term in (*equation.left, *equation.right)]
    keys = [part for term in terms for part in ((term,) if term in cells else sums.get(term, ()))]
    slack = _slack(equation, cells)
    for key in keys:
        for step in range(1, 10):
            for amount in (slack + step, -slack - step):
                if key in cells and int(cells[key] or 0) + amount >= 0:
                    yield key, str(int(cells[key] or 0) + amount)


def _slack(equation: Equation, cells: dict[str, str | None]) -> int:
    """How far an inequality is from breaking; an equation breaks at once."""
    if equation.identity.relation == "=":
        return 0
    left, right = (
        sum(Fraction(cells[term.removeprefix("-")] or 0) * (-1 if term[0] == "-" else 1) for term in side)
        for side in (equation.left, equation.right)
    )
    return int(left - right)
