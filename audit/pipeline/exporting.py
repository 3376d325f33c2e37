"""A run's workbooks anew, with what has been decided since."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from audit.errors import RunError
from audit.excel import (
    RunSummary,
    arrange,
    name_notices,
    refuse_open,
    write_changes,
    write_notice,
    write_workbook,
)
from audit.pipeline.listing import list_agencies, list_run
from audit.pipeline.reviewing import compare, open_review
from audit.pipeline.runs import Run, open_run
from audit.pipeline.writing import describe_run, issue_ticket
from audit.review import ReviewStore
from audit.statistics import open_findings

__all__ = ["Selection", "export", "export_changes"]

_TOGETHER = 500  # agencies whose notices are written out of the same frames


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of a run's findings, and in Chinese which they are, for the workbook to say."""

    finding_ids: frozenset[str]
    said: str


def export(
    out: Path | str,
    to: Path | str | None = None,
    *,
    per_agency: Path | str | None = None,
    only: Selection | None = None,
    url: str = "",
) -> list[Path]:
    """Write the workbook of the run at `out` to `to`, and a notice to each agency with findings that
    stand into the folder `per_agency`, with the decisions recorded so far; of `only` some of the findings,
    if it is given. Returns the files written.

    Raises `RunError` when the run was only read, or when a file cannot be written or is open in another
    program: for the workbook that is told before anything is done.
    """
    run = open_run(out)
    if "findings" not in run.names:
        raise RunError("该次运行只读取、未审查，没有问题可导出", place=str(run.folder), advice="先执行 check")
    if to is not None:
        refuse_open(Path(to))
    written: list[Path] = []
    with closing(open_review(out, url)) as store:
        summary = describe_run(run.info, issue_ticket(run.info, store))
        chosen = None
        if only is not None:
            chosen = only.finding_ids
            summary = replace(summary, settings={**summary.settings, "selection": only.said})
        if to is not None:
            listed = list_run(run, store, summary.scoring, chosen)
            write_workbook(Path(to), listed.frames, listed.describe(summary))
            written.append(Path(to))
        if per_agency is not None:
            written += _write_notices(Path(per_agency), run, store, summary, chosen)
    return written


def export_changes(older: Path | str, newer: Path | str, to: Path | str, *, url: str = "") -> Path:
    """Write what `compare` says of two runs to the workbook `to`."""
    refuse_open(Path(to))
    run = open_run(newer)
    summary: RunSummary = describe_run(run.info, {})
    write_changes(Path(to), compare(older, newer, url=url), open_run(older).run_id, summary)
    return Path(to)


def _write_notices(
    folder: Path, run: Run, store: ReviewStore, summary: RunSummary, chosen: frozenset[str] | None
) -> list[Path]:
    """One file for each agency that is known and has a finding that stands; some agencies at a time."""
    findings = open_findings(
        run.frame("findings", ["finding_id", "agency_id", "agency", "fingerprint"]), store.dispositions()
    )
    if chosen is not None:
        findings = findings[findings["finding_id"].isin(chosen)]
    known = findings[findings["agency_id"].fillna("") != ""].drop_duplicates("agency_id")
    agencies = dict(zip(known["agency_id"], known["agency"].fillna(""), strict=True))
    files = {agency_id: folder / name for agency_id, name in name_notices(agencies).items()}
    for path in files.values():
        refuse_open(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError("文件夹不能写入", place=str(folder), found=error.strerror or "") from error
    ids = list(files)
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        content = arrange(list_agencies(run, store, some, chosen), summary)
        for agency_id in some:
            ticket = issue_ticket(run.info, store, agency_id)
            write_notice(files[agency_id], content.of_agency(agency_id), ticket)
    return list(files.values())
