"""One report's rows of a frame, without holding the frame: `cells` of 50,000 reports are ten million.

Frames are written in groups of rows (`audit.frames.store`), those of a report next to each other; only
the column `report_id` is read whole, once, and of the rest the groups that are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from audit.errors import RunError
from audit.workbench.state.run import StoredRun

__all__ = ["ColumnValues", "ReportRows"]

_KEPT = 4
"""Groups of rows kept decoded: who walks through a list comes back to the same ones."""


class ReportRows:
    """The rows of the frame `name` of `run` by report, with the columns `columns`.

    A run without files (made in memory) and one that lacks the frame do as well: the latter has no rows.
    """

    def __init__(self, run: StoredRun, name: str, columns: Sequence[str]) -> None:
        self._columns = [*dict.fromkeys(("report_id", *columns))]
        self._run, self._name = run, name
        self._path = run.folder / "frames" / f"{name}.parquet"
        self._group = lru_cache(_KEPT)(self._read_group)

    def of(self, report_id: str) -> pd.DataFrame:
        """The rows of one report in the order of the frame."""
        spans = self._spans.get(report_id, [])
        pieces = [piece for first, last in spans for piece in self._between(first, last)]
        return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=self._columns)

    @cached_property
    def _file(self) -> pq.ParquetFile | None:
        return pq.ParquetFile(self._path, memory_map=True) if self._path.is_file() else None

    @cached_property
    def _frame(self) -> pd.DataFrame:
        """The frame of a run that lies in memory."""
        try:
            return self._run.frame(self._name)[self._columns]
        except RunError:
            return pd.DataFrame(columns=self._columns)

    @cached_property
    def _starts(self) -> list[int]:
        """The first row of each group of the file."""
        if self._file is None:
            return [0]
        metadata = self._file.metadata
        sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
        return [0, *np.cumsum(sizes).tolist()][: max(len(sizes), 1)]

    @cached_property
    def _spans(self) -> dict[str, list[tuple[int, int]]]:
        """Report -> where its rows are, first to last (exclusive)."""
        if self._file is None:
            codes, found = pd.factorize(self._frame["report_id"])
            names = found.astype(str).tolist()
        else:
            codes, names = _encode(self._path)
        if not len(codes):
            return {}
        firsts = np.flatnonzero(np.diff(codes, prepend=codes[0] - 1))
        lasts = np.append(firsts[1:], len(codes))
        spans: dict[str, list[tuple[int, int]]] = {}
        for code, first, last in zip(codes[firsts].tolist(), firsts.tolist(), lasts.tolist(), strict=True):
            spans.setdefault(str(names[code]), []).append((first, last))
        return spans

    def _between(self, first: int, last: int) -> list[pd.DataFrame]:
        start = int(np.searchsorted(self._starts, first, side="right")) - 1
        pieces = []
        for number in range(start, len(self._starts)):
            base = self._starts[number]
            if base >= last:
                break
            pieces.append(self._slice(number, max(first - base, 0), last - base))
        return pieces

    def _slice(self, number: int, first: int, last: int) -> pd.DataFrame:
        if self._file is None:
            return self._frame.iloc[first:last]
        rows: pd.DataFrame = self._group(number).slice(first, last - first).to_pandas()
        return rows

    def _read_group(self, number: int) -> pa.Table:
        assert self._file is not None
        return self._file.read_row_group(number, columns=self._columns, use_threads=False)


class ColumnValues:
    """Single columns of a wide frame, aligned with `reports`: NaN where a report has no row in it."""

    def __init__(self, run: StoredRun, name: str, report_ids: Sequence[str]) -> None:
        self._run, self._name = run, name
        self._path = run.folder / "frames" / f"{name}.parquet"
        self._reports = pd.Index(report_ids)
        self._of = lru_cache(64)(self._read)

    def of(self, key: str) -> np.ndarray:
        """The numbers of the column `key`, one for each report; all NaN when there is no such column."""
        return self._of(key)

    @cached_property
    def _places(self) -> np.ndarray:
        """For each report its row in the frame, -1 when it has none."""
        places: np.ndarray = pd.Index(self._column("report_id")).get_indexer(self._reports)
        return places

    def _read(self, key: str) -> np.ndarray:
        try:
            values = np.asarray(self._column(key), dtype="float64")
        except (KeyError, RunError):
            return np.full(len(self._reports), np.nan)
        found: np.ndarray = np.where(self._places < 0, np.nan, np.append(values, np.nan)[self._places])
        return found

    def _column(self, name: str) -> pd.Series[Any]:
        if not self._path.is_file():
            return self._run.frame(self._name)[name]
        if name not in self._names:
            raise KeyError(name)
        column: pd.Series[Any] = self._file.read(columns=[name], use_threads=False).to_pandas()[name]
        return column

    @cached_property
    def _file(self) -> pq.ParquetFile:
        return pq.ParquetFile(self._path, memory_map=True)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._file.schema_arrow.names)


def _encode(path: Path) -> tuple[np.ndarray, list[str]]:
    """The column report_id as codes and what they stand for; never as ten million strings."""
    column = pq.read_table(path, columns=["report_id"], read_dictionary=["report_id"])["report_id"]
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks)
    if not len(whole):
        return np.array([], dtype="int32"), []
    return whole.indices.to_numpy(zero_copy_only=False), whole.dictionary.to_pylist()
