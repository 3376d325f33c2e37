"""The key of a corpus: what was printed, what is wrong with it, and what must be found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from audit.samples.faults import Planted
from audit.samples.model import ReportContent
from audit.samples.sentences import fact_specs
from audit.samples.statements import false_statements
from audit.samples.truth import CellTruth, failing_equations, read_truth

__all__ = [
    "CorpusKey",
    "KeyWriter",
    "PlantedFault",
    "ReportKey",
    "describe_report",
    "join_keys",
    "read_key",
]


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """A fault by name, its rule, and the cells it touched."""

    fault: str
    rule: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportKey:
    """One file of the corpus.

    `must_fail`: rule id -> cells concerned (empty: the rule is about no cell). `may_fail`: rules whose
    failing follows from a planted fault without being certain. Any other failing rule is a false alarm.
    `cells`: the truth about every cell of the forms that are printed.
    """

    file: str
    agency_id: str
    agency: str
    year: int
    revision: str
    format: str
    faults: tuple[PlantedFault, ...]
    must_fail: Mapping[str, tuple[str, ...]]
    may_fail: tuple[str, ...]
    cells: Mapping[str, CellTruth]

    @property
    def rules_that_must_fail(self) -> frozenset[str]:
        """Rules that a complete audit finds failing."""
        return frozenset(self.must_fail)

    @property
    def rules_that_may_fail(self) -> frozenset[str]:
        """Every rule whose failing the planted faults explain."""
        return self.rules_that_must_fail | frozenset(self.may_fail)


@dataclass(frozen=True, slots=True)
class CorpusKey:
    """A whole corpus; `unread` maps files that cannot be read to the code of the reason, `missing` are the
    filings (year/agency_id) that are not there and should be."""

    seed: int
    reports: tuple[ReportKey, ...]
    unread: Mapping[str, str]
    missing: tuple[str, ...] = ()

    def filings(self) -> Mapping[str, tuple[ReportKey, ...]]:
        """The files of each filing (year/agency_id): two where there are two versions."""
        found: dict[str, tuple[ReportKey, ...]] = {}
        for report in self.reports:
            filing = f"{report.year}/{report.agency_id}"
            found[filing] = (*found.get(filing, ()), report)
        return found


def describe_report(
    content: ReportContent,
    file: str,
    format_name: str,
    planted: Sequence[tuple[str, str, Planted]],
    last: ReportContent | None = None,
) -> ReportKey:
    """The key of one report. `planted`: name, rule and outcome of each of its faults; `last`: its agency's
    report for the year before."""
    broken = {
        rule: tuple(term.removeprefix("-") for term in (*equation.left, *equation.right))
        for rule, equation in failing_equations(content).items()
    }
    must = dict(broken)
    for _, _, outcome in planted:
        must |= outcome.must
    may = frozenset[str]().union(*(outcome.may for _, _, outcome in planted))
    for rule, fact, sure in false_statements(content, last):
        if sure:
            must[rule] = tuple(dict.fromkeys((*must.get(rule, ()), *fact_specs()[fact]["cells"])))
        else:
            may |= {rule}
    return ReportKey(
        file=file,
        agency_id=content.agency.id,
        agency=content.agency.name,
        year=content.year,
        revision=content.template.revision,
        format=format_name,
        faults=tuple(
            PlantedFault(name, rule, outcome.must.get(rule, broken.get(rule, ())))
            for name, rule, outcome in planted
        ),
        must_fail=dict(sorted(must.items())),
        may_fail=tuple(sorted(may - must.keys())),
        cells={key: read_truth(printed) for key, printed in content.cells()},
    )


class KeyWriter:
    """The key as JSON, one report a line, county by county. It stands at `path` once the block has ended
    well; until then its lines lie beside it."""

    def __init__(self, path: Path) -> None:
        self._path, self._partial = path, path.with_name(f".{path.name}.partial")
        self._facts: list[CorpusKey] = []

    def __enter__(self) -> Self:
        self._partial.parent.mkdir(parents=True, exist_ok=True)
        self._lines = self._partial.open("wb")
        return self

    def add(self, county: CorpusKey) -> None:
        """The reports of one more county, which has to have some."""
        lines = (
            json.dumps(_plain(report), ensure_ascii=False, separators=(",", ":")) for report in county.reports
        )
        self._lines.write((",\n" if self._facts else "").encode() + ",\n".join(lines).encode())
        self._facts.append(replace(county, reports=()))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._lines.close()
        if kind is None:
            key = join_keys(self._facts)
            facts = {"seed": key.seed, "unread": dict(key.unread), "missing": key.missing}
            with self._path.open("wb") as target, self._partial.open("rb") as lines:
                target.write(f'{json.dumps(facts, ensure_ascii=False)[:-1]}, "reports": [\n'.encode())
                shutil.copyfileobj(lines, target)
                target.write(b"\n]}\n")
        self._partial.unlink()


def join_keys(counties: Sequence[CorpusKey]) -> CorpusKey:
    """The key of all `counties` of a corpus."""
    return CorpusKey(
        counties[0].seed,
        tuple(report for county in counties for report in county.reports),
        {file: code for county in counties for file, code in county.unread.items()},
        tuple(filing for county in counties for filing in county.missing),
    )


def read_key(path: Path) -> CorpusKey:
    """The key written by `KeyWriter`."""
    data = json.loads(path.read_text(encoding="utf-8"))
    reports = tuple(_report(item) for item in data["reports"])
    return CorpusKey(data["seed"], reports, data["unread"], tuple(data["missing"]))


def _plain(report: ReportKey) -> dict[str, Any]:
    return {
        "file": report.file,
        "agency_id": report.agency_id,
        "agency": report.agency,
        "year": report.year,
        "revision": report.revision,
        "format": report.format,
        "faults": [{"fault": f.fault, "rule": f.rule, "cells": list(f.cells)} for f in report.faults],
        "must_fail": {rule: list(cells) for rule, cells in report.must_fail.items()},
        "may_fail": list(report.may_fail),
        "cells": {
            cell: [truth.status, truth.raw] if truth.value is None else truth.raw
            for cell, truth in report.cells.items()
        },
    }


def _report(data: dict[str, Any]) -> ReportKey:
    return ReportKey(
        **{name: data[name] for name in ("file", "agency_id", "agency", "year", "revision", "format")},
        faults=tuple(PlantedFault(f["fault"], f["rule"], tuple(f["cells"])) for f in data["faults"]),
        must_fail={rule: tuple(cells) for rule, cells in data["must_fail"].items()},
        may_fail=tuple(data["may_fail"]),
        cells={
            cell: CellTruth(printed[0], None, printed[1])
            if isinstance(printed, list)
            else CellTruth("number", float(printed), printed)
            for cell, printed in data["cells"].items()
        },
    )
