"""`run`, `read` and `check`: the main job and its two halves."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from audit.cli.summary import print_summary, summarise
from audit.pipeline import Engine, LocalEngine, Run, Settings, check, read, run

__all__ = ["execute"]


def execute(options: argparse.Namespace, engine: Engine | None = None) -> int:
    """Do the command, print what came of it, and return the exit code. `engine`: who does it, by default
    this machine."""
    with _progress(quiet=options.json) as report:
        finished = _do(options, report, engine or LocalEngine())
    summary = summarise(finished)
    if options.json:
        print(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        print_summary(finished, summary, Console())
    return _exit_code(summary["counts"], getattr(options, "fail_on", "never"))


def _do(options: argparse.Namespace, report: Callable[[str, int, int], None], engine: Engine) -> Run:
    if options.command == "check":
        return check(
            options.out,
            Settings(
                config=options.config,
                suites=tuple(options.suites),
                review_url=options.review_url,
                progress=report,
            ),
            engine,
        )
    settings = Settings(
        roster=options.roster,
        previous=tuple(options.previous),
        manifest=options.manifest,
        config=getattr(options, "config", None),
        suites=tuple(getattr(options, "suites", ())),
        review_url=getattr(options, "review_url", ""),
        jobs=options.jobs,
        progress=report,
    )
    work = run if options.command == "run" else read
    return work(options.paths, options.out, settings, engine)


def _exit_code(counts: dict[str, int], fail_on: str) -> int:
    serious = counts.get("critical", 0) + counts.get("error", 0) + counts["unread"]
    if fail_on == "critical":
        return int(serious > 0)
    if fail_on == "warning":
        return int(serious + counts.get("warning", 0) > 0)
    return 0


class _Rate(ProgressColumn):
    """Steps a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/秒" if speed else "")


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar per stage on standard error; nothing when quiet or not on a terminal."""
    counts = (MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), *counts)
    console = Console(file=sys.stderr)
    with Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
