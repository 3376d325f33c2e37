"""`diff`: what changed between two runs."""

from __future__ import annotations

import argparse
import json

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.pipeline.exporting import export_changes
from audit.pipeline.reviewing import compare
from audit.review import STATES, count_changes

__all__ = ["execute"]

_SHOWN = 16
"""Agencies and rules shown; `--json` has every finding."""


def execute(options: argparse.Namespace) -> int:
    """Print the changes, and write them where `--to` says; the exit code is 1 when anything is new or
    still open, else 0."""
    changes = compare(options.older, options.newer, url=options.review_url)
    if options.to is not None:
        export_changes(options.older, options.newer, options.to, url=options.review_url)
    counts = {state: int((changes["state"] == state).sum()) for state in STATES}
    if options.json:
        listed = changes.astype(object).where(changes.notna(), None).to_dict("records")
        print(json.dumps({"counts": counts, "changes": listed}, ensure_ascii=False, indent=2))
    else:
        console = Console()
        console.print("，".join(f"{word} {counts[state]}" for state, word in STATES.items()), highlight=False)
        _print_counts(console, count_changes(changes, "agency"), "机关")
        _print_counts(console, count_changes(changes, "rule_id"), "规则")
    return int(counts["open"] + counts["new"] > 0)


def _print_counts(console: Console, counts: pd.DataFrame, head: str) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column(head, no_wrap=True, overflow="ellipsis")
    for word in STATES.values():
        table.add_column(word, justify="right", no_wrap=True)
    for name, *numbers in counts.head(_SHOWN).itertuples(index=False):
        table.add_row(escape(str(name)), *map(str, numbers))
    if len(counts):
        console.print(table)
    if len(counts) > _SHOWN:
        console.print(f"……另有 {len(counts) - _SHOWN} 行，见 --json 或 --to 写出的工作簿")
