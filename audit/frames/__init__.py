"""Recognition -> rows -> frames, exactly as `audit/schema/frames/*.toml` describes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from audit.frames.assignment import FileEntry, Placement, Report, assign
from audit.frames.manifest import Listed, Manifest, match_files, read_manifest
from audit.frames.roster import read_roster
from audit.frames.rows import (
    Row,
    cell_columns,
    claim_rows,
    coverage_rows,
    file_rows,
    leftover_rows,
    mention_rows,
    report_rows,
    section_rows,
)
from audit.frames.seats import Seats
from audit.frames.store import (
    FrameSource,
    FrameWriter,
    HeldFrames,
    StoredFrames,
    check_frame,
    load_frames,
    read_frame,
    write_frames,
)
from audit.frames.wide import wide_frame
from audit.frames.wordings import accept_wordings
from audit.reading import Reading, key_of
from audit.recognise.model import Recognition
from audit.schema import FieldSpec, conform, empty, frame_specs, wide_name
from audit.template import load_templates

__all__ = [
    "FileEntry",
    "FrameSource",
    "FrameWriter",
    "HeldFrames",
    "Listed",
    "Manifest",
    "Placement",
    "Reading",
    "Report",
    "Seats",
    "StoredFrames",
    "accept_wordings",
    "assign",
    "build_files",
    "build_frames",
    "build_part",
    "build_roster",
    "check_frame",
    "load_frames",
    "match_files",
    "read_frame",
    "read_manifest",
    "read_roster",
    "write_frames",
]


def build_frames(
    readings: Sequence[Reading],
    *,
    roster: pd.DataFrame | None = None,
    listed: Mapping[str, Listed] | None = None,
    earlier: Mapping[str, int] | None = None,
) -> dict[str, pd.DataFrame]:
    """Every frame that follows from reading alone, by name: files, reports, sections, coverage,
    cells, leftovers, claims, mentions, the wide frames, and the roster (without rows when there is none).

    `listed` are the rows of a manifest by file, `earlier` the versions of an earlier run by
    `content_sha256`: of contents without a day of publication, a new one is the next version."""
    entries, placements = assign(list(map(key_of, readings)), roster, listed, earlier)
    reports = [placed.hold(_recognised(readings[placed.place])) for placed in placements]
    frames = {"files": build_files(entries), **build_part(reports, Seats(roster))}
    return frames | {"roster": build_roster(roster)}


def build_files(entries: Sequence[FileEntry]) -> pd.DataFrame:
    """The frame `files`, a row for every entry."""
    return _frame("files", file_rows(entries))


def build_part(reports: Sequence[Report], seats: Seats) -> dict[str, pd.DataFrame]:
    """The frames that follow from `reports` one by one, by name: those of a part of a corpus below each
    other are those of the corpus. `seats` is made of the whole roster."""
    frames = {
        "reports": _frame("reports", report_rows(reports)),
        "sections": _frame("sections", section_rows(reports)),
        "coverage": _frame("coverage", coverage_rows(reports)),
        "cells": _columns("cells", cell_columns(reports)),
        "leftovers": _frame("leftovers", leftover_rows(reports)),
        "claims": _frame("claims", claim_rows(reports)),
        "mentions": _frame("mentions", mention_rows(reports, seats)),
    }
    return frames | {
        wide_name(template): wide_frame(reports, template) for template in load_templates().values()
    }


def build_roster(roster: pd.DataFrame | None) -> pd.DataFrame:
    """The frame `roster`; without rows when there is none."""
    spec = frame_specs()["roster"]
    return (
        empty(spec) if roster is None else conform(roster.reindex(columns=spec.columns, fill_value=""), spec)
    )


def _recognised(reading: Reading) -> Recognition:
    assert reading.recognition is not None, f"{reading.file} makes no report"
    return reading.recognition


def _frame(name: str, rows: Iterable[Row]) -> pd.DataFrame:
    return _columns(name, tuple(zip(*rows, strict=True)))


def _columns(name: str, columns: Sequence[Sequence[object]]) -> pd.DataFrame:
    """The frame of these columns, in its order; none at all when it has no rows. Each becomes an array of
    its type at once: told a row at a time, pandas would guess the types first."""
    spec = frame_specs()[name]
    if not columns:
        return empty(spec)
    typed = zip(spec.fields, columns, strict=True)
    return conform(pd.DataFrame({field.name: _array(values, field) for field, values in typed}), spec)


def _array(values: Sequence[object], field: FieldSpec) -> ExtensionArray:
    if field.dtype == "integer" and values.count(None) == len(values):  # which pandas takes long to see
        return pd.arrays.IntegerArray(np.zeros(len(values), np.int64), np.ones(len(values), np.bool_))
    return pd.array(values, dtype=field.pandas_dtype)  # type: ignore[call-overload,no-any-return]
