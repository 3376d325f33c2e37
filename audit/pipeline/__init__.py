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
from audit.errors import RunError
from audit.excel import RunSummary, write_workbook
from audit.expect import Verdict, judge, list_rules, load_suites
from audit.frames import build_frames, load_frames, write_frames
from audit.pipeline.inputs import gather
from audit.pipeline.runs import Run, hold, name_run, new_cache, new_run, open_run
from audit.reading import DocumentCache, Limits, Reading, read_all

__all__ = ["Limits", "Run", "Settings", "check", "open_run", "read", "run"]

_LIBRARIES = ("great_expectations", "pandas", "pyarrow", "lxml", "openpyxl", "rapidfuzz")

Progress = Callable[[str, int, int], None]
"""Called with the stage (Chinese), the steps done and the steps in all."""


def _local_time() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True)
class Settings:
    """How a run is done.

    `roster` is the list of who has to report, `manifest` the list of files (whose each is, for which
    year), `suites` are folders of people's own suites, beside the shipped ones. Files are read by
    `jobs` processes, and `limits` say what one file may cost; with 0 jobs they are read in this
    process, where no limit holds (a script needs no `if __name__ == "__main__":` then).
    """

    roster: Path | None = None
    manifest: Path | None = None
    suites: tuple[Path, ...] = ()
    jobs: int = 0
    limits: Limits = field(default_factory=Limits)
    progress: Progress | None = None
    now: Callable[[], datetime] = _local_time

    def stated(self) -> dict[str, str]:
        """What a run records of them."""
        return {
            "roster": str(self.roster or ""),
            "manifest": str(self.manifest or ""),
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


@dataclass(frozen=True)
class _Job:
    """What is being done. `facts` and `counts` go into run.json as they are."""

    command: str
    paths: Sequence[Path | str]
    out: Path
    settings: Settings
    clock: _Clock = field(default_factory=_Clock)
    facts: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def run(paths: Sequence[Path | str], out: Path | str, settings: Settings | None = None) -> Run:
    """Read, judge and write everything.

    A file whose content an earlier run into `out` has read is not read again. Raises `SettingsError`
    for paths that do not exist and `RunError` for an unusable `out`; a file that cannot be read is a
    row of the frame `files`, never an error here.
    """
    job = _Job("run", paths, Path(out), settings or Settings())
    suites = load_suites(job.settings.suites)  # first: a broken suite should not cost the reading
    frames = _read_frames(job)
    with job.clock.stage("judge"):
        _tell(job.settings, "审查", 0, 1)
        verdict = judge(frames, suites)
        _tell(job.settings, "审查", 1, 1)
    return _write(job, frames, verdict)


def read(paths: Sequence[Path | str], out: Path | str, settings: Settings | None = None) -> Run:
    """Read only: a run with frames and no findings."""
    job = _Job("read", paths, Path(out), settings or Settings())
    return _write(job, _read_frames(job), None)


def check(out: Path | str, settings: Settings | None = None) -> Run:
    """Judge the frames of the run at `out` again (an output folder or a run), as a new run beside it."""
    earlier = open_run(out)
    settings = settings or Settings()
    paths = [Path(path) for path in earlier.info.get("paths", [])]
    facts = {name: earlier.info[name] for name in ("manifest", "warnings") if name in earlier.info}
    job = _Job("check", paths, earlier.folder.parent.parent, settings, facts=facts)
    suites = load_suites(settings.suites)
    with job.clock.stage("load"):
        frames = load_frames(earlier.folder / "frames")
        frames = {
            name: frame for name, frame in frames.items() if name not in ("outcomes", "findings", "rules")
        }
    with job.clock.stage("judge"):
        verdict = judge(frames, suites)
    return _write(job, frames, verdict)


def _read_frames(job: _Job) -> dict[str, pd.DataFrame]:
    settings = job.settings
    with job.clock.stage("find"):
        inputs = gather(job.paths, job.out, roster=settings.roster, manifest=settings.manifest)
    with job.clock.stage("read"):
        readings = read_all(
            inputs.files,
            jobs=settings.jobs,
            limits=settings.limits,
            cache=DocumentCache(new_cache(job.out)),
            years=inputs.years,
            progress=lambda done, total: _tell(settings, "读取", done, total),
        )
    job.facts.update(inputs.facts())
    job.counts.update(_count_read(readings))
    with job.clock.stage("frames"):
        return build_frames(
            readings,
            roster=inputs.roster,
            listed=inputs.manifest.listed,
            earlier=_earlier_versions(job.out),
        )


def _earlier_versions(out: Path) -> dict[str, int]:
    """Content -> version in the current run of `out`; nothing when there is none yet."""
    try:
        current = open_run(out)
    except RunError:
        return {}
    versions = current.frame("files").dropna(subset="version").set_index("report_id")["version"]
    reports = current.frame("reports")[["content_sha256", "report_id"]]
    return {content: int(versions[[report_id]].iloc[0]) for content, report_id in reports.to_numpy()}


def _write(job: _Job, frames: Mapping[str, pd.DataFrame], verdict: Verdict | None) -> Run:
    settings, clock = job.settings, job.clock
    started = settings.now()
    everything = dict(frames)
    if verdict is not None:
        everything |= {"outcomes": verdict.outcomes, "findings": verdict.findings}
    with hold(job.out):
        run_id = name_run(job.out, started)
        with new_run(job.out, run_id) as folder:
            with clock.stage("write"):
                write_frames(everything, folder / "frames")
                if verdict is not None:
                    _tell(settings, "写表", 0, 1)
                    _write_results(folder, run_id, started, settings, everything, verdict)
                    _tell(settings, "写表", 1, 1)
            info = {
                "run_id": run_id,
                "command": job.command,
                "started": started.isoformat(timespec="seconds"),
                "paths": [str(path) for path in job.paths],
                "settings": settings.stated(),
                "versions": _versions(),
                "counts": _count(everything) | job.counts,
                "seconds": clock.seconds,
                "inputs": _hash_inputs(everything["files"]),
                **job.facts,
            }
            text = json.dumps(info, ensure_ascii=False, indent=2)
            (folder / "run.json").write_text(text, encoding="utf-8")
    return open_run(job.out / "runs" / run_id)


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
    counts = _count(frames)
    summary = RunSummary(
        run_id=run_id,
        started=started,
        version=__version__,
        settings=settings.stated(),
        counts={"旧版本": counts["superseded"], "重复文件": counts["same_content"]},
    )
    rules = pd.DataFrame(list_rules(settings.suites))
    write_workbook(folder / "findings.xlsx", {**frames, "rules": rules}, summary)


def _count(frames: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    status = frames["files"]["read_status"]
    counts = {
        "files": len(status),
        "unread": int(status.isin(["unread", "not_report"]).sum()),
        "reports": int(frames["reports"]["audited"].sum()),
        "superseded": int((~frames["reports"]["audited"]).sum()),
        "same_content": int((status == "same_content").sum()),
    }
    if "findings" in frames:
        severity = frames["findings"]["severity"]
        counts |= {name: int((severity == name).sum()) for name in ("critical", "warning", "info")}
        outcome = frames["outcomes"]["outcome"]
        counts |= {name: int((outcome == name).sum()) for name in ("not_assessable", "error")}
    return counts


def _count_read(readings: Sequence[Reading]) -> dict[str, int]:
    """Files that were read anew (or tried), and files whose text an earlier run had read."""
    reused = sum(reading.reused for reading in readings)
    return {"reread": len(readings) - reused, "reused": reused}


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
