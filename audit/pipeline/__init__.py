"""The one place where the stages meet: files -> readings -> frames -> suites -> findings -> workbook.

`run` does it all, `read` stops at the frames, `check` judges the frames of an earlier run again.
Each returns the finished `Run`; nothing of an earlier run is changed.
"""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from audit import __version__
from audit.errors import SettingsError
from audit.excel import RunSummary, write_workbook
from audit.expect import Verdict, judge, list_rules, load_suites
from audit.frames import Reading, build_frames, load_frames, read_roster, write_frames
from audit.pipeline.reading import read_all
from audit.pipeline.runs import Run, name_run, new_run, open_run
from audit.readers import find_files

__all__ = ["Run", "Settings", "check", "open_run", "read", "run"]

_LIBRARIES = ("great_expectations", "pandas", "pyarrow", "lxml", "openpyxl", "rapidfuzz")

Progress = Callable[[str, int, int], None]
"""Called with the stage (Chinese), the steps done and the steps in all."""


def _local_time() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True)
class Settings:
    """How a run is done. `suites` are folders of people's own suites, beside the shipped ones."""

    roster: Path | None = None
    suites: tuple[Path, ...] = ()
    jobs: int = 1
    progress: Progress | None = None
    now: Callable[[], datetime] = _local_time

    def stated(self) -> dict[str, str]:
        """What a run records of them."""
        return {
            "roster": str(self.roster or ""),
            "suites": "；".join(str(folder) for folder in self.suites),
            "jobs": str(self.jobs),
        }


@dataclass
class _Clock:
    """Seconds per stage, for run.json."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - start, 3)


def run(paths: Sequence[Path | str], out: Path | str, settings: Settings | None = None) -> Run:
    """Read, judge and write everything.

    Raises `SettingsError` for paths that do not exist and `RunError` for an unusable `out`; a file
    that cannot be read is a row of the frame `files`, never an error here.
    """
    settings = settings or Settings()
    clock = _Clock()
    suites = load_suites(settings.suites)  # first: a broken suite should not cost the reading
    frames = _read_frames(paths, settings, clock)
    with clock.stage("judge"):
        _tell(settings, "审查", 0, 1)
        verdict = judge(frames, suites)
        _tell(settings, "审查", 1, 1)
    return _write("run", paths, Path(out), settings, clock, frames, verdict)


def read(paths: Sequence[Path | str], out: Path | str, settings: Settings | None = None) -> Run:
    """Read only: a run with frames and no findings."""
    settings = settings or Settings()
    clock = _Clock()
    frames = _read_frames(paths, settings, clock)
    return _write("read", paths, Path(out), settings, clock, frames, None)


def check(out: Path | str, settings: Settings | None = None) -> Run:
    """Judge the frames of the run at `out` again (an output folder or a run), as a new run beside it."""
    settings = settings or Settings()
    clock = _Clock()
    earlier = open_run(out)
    suites = load_suites(settings.suites)
    with clock.stage("load"):
        frames = load_frames(earlier.folder / "frames")
        frames = {
            name: frame for name, frame in frames.items() if name not in ("outcomes", "findings", "rules")
        }
    with clock.stage("judge"):
        verdict = judge(frames, suites)
    paths = [Path(path) for path in earlier.info.get("paths", [])]
    return _write("check", paths, earlier.folder.parent.parent, settings, clock, frames, verdict)


def _read_frames(paths: Sequence[Path | str], settings: Settings, clock: _Clock) -> dict[str, pd.DataFrame]:
    roster = read_roster(settings.roster) if settings.roster else None
    with clock.stage("find"):
        inputs = find_files(_existing(paths))
        if not inputs:
            raise SettingsError("没有找到任何文件", found="、".join(map(str, paths)))
    with clock.stage("read"):
        readings: list[Reading] = read_all(
            inputs, jobs=settings.jobs, progress=lambda done, total: _tell(settings, "读取", done, total)
        )
    with clock.stage("frames"):
        return build_frames(readings, roster=roster)


def _existing(paths: Sequence[Path | str]) -> list[Path]:
    found = [Path(path) for path in paths]
    missing = [str(path) for path in found if not path.exists() and not path.is_symlink()]
    if missing or not found:
        raise SettingsError("路径不存在", found="、".join(missing) or "（未给出）", advice="核对路径后重试")
    return found


def _write(
    command: str,
    paths: Sequence[Path | str],
    out: Path,
    settings: Settings,
    clock: _Clock,
    frames: Mapping[str, pd.DataFrame],
    verdict: Verdict | None,
) -> Run:
    started = settings.now()
    run_id = name_run(out, started)
    everything = dict(frames)
    if verdict is not None:
        everything |= {"outcomes": verdict.outcomes, "findings": verdict.findings}
    counts = _count(everything)
    with new_run(out, run_id) as folder:
        with clock.stage("write"):
            write_frames(everything, folder / "frames")
            if verdict is not None:
                _tell(settings, "写表", 0, 1)
                _write_results(folder, run_id, started, settings, everything, verdict)
                _tell(settings, "写表", 1, 1)
        info = {
            "run_id": run_id,
            "command": command,
            "started": started.isoformat(timespec="seconds"),
            "paths": [str(path) for path in paths],
            "settings": settings.stated(),
            "versions": _versions(),
            "counts": counts,
            "seconds": clock.seconds,
            "inputs": _hash_inputs(everything["files"]),
        }
        (folder / "run.json").write_text(json.dumps(info, ensure_ascii=False, indent=2), encoding="utf-8")
    return open_run(out / "runs" / run_id)


def _write_results(
    folder: Path,
    run_id: str,
    started: datetime,
    settings: Settings,
    frames: Mapping[str, pd.DataFrame],
    verdict: Verdict,
) -> None:
    validation = folder / "validation"
    validation.mkdir()
    for name, result in verdict.validations.items():
        text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
        (validation / f"{name}.json").write_text(text, encoding="utf-8")
    summary = RunSummary(
        run_id=run_id,
        started=started,
        version=__version__,
        settings=settings.stated(),
    )
    rules = pd.DataFrame(list_rules(settings.suites))
    write_workbook(folder / "findings.xlsx", {**frames, "rules": rules}, summary)


def _count(frames: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    status = frames["files"]["read_status"]
    counts = {
        "files": len(status),
        "unread": int(status.isin(["unread", "not_report"]).sum()),
        "reports": int(frames["reports"]["audited"].sum()),
    }
    if "findings" in frames:
        severity = frames["findings"]["severity"]
        counts |= {name: int((severity == name).sum()) for name in ("critical", "warning", "info")}
        outcome = frames["outcomes"]["outcome"]
        counts |= {name: int((outcome == name).sum()) for name in ("not_assessable", "error")}
    return counts


def _versions() -> dict[str, str]:
    own = {"disclosure-audit": __version__, "python": platform.python_version()}
    return own | {name: version(name) for name in _LIBRARIES}


def _hash_inputs(files: pd.DataFrame) -> dict[str, Any]:
    """File -> content hash, and one hash over all, so that two runs can be told to rest on the same input."""
    by_file = dict(zip(files["file"], files["sha256"].fillna(""), strict=True))
    joined = "\n".join(f"{name} {digest}" for name, digest in sorted(by_file.items()))
    return {"sha256": hashlib.sha256(joined.encode()).hexdigest(), "files": by_file}


def _tell(settings: Settings, stage: str, done: int, total: int) -> None:
    if settings.progress is not None:
        settings.progress(stage, done, total)
