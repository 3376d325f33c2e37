"""What follows from the printed cells of several reports: an agency's year and the one before, a summary and
those that it sums up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from audit.samples.model import ReportContent
from audit.samples.statements import printed_numbers

__all__ = ["failing_pairs", "failing_rollup"]

_COLUMNS = (
    *("natural_person", "business", "research", "public_interest", "legal_service", "other_organization"),
    "total",
)
_KINDS = ("regulations", "normative_documents")
_STOCK_COLUMNS = ("count", "amount")


def failing_pairs(last: Sequence[ReportContent], now: ReportContent) -> Mapping[str, tuple[str, ...]]:
    """Rule id -> cells of `now`, for what does not follow from `last` year: that of the agency itself, and of
    those it took over, whose numbers are added up."""
    before = [printed_numbers(content) for content in last]
    here = printed_numbers(now)

    def total(key: str) -> Fraction | None:
        values = [numbers.get(key) for numbers in before]
        return None if None in values else sum((v for v in values if v is not None), Fraction(0))

    failing: dict[str, tuple[str, ...]] = {}
    for number, column in enumerate(_COLUMNS, start=1):
        out, into = total(f"applications.carried_out.{column}"), here.get(f"applications.carried_in.{column}")
        if out is not None and into is not None and out != into:
            failing[f"Y-CARRY-{number:02d}"] = (f"applications.carried_in.{column}",)
    for number, kind in enumerate(_KINDS, start=1):
        keys = [f"proactive.{kind}.{column}" for column in ("issued", "repealed", "in_force")]
        old = total(keys[2])
        issued, repealed, in_force = (here.get(key) for key in keys)
        if None not in (old, issued, repealed, in_force) and old + issued - repealed != in_force:  # type: ignore[operator]
            failing[f"Y-FORCE-{number:02d}"] = (keys[2],)
    return failing


def failing_rollup(content: ReportContent, children: Sequence[ReportContent]) -> tuple[str, ...]:
    """Cells of a summary that are not the sum of its members', of those that all of them print as numbers."""
    own = printed_numbers(content)
    theirs = [printed_numbers(child) for child in children]
    return tuple(
        key
        for key, cell in content.template.cells.items()
        if cell.column.measure in _STOCK_COLUMNS
        and all(key in numbers for numbers in (own, *theirs))
        and own[key] != sum((numbers[key] for numbers in theirs), Fraction(0))
    )
