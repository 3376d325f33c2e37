"""A made-up corpus on disk: reports in every format, faults planted, and the key to them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Literal

from audit.errors import SettingsError
from audit.samples.county import settle_agencies
from audit.samples.faults import FAULTS, Fault, Planted
from audit.samples.key import CorpusKey, ReportKey, describe_report, write_key
from audit.samples.model import Agency, ReportContent
from audit.samples.numbers import tabulate_years
from audit.samples.prose import compose_report
from audit.samples.writers import FORMATS, write_report
from audit.template import template_for_year

__all__ = ["compose_corpus", "make_corpus"]

_REPORTS = "reports"  # a folder of their own: the roster and the key are no reports

_CLEAN_SHARE = 0.25
_MOST_FAULTS = 4

Plantings = list[tuple[str, str, Planted]]
_State = tuple[ReportContent, ReportContent, Plantings]


def make_corpus(
    folder: Path,
    *,
    agencies: int = 24,
    years: Sequence[int] = (2022, 2023, 2024),
    faults: Sequence[str] | Literal["all", "none"] = "all",
    formats: Sequence[str] = (),
    seed: int = 1,
) -> CorpusKey:
    """Write `reports/<year>/<agency>.<suffix>`, `roster.csv` and `key.json` into `folder`; return the key.

    `faults`: names of `FAULTS` or rule ids (all ways to break them). Each is planted at least once where
    some report gives room for it; about a quarter of the reports stays clean, fewer when there are few.
    With "all" two files that cannot be read lie among them. `formats`: names of `FORMATS`, () = all.
    The same arguments write the same bytes. `SettingsError` for unknown names, years before the first
    format, or no agencies.
    """
    names = _checked_formats(formats)
    wanted = _checked_faults(faults)
    if agencies < 1 or not years or any(template_for_year(year) is None for year in years):
        raise SettingsError("至少要有一个机关和一个适用现行格式的年度", found=f"{agencies} 个机关，{years}")
    bodies = settle_agencies(agencies, seed)
    reports = list(compose_corpus(bodies, sorted(set(years)), seed))
    dealt = [names[number % len(names)] for number in range(len(reports))]
    planted = _plant_all(reports, dealt, wanted, random.Random(f"faults {seed}"))  # noqa: S311 - no secret
    keys = [
        _write_one(folder, content, name, plantings)
        for (content, plantings), name in zip(planted, dealt, strict=True)
    ]
    unread = _write_unreadable(folder, f"{_REPORTS}/{min(years)}") if faults == "all" else {}
    (folder / "roster.csv").write_bytes(_roster(bodies).encode("utf-8-sig"))
    key = CorpusKey(seed, tuple(keys), unread)
    write_key(key, folder / "key.json")
    return key


def compose_corpus(
    agencies: Sequence[Agency], years: Sequence[int], seed: int = 1
) -> Iterator[ReportContent]:
    """Clean reports of every agency for every year, agency by agency."""
    for agency in agencies:
        for year, cells in tabulate_years(agency, list(years), seed):
            yield compose_report(agency, year, cells, seed)


def _checked_formats(formats: Sequence[str]) -> list[str]:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise SettingsError("没有这种格式", found="、".join(unknown), expected="、".join(FORMATS))
    return list(formats or FORMATS)


def _checked_faults(faults: Sequence[str] | Literal["all", "none"]) -> list[Fault]:
    if faults == "all":
        return list(FAULTS.values())
    names = [] if faults == "none" else list(faults)
    known = {*FAULTS, *(fault.rule for fault in FAULTS.values())}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SettingsError("没有这种错误", found="、".join(unknown), advice="名称见 audit.samples.FAULTS")
    return [fault for fault in FAULTS.values() if fault.name in names or fault.rule in names]


def _plant_all(
    reports: list[ReportContent], formats: list[str], faults: list[Fault], drawn: random.Random
) -> list[tuple[ReportContent, Plantings]]:
    """Every fault once, each in the emptiest report that has room; then one in each report left over."""
    state: list[_State] = [(content, content, []) for content in reports]
    if not faults:
        return [(content, plantings) for _, content, plantings in state]
    order = drawn.sample(range(len(reports)), len(reports))
    open_to_faults = order[: max(1, round(len(order) * (1 - _CLEAN_SHARE)))]
    kept_clean = order[len(open_to_faults) :]
    for fault in drawn.sample(faults, len(faults)):
        for number in (*sorted(open_to_faults, key=lambda number: len(state[number][2])), *kept_clean):
            if _plant_one(state, number, fault, formats[number], drawn):
                break
    for number in open_to_faults:
        for fault in drawn.sample(faults, len(faults)):
            if state[number][2] or _plant_one(state, number, fault, formats[number], drawn):
                break
    return [(content, plantings) for _, content, plantings in state]


def _plant_one(
    state: list[_State],
    number: int,
    fault: Fault,
    format_name: str,
    drawn: random.Random,
) -> bool:
    clean, content, plantings = state[number]
    if len(plantings) >= _MOST_FAULTS or (fault.pictures and not FORMATS[format_name].pictures):
        return False
    # Tried on the clean report first: where it touches nothing that is faulty already, it finds the
    # report with its faults as it found the clean one, given the same draws.
    draws = drawn.random()
    trial = fault.plant(clean, random.Random(draws))  # noqa: S311 - made-up data, not a secret
    if trial is None or any(trial.area & outcome.area for _, _, outcome in plantings):
        return False
    outcome = fault.plant(content, random.Random(draws))  # noqa: S311
    assert outcome is not None, f"{fault.name} depends on more than its area"
    state[number] = (clean, outcome.content, [*plantings, (fault.name, fault.rule, outcome)])
    return True


def _write_one(folder: Path, content: ReportContent, name: str, plantings: Plantings) -> ReportKey:
    file = f"{_REPORTS}/{content.year}/{content.agency.name}{FORMATS[name].suffix}"
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    write_report(content, name, folder / file)
    return describe_report(content, file, name, plantings)


def _write_unreadable(folder: Path, place: str) -> dict[str, str]:
    """An empty file, and a Word file that was cut off on its way."""
    files = {
        f"{place}/unreadable-empty.txt": b"",
        f"{place}/unreadable-cut.docx": b"PK\x03\x04\x14\x00\x00\x00\x00\x00",
    }
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return dict.fromkeys(files, "damaged")


def _roster(agencies: Sequence[Agency]) -> str:
    text = StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["agency_id", "name", "aliases", "division_code", "parent", "kind"])
    for body in agencies:
        aliases = "；".join(body.aliases)
        rows.writerow([body.id, body.name, aliases, body.division_code, body.parent, body.kind])
    return text.getvalue()
