"""The output folder: every run kept, each whole or not there at all.

```
OUT/runs/<run_id>/frames/*.parquet  findings.xlsx  validation/*.json  run.json
OUT/current        the newest run (a link; a text file with its id where links are not allowed)
OUT/findings.xlsx  OUT/frames   lead to the current run's
```
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from audit.errors import RunError

__all__ = ["Run", "name_run", "new_run", "open_run"]


@dataclass(frozen=True)
class Run:
    """A finished run. `info` is run.json."""

    folder: Path
    info: Mapping[str, Any] = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        return self.folder.name

    def frame(self, name: str) -> pd.DataFrame:
        """One of the run's frames; `RunError` when it has none of that name."""
        path = self.folder / "frames" / f"{name}.parquet"
        if not path.is_file():
            raise RunError("本次运行没有这张数据表", place=str(self.folder), found=name)
        return pd.read_parquet(path)

    @cached_property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """All frames by name."""
        return {
            path.stem: pd.read_parquet(path) for path in sorted((self.folder / "frames").glob("*.parquet"))
        }


def open_run(path: Path | str) -> Run:
    """The run at `path`, which is an output folder (its current run is taken) or a run itself.

    Raises `RunError` when there is no finished run.
    """
    folder = Path(path)
    if (folder / "runs").is_dir():
        folder = _current(folder)
    info = folder / "run.json"
    if not info.is_file():
        raise RunError(
            "这里没有运行结果",
            place=str(path),
            expected="run.json",
            advice="先执行 disclosure-audit run",
        )
    return Run(folder, json.loads(info.read_text(encoding="utf-8")))


def name_run(out: Path, now: datetime) -> str:
    """An id for a run started at `now` that no run in `out` has: 20260115-093000, then -2, -3."""
    base = f"{now:%Y%m%d-%H%M%S}"
    taken = {path.name.removeprefix(".").removesuffix(".partial") for path in (out / "runs").glob("*")}
    taken |= {path.name.removeprefix(".").removesuffix(".partial") for path in (out / "runs").glob(".*")}
    number = 1
    name = base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


@contextmanager
def new_run(out: Path, run_id: str) -> Iterator[Path]:
    """A folder to fill. It becomes `out/runs/run_id` when the block ends well, and vanishes otherwise."""
    runs = out / "runs"
    try:
        runs.mkdir(parents=True, exist_ok=True)
        partial = runs / f".{run_id}.partial"
        partial.mkdir()
    except OSError as error:
        raise RunError(
            "输出文件夹不能写入", place=str(out), found=error.strerror or str(error), advice="换一个文件夹"
        ) from error
    try:
        yield partial
        partial.rename(runs / run_id)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _point(out / "current", Path("runs") / run_id)
    _point(out / "findings.xlsx", Path("runs") / run_id / "findings.xlsx")
    _point(out / "frames", Path("runs") / run_id / "frames")


def _point(link: Path, target: Path) -> None:
    """Make `link` lead to `target` (relative to it) in one step; copy or note where links fail."""
    absolute = link.parent / target
    fresh = link.with_name(f".{link.name}.new")
    _remove(fresh)
    if not absolute.exists():
        _remove(link)
        return
    try:
        fresh.symlink_to(target, target_is_directory=absolute.is_dir())
    except (OSError, NotImplementedError):
        if absolute.is_file():
            shutil.copyfile(absolute, fresh)
        elif link.name == "current":
            fresh.write_text(absolute.name, encoding="utf-8")
        else:
            shutil.copytree(absolute, fresh)
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    fresh.replace(link)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _current(out: Path) -> Path:
    pointer = out / "current"
    if pointer.is_dir():
        return pointer.resolve()
    if pointer.is_file():
        return out / "runs" / pointer.read_text(encoding="utf-8").strip()
    raise RunError("还没有完成过的运行", place=str(out), advice="先执行 disclosure-audit run")
