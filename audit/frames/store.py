"""Frames on disk: one Parquet file each, written in pieces as they come and read in pieces as wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.errors import RunError
from audit.schema import FrameSpec, conform, frame_specs, wide_name, wide_spec
from audit.template import load_templates

__all__ = [
    "FrameSource",
    "FrameWriter",
    "HeldFrames",
    "StoredFrames",
    "check_frame",
    "load_frames",
    "read_frame",
    "write_frames",
]

_GROUP = 20_000
"""Rows that are stored together, so that one report's can be had without decoding all others'."""

_REPORT = "report_id"


class FrameWriter:
    """The frames in `folder` (made if need be) as `name.parquet`, each piece below the last. A file is
    whole once the block has ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}

    def add(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Write `frames` below what there is of them; the first piece of a frame sets its types."""
        for name, frame in frames.items():
            table = pa.Table.from_pandas(frame, preserve_index=False)
            writer = self._writers.get(name)
            if writer is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                path = self._folder / f"{name}.parquet"
                writer = self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
            if len(frame):
                writer.write_table(table.cast(writer.schema), row_group_size=_GROUP)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as closing:
            for writer in self._writers.values():
                closing.callback(writer.close)


def write_frames(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each frame to `folder` (made if need be) as `name.parquet`."""
    with FrameWriter(folder) as writer:
        writer.add(frames)


def read_frame(
    path: Path, columns: Sequence[str] | None = None, among: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """A frame, or some columns of it, as it stands in the file; of the rows those whose columns have a
    value `among` the given ones. Raises `RunError` when the file is damaged."""
    filters = [(name, "in", list(values)) for name, values in (among or {}).items()]
    try:
        return pd.read_parquet(
            path,
            engine="pyarrow",
            columns=None if columns is None else list(columns),
            filters=filters or None,
        )
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def load_frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The frames in `folder` by name. Raises `SchemaError` when one is not as the schema has it, and
    `RunError` when a file is damaged; frames that the schema does not know are left as they are."""
    specs = _specs()
    loaded = {path.stem: read_frame(path) for path in sorted(folder.glob("*.parquet"))}
    return {name: conform(frame, specs[name]) if name in specs else frame for name, frame in loaded.items()}


def check_frame(path: Path) -> None:
    """Raise what `load_frames` would of this file's columns and types, reading none of its rows."""
    spec = _specs().get(path.stem)
    if spec is None:
        return
    try:
        nothing = pq.read_schema(path).empty_table().to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error
    conform(nothing, spec)


class FrameSource(Protocol):
    """Frames of which some columns or the rows of some reports are asked for."""

    @property
    def names(self) -> frozenset[str]: ...

    def whole(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame: ...

    def rows(
        self, name: str, report_ids: Iterable[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame: ...


class HeldFrames:
    """Frames in memory."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = frames

    @property
    def names(self) -> frozenset[str]:
        """The frames that are there."""
        return frozenset(self._frames)

    def whole(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A frame, or some columns of it."""
        return self._frames[name] if columns is None else self._frames[name][list(columns)]

    def rows(
        self, name: str, report_ids: Iterable[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """The rows of a frame that belong to `report_ids`, in their order; or some columns of them."""
        frame = self._frames[name]
        return self.whole(name, columns)[frame[_REPORT].isin(set(report_ids))].reset_index(drop=True)


class StoredFrames:
    """The frames in `folder`, of which only what is asked for is in memory. Files stay open until `close`,
    or until the block ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, _StoredFrame] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The frames that are there."""
        return frozenset(path.stem for path in self.folder.glob("*.parquet"))

    def whole(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A frame, or some columns of it."""
        return read_frame(self.folder / f"{name}.parquet", columns)

    def rows(
        self, name: str, report_ids: Iterable[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """The rows of a frame that belong to `report_ids`, in their order; or some columns of them."""
        if name not in self._files:
            self._files[name] = _StoredFrame(self.folder / f"{name}.parquet")
        return self._files[name].rows(pa.array(list(report_ids), pa.large_string()), columns)

    def close(self) -> None:
        """Close the files; they are opened again when something is asked for."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _StoredFrame:
    """One file, and which reports have rows in each of its row groups."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = pq.ParquetFile(path)
            self._reports = [self._reports_of(group) for group in range(self._file.num_row_groups)]
        except (OSError, pa.ArrowException) as error:
            raise _damaged(path, error) from error

    def rows(self, report_ids: pa.Array, columns: Sequence[str] | None) -> pd.DataFrame:
        wanted = np.unique(_hash_ids(report_ids))
        groups = [group for group, held in enumerate(self._reports) if np.isin(held, wanted).any()]
        read = None if columns is None else list(dict.fromkeys((_REPORT, *columns)))
        try:
            table = self._file.read_row_groups(groups, columns=read, use_threads=False)
        except (OSError, pa.ArrowException) as error:
            raise _damaged(self._path, error) from error
        table = table.filter(pc.is_in(table[_REPORT], report_ids.cast(table.schema.field(_REPORT).type)))
        chosen = table.select(table.column_names if columns is None else list(columns))
        rows: pd.DataFrame = chosen.to_pandas()
        return rows

    def close(self) -> None:
        self._file.close()

    def _reports_of(self, group: int) -> np.ndarray:
        ids = self._file.read_row_group(group, columns=[_REPORT], use_threads=False)[_REPORT]
        return _hash_ids(pc.unique(ids))


def _hash_ids(ids: pa.Array) -> np.ndarray:
    """Eight bytes for an id: where two share a number, a row group too many is read."""
    return pd.util.hash_array(ids.to_numpy(zero_copy_only=False).astype(object), categorize=False)


def _damaged(path: Path, error: Exception) -> RunError:
    return RunError(
        "数据表文件损坏，无法读取",
        place=str(path),
        found=str(error).splitlines()[0],
        advice="重新执行 disclosure-audit run，已读取的文件不会重读",
    )


def _specs() -> dict[str, FrameSpec]:
    wide = {wide_name(template): wide_spec(template) for template in load_templates().values()}
    return {**frame_specs(), **wide}
