"""What sentences state of the tables, and which of it the printed cells do not bear out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from audit.samples.model import ReportContent, Stated
from audit.samples.sentences import fact_specs
from audit.samples.truth import read_truth
from audit.template import Template

__all__ = ["false_statements", "number_facts", "printed_numbers"]


def printed_numbers(content: ReportContent) -> dict[str, Fraction]:
    """Cell key -> number, of the cells of all tables that hold one, and of rows that sum up others."""
    values = {
        key: Fraction(printed)
        for key, printed in content.cells()
        if printed is not None and read_truth(printed).status == "number"
    }
    return values | _sums(content.template, values)


def number_facts(template: Template, values: Mapping[str, Fraction]) -> dict[str, int | Fraction | None]:
    """Every fact of the bank as the cells have it; None where one of its cells holds no number."""
    known = {**values, **_sums(template, values)}
    facts: dict[str, int | Fraction | None] = {}
    for name, spec in fact_specs().items():
        numbers = [known.get(key) for key in spec["cells"]]
        total = None if None in numbers else sum((n for n in numbers if n is not None), Fraction(0))
        facts[name] = int(total) if total is not None and total.denominator == 1 else total
    return facts


def _sums(template: Template, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {
        key: sum((values[part] for part in parts), Fraction(0))
        for key, parts in template.sums.items()
        if key not in values and all(part in values for part in parts)
    }


def false_statements(content: ReportContent, last: ReportContent | None) -> Iterator[tuple[str, str, bool]]:
    """Rule, fact and whether it is certain, for all that the sentences of `content` state and its tables
    (or those of `last` year's report) say otherwise. What a blank cell says cannot be told."""
    facts = number_facts(content.template, printed_numbers(content))
    earlier = number_facts(last.template, printed_numbers(last)) if last is not None else {}
    for sentence in content.sentences():
        if any(_differs(stated, earlier) for stated in sentence.before):
            yield "N-PERCENT-01", "", False
        for stated in sentence.states:
            if _differs(stated, facts):
                spec = fact_specs()[stated.fact]
                yield spec["rule"], stated.fact, _is_count(facts[stated.fact])
        for fact in sentence.denied:
            if facts[fact]:
                spec = fact_specs()[fact]
                yield spec.get("denied", spec["rule"]), fact, _is_count(facts[fact])


def _differs(stated: Stated, facts: Mapping[str, int | Fraction | None]) -> bool:
    value = facts.get(stated.fact)
    if value is None:
        return False
    also = facts.get(fact_specs()[stated.fact].get("also", ""))
    values = (value, *([value + also] if also is not None else []))
    return not any(stated.low <= each <= stated.high for each in values)


def _is_count(value: int | Fraction | None) -> bool:
    """A cell below zero or with a fraction is another rule's: nothing may be compared with it."""
    return isinstance(value, int) and value >= 0
