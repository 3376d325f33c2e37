"""Frames on disk: one Parquet file each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from audit.schema import FrameSpec, conform, frame_specs, wide_name, wide_spec
from audit.template import load_templates

__all__ = ["load_frames", "write_frames"]

_GROUP = 20_000
"""Rows that are stored together, so that one report's can be had without decoding all others'."""


def write_frames(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each frame to `folder` (made if need be) as `name.parquet`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        frame.to_parquet(path, engine="pyarrow", compression="zstd", index=False, row_group_size=_GROUP)


def load_frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The frames in `folder` by name. Raises `SchemaError` when one is not as the schema has it;
    frames that the schema does not know are left as they are."""
    specs = _specs()
    loaded = {path.stem: pd.read_parquet(path, engine="pyarrow") for path in sorted(folder.glob("*.parquet"))}
    return {name: conform(frame, specs[name]) if name in specs else frame for name, frame in loaded.items()}


def _specs() -> dict[str, FrameSpec]:
    wide = {wide_name(template): wide_spec(template) for template in load_templates().values()}
    return {**frame_specs(), **wide}
