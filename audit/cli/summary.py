"""What a run came to, on one screen: a verdict per agency, the worst first."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.pipeline import Run
from audit.schema.words import NOT_READ, UNKNOWN_AGENCY

__all__ = ["print_summary", "rank_reports", "summarise"]

_SCREEN = 16
"""Agencies shown; the workbook has them all."""
_LINES = 5
"""Unread files shown, and warnings."""


def summarise(run: Run) -> dict[str, Any]:
    """The run's counts, and every report with its verdict, for programs and for the screen."""
    unread = run.frame("files", ["file", "read_error"], {"read_status": NOT_READ})
    return {
        "run_id": run.run_id,
        "folder": str(run.folder),
        "counts": dict(run.info["counts"]),
        "reports": rank_reports(run).to_dict("records"),
        "unread": unread[["file", "read_error"]].to_dict("records"),
        "missing": _missing(run) if "filings" in run.names else [],
        "warnings": list(run.info.get("warnings", [])),
    }


def rank_reports(run: Run) -> pd.DataFrame:
    """One row per audited report, the worst first: report_id, agency, year, critical, warning, info,
    not_assessable, verdict."""
    reports = run.frame("reports", ["report_id", "agency", "year", "audited", "template"])
    ranked = reports.loc[reports["audited"], ["report_id", "agency", "year"]].copy()
    if "findings" not in run.names:
        ranked["verdict"] = "未审查"
        return ranked
    findings = run.frame("findings", ["report_id", "severity"])
    severities = pd.crosstab(findings["report_id"], findings["severity"])
    for severity in ("critical", "warning", "info"):
        counts = severities.get(severity, pd.Series(dtype="int64"))
        ranked[severity] = ranked["report_id"].map(counts).fillna(0).astype(int)
    open_rules = run.frame("outcomes", ["report_id"], {"outcome": ("not_assessable", "error")})
    ranked["not_assessable"] = (
        ranked["report_id"].map(open_rules.groupby("report_id").size()).fillna(0).astype(int)
    )
    ranked["judged"] = reports.loc[ranked.index, "template"].notna()
    columns = ["judged", "critical", "warning", "not_assessable"]
    ranked["verdict"] = [_verdict(*row) for row in ranked[columns].itertuples(index=False)]
    ranked = ranked.drop(columns="judged")
    ranked["year"] = ranked["year"].astype(object).where(ranked["year"].notna(), None)
    return ranked.sort_values(["critical", "warning", "agency"], ascending=[False, False, True])


def _missing(run: Run) -> list[dict[str, Any]]:
    """agency and year of the reports that are due and not there."""
    filings = run.frame("filings", ["agency", "year", "expected", "filed"])
    due = filings["expected"].fillna(value=False).astype(bool) & ~filings["filed"]
    named = filings.loc[due, ["agency", "year"]].astype({"year": int})
    return [{"agency": agency, "year": year} for agency, year in named.to_numpy().tolist()]


def _verdict(judged: bool, critical: int, warning: int, not_assessable: int) -> str:
    if not judged:
        return "该年度没有适用的格式，未审查"
    if critical:
        return "有错误"
    if warning:
        return "有警示"
    return "部分规则无法判定" if not_assessable else "未发现问题"


def print_summary(run: Run, summary: dict[str, Any], console: Console) -> None:
    """The summary as a Chinese screen."""
    counts = summary["counts"]
    reused = counts.get("reused", 0)
    console.print(
        f"运行 {summary['run_id']}：文件 {counts['files']} 个，报告 {counts['reports']} 份，"
        f"未读 {counts['unread']} 个" + (f"；沿用已读 {reused} 个" if reused else "")
    )
    if counts["superseded"]:
        console.print(
            f"另有 {counts['superseded']} 份被同一机关同一年度的后一份取代，未审查；"
            "若并非同一机关，请用 --roster 或 --manifest 区分",
            soft_wrap=True,
        )
    if "critical" in counts:
        console.print(
            f"问题：错误 {counts['critical']}，警示 {counts['warning']}，提示 {counts['info']}；"
            f"无法判定 {counts['not_assessable']} 条次"
            + (f"；规则自身出错 {counts['error']} 条次" if counts["error"] else "")
        )
        _print_reports(summary["reports"], console)
    unread = [f"未读：{row['file']}（{row['read_error'] or ''}）" for row in summary["unread"]]
    _print_lines(unread, "个未读文件，见工作簿“未读文件”", console)
    missing = [f"缺报：{row['agency']} {row['year']}年度" for row in summary["missing"]]
    _print_lines(missing, "份缺报，见工作簿“问题清单”", console)
    _print_lines([f"提醒：{line}" for line in summary["warnings"]], "条提醒，见 run.json", console)
    workbook = run.folder.parent.parent / "findings.xlsx"
    target = workbook if "critical" in counts else run.folder / "frames"
    console.print(f"结果：{escape(str(target))}", highlight=False, soft_wrap=True)


def _print_lines(lines: list[str], rest: str, console: Console) -> None:
    for line in lines[:_LINES]:
        console.print(escape(line), highlight=False, soft_wrap=True)
    if len(lines) > _LINES:
        console.print(f"……另有 {len(lines) - _LINES} {rest}")


def _print_reports(reports: list[dict[str, Any]], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("机关", no_wrap=True, overflow="ellipsis")
    for head in ("年度", "错误", "警示", "提示", "无法判定"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("结论", no_wrap=True)
    for row in reports[:_SCREEN]:
        numbers = [str(row[name]) for name in ("critical", "warning", "info", "not_assessable")]
        table.add_row(
            escape(row["agency"] or UNKNOWN_AGENCY), str(row["year"] or "？"), *numbers, row["verdict"]
        )
    console.print(table)
    if len(reports) > _SCREEN:
        console.print(f"……另有 {len(reports) - _SCREEN} 份报告，见工作簿“总览”")
