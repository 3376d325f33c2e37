"""From files to frames on disk: every file read once, the reports built part by part."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from audit.corpus import CORPUS_FRAMES
from audit.errors import RunError
from audit.frames import (
    FrameWriter,
    Seats,
    StoredFrames,
    accept_wordings,
    assign,
    build_files,
    build_roster,
    check_frame,
)
from audit.office import Office, Wordings
from audit.pipeline.inputs import Inputs
from audit.pipeline.jobs import Job
from audit.pipeline.parts import build, plan_parts
from audit.pipeline.runs import Run, new_cache, open_run
from audit.reading import DocumentCache, FileKey, Spool, read_packed
from audit.schema import conform, frame_specs

__all__ = ["build_run", "earlier_versions", "rebuild_run"]

_FOLLOWING = frozenset({"outcomes", "findings", "rules", *CORPUS_FRAMES})
"""Frames that follow from the others."""
_WORDED = ("sections", "cells")
"""Frames that the office's wordings change."""


def build_run(job: Job, inputs: Inputs, office: Office, folder: Path) -> None:
    """Read the files, and write the frames that follow from reading alone into `folder`."""
    spool_path = folder / "spool"
    with Spool(spool_path) as spool:
        with job.clock.stage("read"):
            keys = _read(job, inputs, office, spool)
        with job.clock.stage("frames"):
            _build(job, inputs, office, keys, spool, folder / "frames")
    spool_path.unlink()


def rebuild_run(earlier: Run, office: Office, folder: Path, size: int) -> None:
    """Write the frames of an `earlier` run that follow from reading into `folder`, `size` reports at a time,
    with the wordings that the office accepts now."""
    accepted = earlier.info.get("wordings")  # by which the earlier run went over them
    before = Wordings(**{name: tuple(texts) for name, texts in accepted.items()}) if accepted else None
    target = folder / "frames"
    target.mkdir()
    with StoredFrames(earlier.folder / "frames") as stored, FrameWriter(target) as writer:
        for name in sorted(stored.names - _FOLLOWING - set(_WORDED)):
            check_frame(stored.folder / f"{name}.parquet")
            shutil.copyfile(stored.folder / f"{name}.parquet", target / f"{name}.parquet")
        reports = stored.whole("reports", ["report_id"])["report_id"].tolist()
        for start in range(0, max(len(reports), 1), size):
            part = reports[start : start + size]
            rows = {name: conform(stored.rows(name, part), frame_specs()[name]) for name in _WORDED}
            writer.add(accept_wordings(rows, office.wordings, before))


def _read(job: Job, inputs: Inputs, office: Office, spool: Spool) -> list[FileKey]:
    """The keys of all files in their order; what was recognised in them is in the `spool`."""
    settings = job.settings
    keys: dict[int, FileKey] = {}
    most = 0
    for place, packed in read_packed(
        inputs.files,
        jobs=settings.jobs,
        limits=settings.limits,
        cache=DocumentCache(new_cache(job.out)),
        years=inputs.years,
        topics=office.topics,
    ):
        keys[place] = packed.key
        most = max(most, packed.peak)
        if packed.recognition is not None:
            spool.put(place, packed.recognition)
        settings.tell("读取", len(keys), len(inputs.files))
    job.clock.memory["workers"] = most
    reused = sum(key.reused for key in keys.values())
    job.counts.update(reread=len(keys) - reused, reused=reused)
    return [keys[place] for place in range(len(inputs.files))]


def _build(
    job: Job, inputs: Inputs, office: Office, keys: Sequence[FileKey], spool: Spool, folder: Path
) -> None:
    entries, placements = assign(keys, inputs.roster, inputs.manifest.listed, earlier_versions(job.out))
    seats = Seats(inputs.roster)
    parts = plan_parts(placements, job.settings.part)
    with FrameWriter(folder) as writer:
        writer.add({"files": build_files(entries), "roster": build_roster(inputs.roster)})
        for number, part in enumerate(parts):
            job.settings.tell("整理", number, len(parts))
            found = spool.take(placed.place for placed in part)
            reports = [placed.hold(recognition) for placed, recognition in zip(part, found, strict=True)]
            writer.add(build(reports, seats, office))
    job.settings.tell("整理", len(parts), len(parts))


def earlier_versions(out: Path) -> dict[str, int]:
    """Content -> version in the current run of `out`; nothing when there is none yet."""
    try:
        current = open_run(out)
    except RunError:
        return {}
    versions = current.frame("files", ["report_id", "version"]).dropna(subset="version")
    by_report = dict(zip(versions["report_id"], versions["version"].astype(int), strict=True))
    reports = current.frame("reports", ["content_sha256", "report_id"])
    return {content: by_report[report_id] for content, report_id in reports.to_numpy()}
