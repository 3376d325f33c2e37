"""The rules as a person asks for them: a list, and one explained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from audit.errors import SuiteError
from audit.expect.suites import Check, Suite, load_suites
from audit.schema.words import SEVERITIES

__all__ = ["explain", "list_rules"]


def list_rules(suites: Sequence[Suite]) -> list[dict[str, str]]:
    """Every rule of `suites` once, in their order: rule_id, title, severity, basis, message, advice,
    frame, suite, path, requires (rule ids, separated by one space)."""
    rules: dict[str, dict[str, str]] = {}
    for suite in suites:
        for check in suite.checks:
            if rules.get(check.rule_id, {}).get("suite") != suite.name:
                rules[check.rule_id] = _describe(check, suite)  # of two revisions the newer
    return list(rules.values())


def explain(rule_id: str, folders: Sequence[Path] = ()) -> str:
    """One rule in Chinese, for the screen. Raises `SuiteError` when there is none of that id."""
    found = [(c, s) for s in load_suites(folders) for c in s.checks if c.rule_id == rule_id]
    if not found:
        raise SuiteError(
            "没有这条规则", found=rule_id, advice="用 disclosure-audit suites list 查看全部规则编号"
        )
    check, _ = found[-1]  # of two revisions the newer
    lines = [
        f"{check.rule_id}　{check.title}",
        f"程度：{SEVERITIES[check.severity]}",
        f"依据：{check.basis}",
        f"建议：{check.advice}",
    ]
    required = dict.fromkeys(rule for part, _ in found for rule in part.requires)
    if required:
        lines.append(f"前提：{'、'.join(required)} 未判为不通过，否则不予评判")
    for part, suite in found:
        lines += [
            "",
            f"套件 {suite.name}（{suite.path}），数据表 {suite.frame}",
            f"  检查：{part.type} {json.dumps(dict(part.kwargs), ensure_ascii=False)}",
            f"  说明：{part.message}",
        ]
    return "\n".join(lines)


def _describe(check: Check, suite: Suite) -> dict[str, str]:
    return {
        "rule_id": check.rule_id,
        "title": check.title,
        "severity": check.severity,
        "basis": check.basis,
        "message": check.message,
        "advice": check.advice,
        "frame": suite.frame,
        "suite": suite.name,
        "path": str(suite.path),
        "requires": " ".join(check.requires),
    }
