"""A run in parts: what concerns one report at a time is done for some thousand of them at a time.

```
key_of(reading)                          what has to be known of every file at once (audit.reading)
assign(keys, roster, …)                  entries of the files, placements of the reports (audit.frames)
plan_parts(placements)                   which reports are built together
build(reports of a part, seats, office)  the frames of a part, wordings of the office accepted
relate_parts(frames, parts, …)           what looks across reports, a piece at a time (audit.corpus)
plan_subjects(frames)                    which reports, and what is no report, are judged together
judge_part(frames, subjects, suites)     outcomes, findings and validations of a part
join_validations(one, other)             Great Expectations' results of two parts as those of one
```

The frames of the parts below each other are those of the whole corpus, row for row. All rows of a
report, in whatever frame, are judged in one part, so no outcome hangs on where the parts end: rules look
at rows, and beyond them at other rules on the same report. Every function here is pure and takes and
returns plain frames: another engine may call them wherever it likes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from audit.expect import Suite, Verdict, judge
from audit.frames import Placement, Report, Seats, StoredFrames, accept_wordings, build_part
from audit.office import Office
from audit.schema.words import NOT_READ

__all__ = ["Subjects", "build", "judge_part", "plan_parts", "plan_subjects", "take_part"]

_WANTED = ("reports", "files", "sections", "cells", "leftovers")  # whatever the suites look at


@dataclass(frozen=True, slots=True)
class Subjects:
    """What is judged together: reports by id, or what is none: filings that did not come, by their id, and
    files that hold no report, by name."""

    reports: Sequence[str] = ()
    filings: Sequence[str] = ()
    files: Sequence[str] = ()


def plan_parts(placements: Sequence[Placement], size: int) -> list[Sequence[Placement]]:
    """`placements` in their order, `size` at a time; one part without any when there are none."""
    return [placements[start : start + size] for start in range(0, max(len(placements), 1), size)]


def build(reports: Sequence[Report], seats: Seats, office: Office) -> dict[str, pd.DataFrame]:
    """The frames of the part that `reports` make, with the wordings that the office accepts."""
    return accept_wordings(build_part(reports, seats), office.wordings)


def plan_subjects(frames: StoredFrames, size: int) -> list[Subjects]:
    """Everything that is judged in a run with `frames`: its reports in their order, then the rest."""
    reports = frames.whole("reports", ["report_id"])["report_id"]
    filings = frames.whole("filings", ["report_id"])["report_id"]
    files = frames.whole("files", ["file", "read_status"])
    everything = {
        "reports": reports.tolist(),
        "filings": filings[~filings.isin(reports)].tolist(),
        "files": files.loc[files["read_status"].isin(NOT_READ), "file"].tolist(),
    }
    named = [(kind, name) for kind, names in everything.items() for name in names]
    return [_gather(named[start : start + size]) for start in range(0, max(len(named), 1), size)]


def _gather(named: Sequence[tuple[str, str]]) -> Subjects:
    kinds: dict[str, list[str]] = {}
    for kind, name in named:
        kinds.setdefault(kind, []).append(name)
    return Subjects(**kinds)


def judge_part(frames: StoredFrames, subjects: Subjects, suites: Sequence[Suite]) -> Verdict:
    """Judge the `subjects` of a run with `frames` by `suites`, as `audit.expect.judge` does."""
    return judge(take_part(frames, subjects, suites), suites)


def take_part(
    frames: StoredFrames, subjects: Subjects, suites: Sequence[Suite]
) -> Mapping[str, pd.DataFrame]:
    """The rows that belong to `subjects` of the frames that the suites look at, and of those in which
    findings look up where and why."""
    names = dict.fromkeys((*_WANTED, *(suite.frame for suite in suites)))
    ids = [*subjects.reports, *subjects.filings]
    part = {name: frames.rows(name, ids) for name in names if name in frames.names}
    if subjects.files:
        files = frames.whole("files")
        own = files["report_id"].isin(ids) | files["file"].isin(subjects.files)
        part["files"] = files[own].reset_index(drop=True)
    return part
