"""A made-up corpus on disk: reports in every format, faults planted, and the key to them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from audit.errors import SettingsError
from audit.samples.consequences import failing_pairs, failing_rollup
from audit.samples.county import settle_counties
from audit.samples.faults import CORPUS_FAULTS, FAULTS, CorpusFault, Fault, Planted
from audit.samples.key import CorpusKey, KeyWriter, PlantedFault, ReportKey, describe_report, join_keys
from audit.samples.listings import append_listing, list_files, list_roster
from audit.samples.model import Agency, ReportContent
from audit.samples.numbers import tabulate_years
from audit.samples.plan import Plan, Subject, lay_plan
from audit.samples.prose import Voice, compose_report
from audit.samples.sentences import Half
from audit.samples.writers import FORMATS, write_report
from audit.template import template_for_year

__all__ = ["Order", "compose_corpus", "make_corpus", "make_counties"]

_REPORTS = "reports"  # a folder of their own: the roster, the manifest and the key are no reports

_CLEAN_SHARE = 0.25
_MOST_FAULTS = 4
_REPORTS_PER_FAULT = 60  # of faults of the corpus: planted once in so many reports

Plantings = list[tuple[str, str, Planted]]
_State = tuple[ReportContent, ReportContent, Plantings]


def make_corpus(
    folder: Path,
    *,
    agencies: int = 30,
    years: Sequence[int] = (2022, 2023, 2024),
    faults: Sequence[str] | Literal["all", "none"] = "all",
    formats: Sequence[str] = (),
    seed: int = 1,
    half: Half = "",
) -> CorpusKey:
    """Write `reports/<year>/<agency>.<suffix>`, `roster.csv`, `manifest.csv` and `key.json` into `folder`;
    return the key.

    `faults`: names of `FAULTS` or `CORPUS_FAULTS`, or rule ids (all ways to break them). Each is planted at
    least once in every county where some report gives room for it; about a quarter of the reports stays
    clean, fewer when there are few. With "all" two files that cannot be read lie among them. `formats`:
    names of `FORMATS`, () = all. `half`: the half of the sentence bank that is drawn from.
    The same arguments write the same bytes. `SettingsError` for unknown names, years before the first
    format, or no agencies.
    """
    order = Order(tuple(sorted(set(years))), faults, tuple(formats), seed, half)
    return join_keys(list(make_counties(folder, agencies, order)))


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a corpus, as the arguments of `make_corpus`; years sorted, each once."""

    years: Sequence[int]
    faults: Sequence[str] | Literal["all", "none"] = "all"
    formats: Sequence[str] = ()
    seed: int = 1
    half: Half = ""


def make_counties(folder: Path, agencies: int, order: Order) -> Iterator[CorpusKey]:
    """As `make_corpus`, a county at a time: the key of each as it is written, nothing kept of it after."""
    names, wanted = _checked_formats(order.formats), _checked_faults(order.faults)
    _refuse_empty(agencies, order.years)
    with KeyWriter(folder / "key.json") as key:
        for number, bodies in enumerate(settle_counties(agencies, order.seed)):
            plan = lay_plan(bodies, order.years, order.seed, order.half)
            seeded = f"faults {order.seed}" if not number else f"faults {order.seed} {number}"
            drawn = random.Random(seeded)  # noqa: S311 - made-up data, not a secret
            keys = _write_county(folder, plan, names, wanted, drawn)
            blocked = order.faults == "all" and not number
            unread = _write_unreadable(folder, f"{_REPORTS}/{min(order.years)}") if blocked else {}
            append_listing(folder / "roster.csv", list_roster(plan), further=number > 0)
            append_listing(folder / "manifest.csv", list_files(plan, keys, _REPORTS), further=number > 0)
            missing = tuple(f"{year}/{agency}" for agency, year in sorted(plan.missing))
            county = CorpusKey(order.seed, tuple(keys), unread, missing)
            key.add(county)
            yield county


def _write_county(
    folder: Path, plan: Plan, names: Sequence[str], wanted: frozenset[str], drawn: random.Random
) -> list[ReportKey]:
    """Write the reports of a plan; returns their keys."""
    _plant_in_plan(plan, wanted, drawn)
    subjects = [subject for subject in plan.subjects() if subject not in plan.missing]
    reports = [plan.compose(subject) for subject in subjects]
    dealt = [names[number % len(names)] for number in range(len(reports))]
    held = [plan.touched.get(subject, frozenset()) for subject in subjects]
    own = [fault for name, fault in FAULTS.items() if name in wanted]
    planted = _plant_all(reports, dealt, own, held, drawn)
    final = {subject: content for subject, (content, _) in zip(subjects, planted, strict=True)}
    changed = frozenset(
        subject[0]
        for subject, (content, _), clean in zip(subjects, planted, reports, strict=True)
        if content.tables != clean.tables or any(where[0] == subject[0] for where, _, _ in plan.planted)
    )
    keys = []
    for subject, (content, plantings), name in zip(subjects, planted, dealt, strict=True):
        key = _write_one(folder, content, name, plantings, final.get((subject[0], subject[1] - 1)))
        keys += [_with_corpus(key, subject, plan, final, changed)]
        if subject in plan.copies:
            keys.append(_write_copy(folder, plan, subject, keys[-1]))
    return keys


def _refuse_empty(agencies: int, years: Sequence[int]) -> None:
    if agencies < 1 or not years or any(template_for_year(year) is None for year in years):
        raise SettingsError("至少要有一个机关和一个适用现行格式的年度", found=f"{agencies} 个机关，{years}")


def compose_corpus(
    agencies: Sequence[Agency], years: Sequence[int], seed: int = 1, half: Half = ""
) -> Iterator[ReportContent]:
    """Clean reports of every agency for every year, agency by agency."""
    for agency in agencies:
        last: Mapping[str, str] = {}
        for year, cells in tabulate_years(agency, list(years), seed):
            yield compose_report(agency, year, cells, Voice(seed, half=half), last)
            last = cells


def _checked_formats(formats: Sequence[str]) -> list[str]:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise SettingsError("没有这种格式", found="、".join(unknown), expected="、".join(FORMATS))
    return list(formats or FORMATS)


def _checked_faults(faults: Sequence[str] | Literal["all", "none"]) -> frozenset[str]:
    """Names of faults."""
    known: dict[str, Fault | CorpusFault] = {**FAULTS, **CORPUS_FAULTS}
    if faults == "all":
        return frozenset(known)
    asked = [] if faults == "none" else list(faults)
    unknown = [name for name in asked if name not in {*known, *(fault.rule for fault in known.values())}]
    if unknown:
        raise SettingsError("没有这种错误", found="、".join(unknown), advice="名称见 audit.samples.FAULTS")
    return frozenset(name for name, fault in known.items() if name in asked or fault.rule in asked)


def _plant_in_plan(plan: Plan, wanted: frozenset[str], drawn: random.Random) -> None:
    """Faults of years and of the corpus, once in every so many reports."""
    for _ in range(max(1, len(plan.cells) // _REPORTS_PER_FAULT)):
        for name, fault in CORPUS_FAULTS.items():
            if name in wanted:
                fault.plant(plan, drawn)


def _plant_all(
    reports: Sequence[ReportContent],
    formats: Sequence[str],
    faults: Sequence[Fault],
    held: Sequence[frozenset[str]],
    drawn: random.Random,
) -> list[tuple[ReportContent, Plantings]]:
    """Every fault once, each in the emptiest report that has room; then one in each report left over.
    `held`: areas of each report that are to be left alone."""
    state: list[_State] = [(content, content, []) for content in reports]
    if not faults:
        return [(content, plantings) for _, content, plantings in state]
    order = drawn.sample(range(len(reports)), len(reports))
    open_to_faults = order[: max(1, round(len(order) * (1 - _CLEAN_SHARE)))]
    kept_clean = order[len(open_to_faults) :]
    for fault in drawn.sample(faults, len(faults)):
        for number in (*sorted(open_to_faults, key=lambda number: len(state[number][2])), *kept_clean):
            if _plant_one(state, number, fault, formats[number], held[number], drawn):
                break
    for number in open_to_faults:
        for fault in drawn.sample(faults, len(faults)):
            if state[number][2] or _plant_one(state, number, fault, formats[number], held[number], drawn):
                break
    return [(content, plantings) for _, content, plantings in state]


def _plant_one(
    state: list[_State],
    number: int,
    fault: Fault,
    format_name: str,
    held: frozenset[str],
    drawn: random.Random,
) -> bool:
    clean, content, plantings = state[number]
    if len(plantings) >= _MOST_FAULTS or (fault.pictures and not FORMATS[format_name].pictures):
        return False
    # Tried on the clean report first: where it touches nothing that is faulty already, it finds the
    # report with its faults as it found the clean one, given the same draws.
    draws = drawn.random()
    trial = fault.plant(clean, random.Random(draws))  # noqa: S311 - made-up data, not a secret
    if trial is None or trial.area & held or any(trial.area & other.area for _, _, other in plantings):
        return False
    outcome = fault.plant(content, random.Random(draws))  # noqa: S311
    assert outcome is not None, f"{fault.name} depends on more than its area"
    state[number] = (clean, outcome.content, [*plantings, (fault.name, fault.rule, outcome)])
    return True


def _write_one(
    folder: Path, content: ReportContent, name: str, plantings: Plantings, last: ReportContent | None
) -> ReportKey:
    file = f"{_REPORTS}/{content.year}/{content.agency.name}{FORMATS[name].suffix}"
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    write_report(content, name, folder / file)
    return describe_report(content, file, name, plantings, last)


def _write_copy(folder: Path, plan: Plan, subject: Subject, first: ReportKey) -> ReportKey:
    """A second version of a report: other prose about the same numbers."""
    content = plan.compose(subject, f"{subject[0]} {subject[1]} again")
    path = Path(first.file)
    file = f"{path.parent.as_posix()}/{path.stem}（2）{path.suffix}"
    write_report(content, first.format, folder / file)
    return replace(first, file=file)


def _with_corpus(
    key: ReportKey,
    subject: Subject,
    plan: Plan,
    reports: Mapping[Subject, ReportContent],
    changed: frozenset[str],
) -> ReportKey:
    """The key with what follows from other reports, and from the roster and the manifest. `changed` are
    agencies in whose tables a number is not what it was."""
    must = dict(key.must_fail)
    planted = [PlantedFault(name, rule, ()) for where, name, rule in plan.planted if where == subject]
    listing, year = plan.listings[subject[0]], subject[1]
    merged = listing.predecessor if (listing.predecessor, year) not in plan.cells else ""
    last = [reports.get((agency, year - 1)) for agency in (subject[0], merged) if agency]
    if all(last) and template_for_year(year - 1) is not None:
        must |= failing_pairs([content for content in last if content is not None], reports[subject])
    children = [reports.get((child, year)) for child in listing.reports_for]
    if children and all(children):
        wrong = failing_rollup(reports[subject], [child for child in children if child is not None])
        must |= {"G-ROLLUP-01": wrong} if wrong else {}
    if subject[0] in plan.unlisted:
        must["G-UNKNOWN-01"] = ()
    for fault in planted:
        must.setdefault(fault.rule, ())
    # A number that was changed may be out of line with the years around it.
    may = {*key.may_fail} | ({"Y-JUMP-01"} if subject[0] in changed else set())
    return replace(
        key,
        faults=(*key.faults, *planted),
        must_fail=dict(sorted(must.items())),
        may_fail=tuple(sorted(may - must.keys())),
    )


def _write_unreadable(folder: Path, place: str) -> dict[str, str]:
    """An empty file, and a Word file that was cut off on its way."""
    files = {
        f"{place}/unreadable-empty.txt": b"",
        f"{place}/unreadable-cut.docx": b"PK\x03\x04\x14\x00\x00\x00\x00\x00",
    }
    (folder / place).mkdir(parents=True, exist_ok=True)  # of a county whose only report is missing
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return dict.fromkeys(files, "damaged")
