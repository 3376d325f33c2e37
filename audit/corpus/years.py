"""The frame `year_pairs`: a report beside its agency's report of the year before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.archive import ORIGIN, Archive
from audit.corpus.grams import Grams, overlap
from audit.corpus.prose import find_common, level, quote, share_passages
from audit.corpus.settings import correction, setting
from audit.corpus.succession import Succession
from audit.corpus.survey import Survey
from audit.office import Office
from audit.recognise.sentences import fold_characters, split_sentences
from audit.schema import conform, frame_specs

__all__ = ["common_prose", "pair_years"]

_CARRIED_OUT, _CARRIED_IN = "applications.carried_out", "applications.carried_in"
_DOCUMENTS = ("regulations", "normative_documents")
_COLUMNS = tuple(
    name.removeprefix("carried_in_")
    for name in frame_specs()["year_pairs"].columns
    if name.startswith("carried_in_")
)


def pair_years(
    archive: Archive, successions: Sequence[Succession], office: Office, common: Mapping[int, np.ndarray]
) -> pd.DataFrame:
    """A row for each of the `successions`; `common` as `common_prose` finds it among all there are."""
    repeated = _compare_prose(archive, successions, office.thresholds.repeated_prose, common)
    rows = []
    for succession in successions:
        facts = _describe(archive, succession)
        numbers = _carry(archive, succession, facts) | _documents(archive, succession, facts)
        rows.append(
            facts
            | numbers
            | {"text_limit": office.thresholds.repeated_prose, "text_similarity": math.nan, "passages": ""}
            | repeated.get(succession.report_id, {})
        )
    return conform(rows, frame_specs()["year_pairs"])


def _describe(archive: Archive, succession: Succession) -> dict[str, Any]:
    report = archive.facts[succession.report_id]
    last = [archive.facts[report_id] for report_id in succession.last]
    year = int(report["year"])
    sentence = _correction(archive.prose.get(succession.report_id, ""), year - 1)
    later = any(each["versions"] > 1 for each in last)
    names = "、".join(each["agency"] for each in last)
    notes = [
        *([f"上年度数为{names}之和"] if succession.merged else []),
        *([f"本报告称上年度报告已更正：{sentence}"] if sentence else []),
        *([f"{year - 1}年度报告有不止一个版本，按最后一个核对"] if later else []),
    ]
    keys = [f"{row}.{column}" for row in (_CARRIED_IN, _CARRIED_OUT) for column in _COLUMNS]
    unsure = any((r, key) in archive.unsure for r in (succession.report_id, *succession.last) for key in keys)
    return {
        "pair_id": succession.report_id,
        "report_id": succession.report_id,
        **{name: report[name] for name in ("agency_id", "agency", "year", "template", *ORIGIN)},
        "last_reports": "；".join(succession.last),
        "last_agencies": names,
        "last_year": year - 1,
        "last_template": min(each["template"] for each in last),
        "merged": succession.merged,
        "corrected": bool(sentence) or later,
        "note": "".join(f"；{note}" for note in notes),
        "severity": "warning" if sentence or later or unsure else None,
        "reason": succession.reason,
    }


def _correction(prose: str, year: int) -> str:
    """The sentence that says that the report for `year` was corrected; empty when none does."""
    said = correction(year)
    return next((s.text for s in split_sentences(prose) if said.search(fold_characters(s.text))), "")


def _last(archive: Archive, succession: Succession, keys: Sequence[str]) -> np.ndarray:
    """Last year's numbers, those of merged agencies added up; NaN where they cannot be compared."""
    values = archive.values(succession.last, keys).sum(axis=0)
    return np.full(len(keys), math.nan) if succession.reason else values


def _carry(archive: Archive, succession: Succession, facts: Mapping[str, Any]) -> dict[str, Any]:
    last = _last(archive, succession, [f"{_CARRIED_OUT}.{column}" for column in _COLUMNS])
    now = archive.values([succession.report_id], [f"{_CARRIED_IN}.{column}" for column in _COLUMNS])[0]
    return {
        **{f"last_carried_out_{column}": value for column, value in zip(_COLUMNS, last, strict=True)},
        **{f"carried_in_{column}": value for column, value in zip(_COLUMNS, now, strict=True)},
        "carry_lines": _quote_rows(archive, succession, facts, (_CARRIED_OUT, _CARRIED_IN)),
    }


def _documents(archive: Archive, succession: Succession, facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind in _DOCUMENTS:
        keys = [f"proactive.{kind}.{column}" for column in ("issued", "repealed", "in_force")]
        issued, repealed, in_force = archive.values([succession.report_id], keys)[0]
        (last,) = _last(archive, succession, keys[2:])
        row = f"proactive.{kind}"
        found |= {
            f"last_{kind}_in_force": last,
            f"{kind}_issued": issued,
            f"{kind}_repealed": repealed,
            f"{kind}_in_force": in_force,
            f"{kind}_due": last + issued - repealed,
            f"{kind}_lines": _quote_rows(archive, succession, facts, (row, row)),
        }
    return found


def _quote_rows(
    archive: Archive, succession: Succession, facts: Mapping[str, Any], rows: tuple[str, str]
) -> str:
    """The printed row of each report of last year, then this year's, a line each."""
    year = int(facts["year"])
    lines = [
        (f"{year - 1}年" + (archive.facts[last]["agency"] if succession.merged else ""), last, rows[0])
        for last in succession.last
    ]
    lines.append((f"{year}年", succession.report_id, rows[1]))
    printed = ((name, archive.lines.get(report, {}).get(row)) for name, report, row in lines)
    return "\n".join(f"{name}：{line}" for name, line in printed if line)


def common_prose(survey: Survey, successions: Iterable[Succession]) -> dict[int, np.ndarray]:
    """Year -> the sequences that most of its reports and of those of the year before share."""
    years = dict(zip(survey.reports.index, survey.reports["year"].astype(int), strict=True))
    ids: dict[int, list[str]] = {}
    for succession in successions:
        if not succession.merged:
            ids.setdefault(years[succession.report_id], []).extend((succession.report_id, succession.last[0]))
    return {year: find_common(len(group), partial(_level, survey, group)) for year, group in ids.items()}


def _level(survey: Survey, report_ids: Sequence[str], places: Sequence[int]) -> list[str]:
    wanted = [report_ids[place] for place in places]
    prose = survey.prose(wanted)
    return [level(prose.get(report_id, "")) for report_id in wanted]


def _compare_prose(
    archive: Archive, successions: Sequence[Succession], limit: float, common: Mapping[int, np.ndarray]
) -> dict[str, dict[str, Any]]:
    """Report -> how much of last year's prose it repeats, of those with prose enough. Only a report that
    follows a single one is compared."""
    found: dict[str, dict[str, Any]] = {}
    by_year: dict[int, list[Succession]] = {}
    for succession in successions:
        if not succession.merged:
            by_year.setdefault(archive.facts[succession.report_id]["year"], []).append(succession)
    for year, group in by_year.items():
        ids = [report for s in group for report in (s.report_id, s.last[0])]
        grams = Grams([level(archive.prose.get(report, "")) for report in ids])
        grams.leave(common[int(year)])
        for place, succession in enumerate(group):
            now, last = grams.of(2 * place), grams.of(2 * place + 1)
            if min(len(now), len(last)) < setting("prose", "least_characters"):
                continue
            similarity = overlap(now, last)
            found[succession.report_id] = {"text_similarity": round(similarity, 3)}
            if similarity > limit:
                found[succession.report_id]["passages"] = _passages(archive, succession)
    return found


def _passages(archive: Archive, succession: Succession) -> str:
    here, there = archive.prose[succession.report_id], archive.prose[succession.last[0]]
    return quote(here, share_passages(here, there))
