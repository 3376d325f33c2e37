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
from audit.expect import Verdict
from audit.frames import write_frames
from audit.office import SampleSizes, Scoring, load_office
from audit.pipeline.settings import Rulebook
from audit.review import ReviewStore, Ticket
from audit.review.signing import NOTICE, WORKBOOK
from audit.schema.words import NOT_READ, SEVERITIES

__all__ = [
    "Judged",
    "count_frames",
    "describe_run",
    "issue_ticket",
    "stamp_inputs",
    "stamp_versions",
    "write_run",
]

_LIBRARIES = ("great_expectations", "pandas", "pyarrow", "lxml", "openpyxl", "rapidfuzz")


@dataclass(frozen=True)
class Judged:
    """What the suites said, and the rules they are."""

    verdict: Verdict
    rulebook: Rulebook


def write_run(
    folder: Path,
    frames: Mapping[str, pd.DataFrame],
    info: dict[str, Any],
    judged: Judged | None,
    store: ReviewStore,
) -> None:
    """Write everything of a run into `folder`; `info` becomes run.json."""
    everything = dict(frames)
    if judged is not None:
        verdict = judged.verdict
        everything |= {
            "outcomes": verdict.outcomes,
            "findings": verdict.findings,
            "rules": judged.rulebook.rules,
        }
    write_frames(everything, folder / "frames")
    info["counts"] = count_frames(everything) | info["counts"]
    if judged is not None:
        office = judged.rulebook.office
        info["office"] = dict(office.stated)
        info["scoring"], info["review_sample"] = asdict(office.scoring), asdict(office.review_sample)
        info["changed_rules"] = list(judged.rulebook.changes)
        _write_validations(folder / "validation", judged.verdict)
        everything["dispositions"] = store.dispositions(verdict.findings)
        write_workbook(folder / "findings.xlsx", everything, describe_run(info, issue_ticket(info, store)))
    text = json.dumps(info, ensure_ascii=False, indent=2)
    (folder / "run.json").write_text(text, encoding="utf-8")


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


def count_frames(frames: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """The counts that run.json, the screen and the command line show."""
    status = frames["files"]["read_status"]
    counts = {
        "files": len(status),
        "unread": int(status.isin(NOT_READ).sum()),
        "reports": int(frames["reports"]["audited"].sum()),
        "superseded": int((~frames["reports"]["audited"]).sum()),
        "same_content": int((status == "same_content").sum()),
    }
    if "findings" in frames:
        severity = frames["findings"]["severity"]
        counts |= {name: int((severity == name).sum()) for name in SEVERITIES}
        outcome = frames["outcomes"]["outcome"]
        counts |= {name: int((outcome == name).sum()) for name in ("not_assessable", "error")}
    return counts


def _write_validations(folder: Path, verdict: Verdict) -> None:
    folder.mkdir()
    for name, result in verdict.validations.items():
        text = json.dumps(result, ensure_ascii=False, indent=1, default=str)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
