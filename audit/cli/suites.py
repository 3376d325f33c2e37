"""`suites build | list | explain`: the rules as files."""

from __future__ import annotations

import argparse
import json

from rich.console import Console
from rich.table import Table

from audit.expect import build_suites, explain, list_rules, load_suites, shipped_folder, stale_suites
from audit.schema.words import SEVERITIES

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """Do one of the three and return the exit code."""
    actions = {"build": _build, "list": _list, "explain": _explain}
    return actions[options.action](options)


def _build(options: argparse.Namespace) -> int:
    folder = options.to or shipped_folder()
    if options.check:
        stale = stale_suites(folder)
        for path in stale:
            print(f"与格式文件不一致：{path}")
        print("套件与格式文件一致。" if not stale else "请执行 disclosure-audit suites build 后提交。")
        return int(bool(stale))
    for path in build_suites(folder):
        print(f"已生成：{path}")
    return 0


def _list(options: argparse.Namespace) -> int:
    rules = list_rules(load_suites(tuple(options.suites)))
    if options.json:
        print(json.dumps(rules, ensure_ascii=False, indent=2))
        return 0
    table = Table(box=None, pad_edge=False)
    for head in ("规则", "程度", "名称", "套件"):
        table.add_column(head, overflow="fold")
    for rule in rules:
        table.add_row(rule["rule_id"], SEVERITIES[rule["severity"]], rule["title"], rule["suite"])
    Console().print(table)
    return 0


def _explain(options: argparse.Namespace) -> int:
    print(explain(options.rule, tuple(options.suites)))
    return 0
