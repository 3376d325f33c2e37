"""The one place where the stages meet: files -> readings -> frames -> suites -> findings -> workbook.

`run` does it all, `read` stops at the frames, `check` judges the frames of an earlier run again.
Each returns the finished `Run`; nothing of an earlier run is changed. `open_review`, `decide`, `export`,
`import_workbook` and `compare` are about what people decide of the findings.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from audit.corpus import relate
from audit.errors import RunError
from audit.excel import refuse_open
from audit.expect import judge
from audit.frames import accept_wordings, build_frames, load_frames
from audit.office import Office, Wordings, find_office, load_office
from audit.pipeline.exporting import export, export_changes
from audit.pipeline.importing import import_workbook
from audit.pipeline.inputs import gather
from audit.pipeline.reviewing import compare, decide, open_review
from audit.pipeline.runs import Run, hold, name_run, new_cache, new_run, open_run
from audit.pipeline.settings import Settings, load_rulebook
from audit.pipeline.writing import Judged, stamp_inputs, stamp_versions, write_run
from audit.reading import DocumentCache, Limits, Reading, read_all
from audit.review import default_url, open_store

__all__ = [
    "Limits",
    "Run",
    "Settings",
    "check",
    "compare",
    "decide",
    "export",
    "export_changes",
    "import_workbook",
    "open_review",
    "open_run",
    "read",
    "run",
]


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
    _refuse_open(Path(out))
    job = _Job("run", paths, Path(out), settings or Settings())
    rulebook = load_rulebook(job.settings)  # first: a broken suite should not cost the reading
    frames = _read_frames(job, rulebook.office)
    with job.clock.stage("judge"):
        job.settings.tell("审查", 0, 1)
        verdict = judge(frames, rulebook.suites)
        job.settings.tell("审查", 1, 1)
    return _write(job, frames, Judged(verdict, rulebook))


def read(paths: Sequence[Path | str], out: Path | str, settings: Settings | None = None) -> Run:
    """Read only: a run with frames and no findings."""
    job = _Job("read", paths, Path(out), settings or Settings())
    office = load_office(find_office(job.settings.config, job.settings.roster))
    return _write(job, _read_frames(job, office))


def check(out: Path | str, settings: Settings | None = None) -> Run:
    """Judge the frames of the run at `out` again (an output folder or a run), as a new run beside it.

    What the office has set since counts: thresholds, deadlines, accepted wordings. Its topics count from
    the next `run` on, for they are read with the files. Raises `RunError` when there is no run, or when
    one that it was compared with is gone.
    """
    earlier = open_run(out)
    _refuse_open(earlier.folder.parent.parent)
    settings = (settings or Settings()).continuing(earlier.info.get("settings", {}))
    paths = [Path(path) for path in earlier.info.get("paths", [])]
    facts = {name: earlier.info[name] for name in ("manifest", "warnings") if name in earlier.info}
    job = _Job("check", paths, earlier.folder.parent.parent, settings, facts=facts)
    rulebook = load_rulebook(settings)
    with job.clock.stage("load"):
        frames = load_frames(earlier.folder / "frames")
        frames = {
            name: frame for name, frame in frames.items() if name not in ("outcomes", "findings", "rules")
        }
        previous = _load_previous(settings)
    frames = _apply(job, frames, rulebook.office, previous, accepted=earlier.info.get("wordings"))
    with job.clock.stage("judge"):
        verdict = judge(frames, rulebook.suites)
    return _write(job, frames, Judged(verdict, rulebook))


def _refuse_open(out: Path) -> None:
    """A workbook that somebody has open would be saved over the new run's: said before anything is read."""
    for path in (out / "findings.xlsx", out / "current" / "findings.xlsx"):
        refuse_open(path)


def _read_frames(job: _Job, office: Office) -> dict[str, pd.DataFrame]:
    settings = job.settings
    with job.clock.stage("find"):
        previous = _load_previous(settings)
        inputs = gather(
            job.paths,
            job.out,
            roster=settings.roster,
            manifest=settings.manifest,
            jobs=settings.jobs,
            limits=settings.limits,
        )
    with job.clock.stage("read"):
        readings = read_all(
            inputs.files,
            jobs=settings.jobs,
            limits=settings.limits,
            cache=DocumentCache(new_cache(job.out)),
            years=inputs.years,
            topics=office.topics,
            progress=lambda done, total: settings.tell("读取", done, total),
        )
    job.facts.update(inputs.facts())
    job.counts.update(_count_read(readings))
    with job.clock.stage("frames"):
        frames = build_frames(
            readings,
            roster=inputs.roster,
            listed=inputs.manifest.listed,
            earlier=_earlier_versions(job.out),
        )
    return _apply(job, frames, office, previous)


def _apply(
    job: _Job,
    frames: Mapping[str, pd.DataFrame],
    office: Office,
    previous: Sequence[Mapping[str, pd.DataFrame]],
    accepted: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, pd.DataFrame]:
    """`frames` with what follows from them and the settings of the `office`: the wordings it accepts, and
    the reports beside each other. `accepted`: the wordings by which an earlier run has gone over them."""
    job.facts["wordings"] = asdict(office.wordings)
    with job.clock.stage("relate"):
        job.settings.tell("比对", 0, 1)
        earlier = Wordings(**{name: tuple(texts) for name, texts in accepted.items()}) if accepted else None
        known = accept_wordings(frames, office.wordings, earlier)
        related = relate(known, office=office, previous=previous)
        job.settings.tell("比对", 1, 1)
    return known | related


def _load_previous(settings: Settings) -> list[dict[str, pd.DataFrame]]:
    """The frames of the runs with earlier years. Without one of them findings would be missed in silence."""
    try:
        return [load_frames(open_run(folder).folder / "frames") for folder in settings.previous]
    except RunError as error:
        raise RunError(
            "用来比对的以往运行打不开",
            place=error.place,
            advice="核对位置；已经移走的放回原处，或者重新执行 disclosure-audit run，用 --previous 指明",
        ) from error


def _earlier_versions(out: Path) -> dict[str, int]:
    """Content -> version in the current run of `out`; nothing when there is none yet."""
    try:
        current = open_run(out)
    except RunError:
        return {}
    versions = current.frame("files").dropna(subset="version").set_index("report_id")["version"]
    reports = current.frame("reports")[["content_sha256", "report_id"]]
    return {content: int(versions[[report_id]].iloc[0]) for content, report_id in reports.to_numpy()}


def _write(job: _Job, frames: Mapping[str, pd.DataFrame], judged: Judged | None = None) -> Run:
    settings = job.settings
    started = settings.now()
    with hold(job.out):
        run_id = name_run(job.out, started)
        with new_run(job.out, run_id) as folder:
            settings.tell("写表", 0, 1)
            info: dict[str, Any] = {
                "run_id": run_id,
                "command": job.command,
                "started": started.isoformat(timespec="seconds"),
                "paths": [str(path) for path in job.paths],
                "settings": settings.stated(),
                "versions": stamp_versions(),
                "counts": job.counts,
                "seconds": job.clock.seconds,
                "inputs": stamp_inputs(frames["files"]),
                **job.facts,
            }
            with closing(open_store(settings.review_url or default_url(job.out))) as store:
                write_run(folder, frames, info, judged, store)
            settings.tell("写表", 1, 1)
    return open_run(job.out / "runs" / run_id)


def _count_read(readings: Sequence[Reading]) -> dict[str, int]:
    """Files that were read anew (or tried), and files whose text an earlier run had read."""
    reused = sum(reading.reused for reading in readings)
    return {"reread": len(readings) - reused, "reused": reused}
