"""A run on disk: frames, validations, workbook, and run.json."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from audit import __version__
from audit.excel import RunSummary, write_workbook
from audit.frames import write_frames
from audit.office import SampleSizes, Scoring, load_office
from audit.pipeline.jobs import Job
from audit.pipeline.judging import Tally
from audit.pipeline.listing import list_run
from audit.pipeline.runs import Run
from audit.pipeline.settings import Rulebook
from audit.review import ReviewStore, Ticket
from audit.review.signing import NOTICE, WORKBOOK
from audit.schema.words import NOT_READ, SEVERITIES

__all__ = [
    "Judged",
    "describe_run",
    "finish_run",
    "issue_ticket",
    "stamp_inputs",
    "stamp_versions",
]

_LIBRARIES = ("great_expectations", "pandas", "pyarrow", "lxml", "openpyxl", "rapidfuzz")


@dataclass(frozen=True)
class Judged:
    """What the suites said, and the rules they are."""

    tally: Tally
    rulebook: Rulebook


def finish_run(job: Job, started: datetime, folder: Path, judged: Judged | None, store: ReviewStore) -> None:
    """Write what goes with the frames in `folder`: validations, workbook, and run.json, the last of all."""
    run = Run(folder)
    info: dict[str, Any] = {
        "run_id": folder.name.removeprefix(".").removesuffix(".partial"),
        "command": job.command,
        "started": started.isoformat(timespec="seconds"),
        "paths": [str(path) for path in job.paths],
        "settings": job.settings.stated(),
        "versions": stamp_versions(),
        "counts": _count(run, judged) | job.counts,
        "inputs": stamp_inputs(run.frame("files", ["file", "sha256"])),
        **job.facts,
    }
    if judged is not None:
        office = judged.rulebook.office
        info["office"] = dict(office.stated)
        info["scoring"], info["review_sample"] = asdict(office.scoring), asdict(office.review_sample)
        info["changed_rules"] = list(judged.rulebook.changes)
        with job.clock.stage("workbook"):
            _write_validations(folder / "validation", judged.tally.validations)
            write_frames({"rules": judged.rulebook.rules}, folder / "frames")
            summary = describe_run(info, issue_ticket(info, store))
            listed = list_run(run, store, summary.scoring)
            write_workbook(folder / "findings.xlsx", listed.frames, listed.describe(summary))
    info |= _measures(job, info["counts"])
    text = json.dumps(info, ensure_ascii=False, indent=2)
    (folder / "run.json").write_text(text, encoding="utf-8")


def _measures(job: Job, counts: Mapping[str, int]) -> dict[str, Any]:
    """What the run has taken: seconds, bytes at most (this process by the end of each stage, and the
    largest of the workers), and files a second."""
    seconds = job.clock.seconds
    whole = sum(seconds.values())
    rate = round(counts["files"] / whole, 2) if whole else 0.0
    return {"seconds": seconds, "memory": job.clock.memory, "files_per_second": rate}


def issue_ticket(info: Mapping[str, Any], store: ReviewStore, agency_id: str = "") -> dict[str, str]:
    """What lets a workbook of this run be read back: signed by the log, as it stands now. With
    `agency_id` it is a notice to that agency."""
    kind = NOTICE if agency_id else WORKBOOK
    seal = store.seal
    return seal.sign(Ticket(kind, info["run_id"], seal.log_id, store.revision(), agency_id))


def describe_run(info: Mapping[str, Any], ticket: Mapping[str, str]) -> RunSummary:
    """What a workbook says of a run, out of its run.json."""
    counts = info["counts"]
    office = load_office()  # what held for a run that recorded nothing of it
    return RunSummary(
        run_id=info["run_id"],
        started=datetime.fromisoformat(info["started"]),
        version=info["versions"]["disclosure-audit"],
        settings=info["settings"] | info.get("office", {}),
        counts={"旧版本": counts["superseded"], "重复文件": counts["same_content"]},
        changed_rules=tuple(info.get("changed_rules", ())),
        office=info.get("office", {}).get("name", ""),
        scoring=Scoring(**info.get("scoring", asdict(office.scoring))),
        sample=SampleSizes(**info.get("review_sample", asdict(office.review_sample))),
        ticket=ticket,
    )


def stamp_inputs(files: pd.DataFrame) -> dict[str, Any]:
    """File -> content hash, and one hash over all, so that two runs can be told to rest on the same input."""
    by_file = dict(zip(files["file"], files["sha256"].fillna(""), strict=True))
    joined = "\n".join(f"{name} {digest}" for name, digest in sorted(by_file.items()))
    return {"sha256": hashlib.sha256(joined.encode()).hexdigest(), "files": by_file}


def stamp_versions() -> dict[str, str]:
    """Versions of ours, of Python and of the libraries that results may hang on."""
    own = {"disclosure-audit": __version__, "python": platform.python_version()}
    return own | {name: version(name) for name in _LIBRARIES}


def _count(run: Run, judged: Judged | None) -> dict[str, int]:
    """The counts that run.json, the screen and the command line show."""
    status = run.frame("files", ["read_status"])["read_status"]
    audited = run.frame("reports", ["audited"])["audited"]
    counts = {
        "files": len(status),
        "unread": int(status.isin(NOT_READ).sum()),
        "reports": int(audited.sum()),
        "superseded": int((~audited).sum()),
        "same_content": int((status == "same_content").sum()),
    }
    if judged is not None:
        counts |= {name: judged.tally.findings[name] for name in SEVERITIES}
        counts |= {name: judged.tally.outcomes[name] for name in ("not_assessable", "error")}
    return counts


def _write_validations(folder: Path, validations: Mapping[str, dict[str, Any]]) -> None:
    folder.mkdir()
    for name, result in validations.items():
        text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
