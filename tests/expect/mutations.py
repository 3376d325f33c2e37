"""One mutation per rule: what is done to a clean report, and what besides the identities must fail."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from audit.schema import wide_name
from audit.template import Template, load_templates
from tests.expect.clean import clean_frames, rewiden, set_cell, single_row_frames

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Mutation:
    """`apply` harms a report of `revision` so that `rule` fails; `also`: rules outside arithmetic
    that must fail with it."""

    rule: str
    apply: Callable[[Frames], None]
    revision: str = "2021"
    also: frozenset[str] = field(default_factory=frozenset)
    parent: Callable[[str], Frames] | None = None

    def harmed(self, agency_id: str) -> Frames:
        """The frames of the report after the mutation."""
        frames = self.parent(agency_id) if self.parent else clean_frames(self.revision, agency_id)
        self.apply(frames)
        return frames


def broken_identities(template: Template, values: Mapping[str, float]) -> set[str]:
    """The identities that do not hold, by the template alone and plain arithmetic."""
    broken = set()
    for equation in template.equations():
        if any(not math.isnan(values[cell]) for cell in equation.unless):
            continue
        left, right = (_sum(side, values) for side in (equation.left, equation.right))
        if left < right or (equation.identity.relation == "=" and left > right):
            broken.add(equation.rule_id)
    return broken


def expected_failures(mutation: Mutation, frames: Frames) -> set[str]:
    """Exactly the rules that must fail on the harmed report."""
    template = load_templates()[mutation.revision]
    row = frames[wide_name(template)].drop(columns="report_id").iloc[0]
    named = set() if mutation.rule.startswith("T") else {mutation.rule}
    return (
        named | mutation.also | broken_identities(template, {str(key): value for key, value in row.items()})
    )


def _sum(terms: tuple[str, ...], values: Mapping[str, float]) -> float:
    return sum(-values[t[1:]] if t.startswith("-") else values[t] for t in terms)


# ------------------------------------------------------------------------------------- building


def every_mutation() -> Iterator[Mutation]:
    """At least one for each rule of the shipped suites."""
    yield from _of_reports()
    yield from _of_sections()
    yield from _of_coverage()
    yield from _of_cells()
    yield from _of_mentions()
    yield from _of_claims()
    for revision, template in load_templates().items():
        for equation in template.equations():
            if not equation.unless:
                value = 0.0 if equation.identity.relation == ">=" else 70001.0
                yield Mutation(equation.rule_id, _cell(equation.left[0], value=value), revision)
            else:
                yield Mutation(
                    equation.rule_id,
                    _cell(equation.left[0], value=70001.0),
                    revision,
                    frozenset({"S-REVISION-01"}),
                    single_row_frames,
                )


def _of_reports() -> Iterator[Mutation]:
    yield Mutation("S-TITLE-01", _report(title=""))
    yield Mutation("S-TITLE-01", _report(title="青溪镇2022年政府信息公开年度报告"))
    yield Mutation("S-TITLE-01", _report(title="2022年政府信息公开工作年度报告"))
    yield Mutation("S-AGENCY-01", _report(agency_status="differs", manifest_agency="云栖县水利局"))
    yield Mutation("S-YEAR-01", _report(title_year=2021))
    yield Mutation("S-YEAR-01", _report(manifest_year=2024, title_year=None))
    yield Mutation("S-PERIOD-01", _report(period_status="missing", period_start=None, period_end=None))
    yield Mutation("S-PERIOD-01", _report(period_end="2022-11-30"))


def _of_sections() -> Iterator[Mutation]:
    for part in range(1, 7):
        yield Mutation(f"S-PART-{part:02d}", _without_part(part))
        yield Mutation(f"S-HEADING-{part:02d}", _section(part, heading_status="deviant", heading="情况"))
        yield Mutation("S-NUMERAL-01", _section(part, numeral=str(part)))
    yield Mutation("S-PART-06", _section(6, characters=0))
    yield Mutation("S-NUMERAL-01", _section(1, numeral=""))
    yield Mutation("S-ORDER-01", _swapped(5, 6))
    for ordinal, part in enumerate((2, 3, 4), start=1):
        yield Mutation(f"S-TABLE-{ordinal:02d}", _without_table(part, "missing"))
        yield Mutation(f"S-TABLE-{ordinal:02d}", _without_table(part, "picture"))
        yield Mutation("S-REVISION-01", _section(part, table_form="2019"))
        yield Mutation("C-EXTRA-01", _section(part, table_extras=2))
    yield Mutation("S-REVISION-01", lambda _: None, parent=single_row_frames)


def _of_coverage() -> Iterator[Mutation]:
    aspects = ("proactive", "on_request", "management", "platform", "supervision")
    duties = ("appraisal", "review", "accountability")
    for ordinal, key in enumerate(aspects, start=1):
        yield Mutation(f"S-ASPECT-{ordinal:02d}", _unmet(f"aspect.{key}"))
    for ordinal, key in enumerate(duties, start=1):
        yield Mutation(f"S-SUPERVISE-{ordinal:02d}", _unmet(f"supervision.{key}"))
    yield Mutation("S-PROBLEM-01", _unmet("problem"))
    yield Mutation("S-IMPROVE-01", _unmet("improvement"))
    yield Mutation("S-FEE-01", _unmet("fee"))


def _of_cells() -> Iterator[Mutation]:
    for key in (
        "proactive.licensing.decisions",
        "applications.granted.research",
        "disputes.litigation_direct.upheld",
    ):
        table, row, _ = key.split(".")
        yield Mutation("C-ROW-01", _absent(table, row))
        yield Mutation("C-LABEL-01", _row(table, row, label="别的行名", label_status="deviant"))
        yield Mutation("C-LABEL-01", _cell(key, head="别的列名", head_status="other_revision"))
        yield Mutation("C-BLANK-01", _cell(key, status="blank", raw=""))
        yield Mutation("C-PLACEHOLDER-01", _cell(key, status="placeholder", raw="/"))
        yield Mutation("C-NUMBER-01", _cell(key, status="text", raw="约三十"))
        yield Mutation("C-DOUBT-01", _cell(key, status="doubtful", raw="88_3", method="ocr", confidence=0.3))
        yield Mutation("C-INTEGER-01", _cell(key, value=-3.0))
        yield Mutation("C-INTEGER-01", _cell(key, value=3.5))
    yield Mutation("C-INTEGER-01", _cell("proactive.fees.amount", value=-0.5))
    yield Mutation("C-INTEGER-01", _cell("proactive.licensing.change", value=1.5), "2019")


def _of_mentions() -> Iterator[Mutation]:
    yield Mutation("P-PLACE-01", _mention("place", text="枫川市", verdict="stranger", expected="云桥市"))
    yield Mutation("P-LEVEL-01", _mention("level", text="我乡", verdict="other", expected="我镇"))
    yield Mutation("P-LAW-01", _mention("law", text="《政务公开条例》", verdict="wrong"))
    yield Mutation("P-PERSON-01", _mention("person", verdict="private"))


def _of_claims() -> Iterator[Mutation]:
    for rule, kind in (
        ("N-RECEIVED-01", "received"),
        ("N-NONE-01", "none"),
        ("N-OUTCOME-01", "outcome"),
        ("N-DISPUTE-01", "dispute"),
        ("N-DOCUMENT-01", "document"),
        ("N-DECISION-01", "decision"),
        ("N-SUM-01", "sum"),
        ("N-TWICE-01", "twice"),
        ("N-PERCENT-01", "percent"),
        ("N-YEAR-01", "year"),
    ):
        yield Mutation(rule, _claim(kind, against_low=8.0, against_high=8.0, alternative=math.nan))
        yield Mutation(rule, _claim(kind, low=9000.0, high=9009.0, bound="above"), "2019")
    yield Mutation("N-RECEIVED-01", _claim("received", alternative=22.0))
    yield Mutation("N-SUM-01", _claim("sum", low=math.nan, high=113.0, bound="below"))
    yield Mutation("N-SUM-01", _claim("sum", against_low=115.0, against_high=math.nan))


def _report(**changes: Any) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        for name, value in changes.items():
            frames["reports"].loc[0, name] = value

    return apply


def _section(part: int, **changes: Any) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        sections = frames["sections"]
        for name, value in changes.items():
            sections.loc[sections["part"] == part, name] = value

    return apply


def _cell(key: str, **changes: Any) -> Callable[[Frames], None]:
    return lambda frames: set_cell(frames, key, **changes)


def _row(table: str, row: str, **changes: Any) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        cells = frames["cells"]
        here = (cells["table"] == table) & (cells["row"] == row)
        for name, value in changes.items():
            cells.loc[here, name] = value

    return apply


def _absent(table: str, row: str | None = None) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        cells = frames["cells"]
        here = cells["table"] == table
        if row is not None:
            here &= cells["row"] == row
        cells.loc[here, "status"], cells.loc[here, "presence"] = "absent", "missing"
        cells.loc[here, "value"] = float("nan")
        for name in ("raw", "label", "label_status", "head", "head_status", "line", "method", "file"):
            cells.loc[here, name] = None
        rewiden(frames)

    return apply


def _without_table(part: int, status: str) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        sections = frames["sections"]
        here = sections["part"] == part
        sections.loc[here, "table_status"] = status
        sections.loc[here, ["table_form", "table_extras"]] = None
        _absent(str(sections.loc[here, "table"].iloc[0]))(frames)

    return apply


def _without_part(part: int) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        sections = frames["sections"]
        here = sections["part"] == part
        gone = ["numeral", "heading", "heading_status", "position", "rank", "characters", "file", "paragraph"]
        sections.loc[here, gone] = None
        sections.loc[here, "present"] = False
        sections.loc[sections["part"] > part, ["position", "rank"]] -= 1
        if part in (2, 3, 4):
            _without_table(part, "missing")(frames)
        items = {1: ("aspect", "supervision"), 5: ("problem", "improvement"), 6: ("fee",)}.get(part, ())
        for item in frames["coverage"]["item"]:
            if item.split(".")[0] in items:
                _unmet(item)(frames)

    return apply


def _swapped(first: int, second: int) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        _section(first, position=second)(frames)
        _section(second, position=first)(frames)

    return apply


def _claim(kind: str, **changes: Any) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        claims = frames["claims"]
        for name, value in changes.items():
            claims.loc[claims["kind"] == kind, name] = value

    return apply


def _mention(kind: str, **changes: Any) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        mentions = frames["mentions"]
        for name, value in changes.items():
            mentions.loc[mentions["kind"] == kind, name] = value

    return apply


def _unmet(item: str) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        coverage = frames["coverage"]
        coverage.loc[coverage["item"] == item, "met"] = False

    return apply
