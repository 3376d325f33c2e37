"""The output folder: every run kept, each whole or not there at all.

```
OUT/runs/<run_id>/frames/*.parquet  findings.xlsx  validation/*.json  run.json
OUT/current        the newest run (a link; a text file with its id where links are not allowed)
OUT/findings.xlsx  OUT/frames   lead to the current run's
OUT/cache/         what was read of each file, so that a later run need not read it again
```
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from audit.errors import RunError
from audit.frames import read_frame

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["Run", "hold", "is_output", "list_runs", "name_run", "new_cache", "new_run", "open_run"]

_SHORTCUTS = ("findings.xlsx", "frames")
_LOG = ("review.sqlite", "review.sqlite-wal", "review.sqlite-shm")  # the decisions
_OWN = ("runs", "cache", "current", *_SHORTCUTS, *_LOG)


@dataclass(frozen=True)
class Run:
    """A finished run. `info` is run.json."""

    folder: Path
    info: Mapping[str, Any] = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        return self.folder.name

    @property
    def names(self) -> tuple[str, ...]:
        """The frames that the run has."""
        return tuple(path.stem for path in sorted((self.folder / "frames").glob("*.parquet")))

    def frame(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        among: Mapping[str, Collection[str]] | None = None,
    ) -> pd.DataFrame:
        """One of the run's frames, or some columns of it and the rows whose columns have a value `among` the
        given ones; `RunError` when it has none of that name, or when
        its file is damaged."""
        path = self.folder / "frames" / f"{name}.parquet"
        if not path.is_file():
            raise RunError("本次运行没有这张数据表", place=str(self.folder), found=name)
        return read_frame(path, columns, among)

    @cached_property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """All frames by name."""
        return {name: self.frame(name) for name in self.names}


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


def list_runs(out: Path) -> list[Run]:
    """The finished runs of the output folder `out`, oldest first."""
    runs = [open_run(info.parent) for info in (out / "runs").glob("[!.]*/run.json")]
    return sorted(runs, key=lambda run: (str(run.info.get("started", "")), run.run_id))


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


def new_cache(out: Path) -> Path:
    """The folder of `out` for what was read. Raises `RunError` when it cannot be made."""
    try:
        (out / "cache").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(out, error) from error
    return out / "cache"


def is_output(path: Path, out: Path) -> bool:
    """Whether `path` is something that a run has written in `out`, or leads there."""
    real, top = Path(os.path.realpath(path)), Path(os.path.realpath(out))  # which loops do not trouble
    return any(real.is_relative_to(top / name) for name in _OWN)


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Keep other runs from writing in `out`: a second one waits here until the first is done.

    The lock goes with its process, however that ends; what a killed run has left is removed.
    Raises `RunError` when nothing can be written in `out`.
    """
    try:
        (out / "runs").mkdir(parents=True, exist_ok=True)
        lock = (out / ".lock").open("ab")
    except OSError as error:
        raise _unusable(out, error) from error
    with lock:
        _lock(lock.fileno())
        for partial in (out / "runs").glob(".*.partial"):
            shutil.rmtree(partial, ignore_errors=True)
        yield


@contextmanager
def new_run(out: Path, run_id: str) -> Iterator[Path]:
    """A folder to fill. It becomes `out/runs/run_id` when the block ends well, and vanishes otherwise.

    Killed at any moment, this leaves the earlier run the current one, or the new one whole.
    """
    runs = out / "runs"
    partial = runs / f".{run_id}.partial"
    try:
        runs.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
    except OSError as error:
        raise _unusable(out, error) from error
    try:
        yield partial
        partial.rename(runs / run_id)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise _interrupted(out, error) from error
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _publish(out, run_id)


def _unusable(out: Path, error: OSError) -> RunError:
    return RunError(
        "输出文件夹不能写入", place=str(out), found=error.strerror or str(error), advice="换一个文件夹"
    )


def _interrupted(out: Path, error: OSError) -> RunError:
    return RunError(
        "结果未能写完，以往的结果没有变动",
        place=str(out),
        found=error.strerror or str(error),
        advice="检查磁盘空间和权限后重新执行；已读取的文件不会重读",
    )


def _publish(out: Path, run_id: str) -> None:
    """Make the run current. The shortcuts lead through `current`, so that one step switches them all;
    where links are not allowed they are copies, made after that step."""
    target = Path("runs") / run_id
    offered = [name for name in _SHORTCUTS if (out / target / name).exists()]
    linked = [name for name in offered if _link(out / name, Path("current") / name, out / target / name)]
    if not _link(out / "current", target, out / target):
        _replace(out / "current", lambda fresh: fresh.write_text(run_id, encoding="utf-8"))
    for name in _SHORTCUTS:
        if name not in offered:
            _remove(out / name)
        elif name not in linked:
            _copy(out / target / name, out / name)


def _link(link: Path, target: Path, meant: Path) -> bool:
    """Make `link` lead to `target` in one step; False where links are not allowed. `meant` is what it
    will lead to."""
    try:
        _replace(link, lambda fresh: fresh.symlink_to(target, target_is_directory=meant.is_dir()))
    except (OSError, NotImplementedError):
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        _replace(target, lambda fresh: shutil.copytree(source, fresh))
    else:
        _replace(target, lambda fresh: shutil.copyfile(source, fresh))


def _replace(path: Path, make: Callable[[Path], object]) -> None:
    """Have `make` write beside `path`, and put that in its place."""
    fresh = path.with_name(f".{path.name}.new")
    _remove(fresh)
    make(fresh)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)  # a folder is not replaced in one step; only copies are folders
    fresh.replace(path)


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


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError:  # after ten seconds
                continue
            return

else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
