"""Frames written in pieces, and read by the report."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from audit.frames import FrameWriter, HeldFrames, StoredFrames, load_frames
from audit.frames import store as store_module
from audit.schema import conform, empty, frame_specs

_SPEC = frame_specs()["leftovers"]


def _leftovers(start, count, reports=5):
    """Rows of some reports in no order, with a column that holds nothing but nulls."""
    numbers = range(start, start + count)
    chosen = np.random.default_rng(start).integers(0, reports, count)
    row = dict.fromkeys(_SPEC.columns)
    rows = [row | {"leftover_id": str(n), "report_id": f"r{r}"} for n, r in zip(numbers, chosen, strict=True)]
    return conform(rows, _SPEC)


@pytest.fixture
def stored(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_GROUP", 7)
    pieces = [empty(_SPEC), _leftovers(0, 20), empty(_SPEC), _leftovers(20, 3)]
    with FrameWriter(tmp_path / "frames") as writer:
        for piece in pieces:
            writer.add({"leftovers": piece})
    return tmp_path / "frames", pd.concat(pieces[1::2], ignore_index=True)


def test_pieces_below_each_other_are_the_frame(stored):
    folder, whole = stored
    pd.testing.assert_frame_equal(load_frames(folder)["leftovers"], whole)


@pytest.mark.parametrize("columns", [None, ["text", "leftover_id"]])
@pytest.mark.parametrize("ids", [["r3", "r0"], ["r4", "nobody"], []])
def test_rows_of_some_reports_are_the_same_from_disk_and_from_memory(stored, ids, columns):
    folder, whole = stored
    with StoredFrames(folder) as frames:
        found = frames.rows("leftovers", ids, columns)
    expected = whole[whole["report_id"].isin(ids)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected if columns is None else expected[columns])
    pd.testing.assert_frame_equal(HeldFrames({"leftovers": whole}).rows("leftovers", ids, columns), found)


def test_a_frame_without_rows_has_its_columns(tmp_path):
    with FrameWriter(tmp_path) as writer:
        writer.add({"leftovers": empty(_SPEC)})
    pd.testing.assert_frame_equal(load_frames(tmp_path)["leftovers"], empty(_SPEC))
    with StoredFrames(tmp_path) as frames:
        assert list(frames.rows("leftovers", ["r1"]).columns) == _SPEC.columns
