"""`import`: a reviewed workbook back into the log of decisions."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.excel.sheets.ledger import FIELDS
from audit.pipeline.importing import Change, ImportPlan, apply_imports, plan_imports
from audit.pipeline.reviewing import open_review

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Take the workbooks back, all of them or none, or show what would change; the exit code is 1 while
    conflicts are open."""
    with closing(open_review(options.out, options.review_url)) as store:
        plans = plan_imports(options.out, options.workbook, store, prefer=options.prefer)
        done = not options.dry_run and not any(plan.conflicts for plan in plans)
        if done:
            apply_imports(plans, store)
    if options.json:
        print(json.dumps([asdict(plan) for plan in plans], ensure_ascii=False, indent=2, default=str))
    else:
        for plan in plans:
            _print_plan(plan, done=done)
    return int(any(plan.conflicts for plan in plans))


def _print_plan(plan: ImportPlan, *, done: bool) -> None:
    console = Console(highlight=False)
    word = "已记录" if done else "将记录"
    _say(console, f"{plan.file}：{word} {len(plan.entries)} 个问题的 {len(plan.changes)} 处填写")
    if plan.changes and not done:
        _print_changes(console, plan.changes)
    if plan.conflicts:
        _say(
            console,
            f"有 {len(plan.conflicts)} 处在导出后已由别人处置，因此全部没有记录；"
            "请加 --theirs（以工作簿为准）或 --ours（以现有记录为准）",
        )
        _print_changes(console, plan.conflicts)
    for finding_id, said in plan.flagged.items():
        _say(console, f"{finding_id}：{said}")
    for line in plan.ignored:
        _say(console, line)


def _say(console: Console, line: str) -> None:
    console.print(escape(line), soft_wrap=True)


def _print_changes(console: Console, changes: tuple[Change, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for head in ("行", "机关", "项目", "现为", "改为", "说明"):
        table.add_column(head, overflow="fold")
    for change in changes:
        table.add_row(
            str(change.row),
            *map(escape, (change.agency, FIELDS[change.field], change.before, change.after, change.later)),
        )
    console.print(table)
