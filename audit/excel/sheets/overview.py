"""总览: what was audited, what came out, and the agencies, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audit.excel.content import Content, Standing
from audit.excel.page import Book, Entry, Layout, Page, Value
from audit.excel.sheets import findings as findings_sheet
from audit.excel.sheets.listing import row_of
from audit.excel.style import (
    BODY,
    CENTRED,
    DATELINE,
    DATELINE_RIGHT,
    FACT,
    FACT_LABEL,
    HEAD,
    LINK,
    SEVERITY,
    SUBTITLE,
    TITLE,
    Look,
)
from audit.schema import frame_specs
from audit.schema.words import NOT_READ, OUTCOMES, SEVERITIES

__all__ = ["NAME", "build"]

NAME: Final = "总览"
_WIDTHS: Final = (11, 36, 11, 16, 9, 9, 9, 9, 11, 46)
# The three pairs of a line of facts, as (label columns, value columns).
_PAIRS: Final = ((1, 1), (1, 1), (2, 4))

Cell = tuple[Value, Look, int]  # value, look, columns it spans


def build(book: Book, content: Content) -> None:
    """Add the sheet."""
    above = _tops(content)
    page = book.page(NAME, Layout(widths=_WIDTHS, repeat_rows=f"{above}:{above}"))
    page.span("政府信息公开工作年度报告核查总览", TITLE, len(_WIDTHS), height=34)
    office = content.run.office or "＿＿＿＿＿＿＿＿＿＿"
    day = f"编制日期：{content.run.started:%Y-%m-%d}"
    _put(page, [(f"编制单位：{office}", DATELINE, 5), (day, DATELINE_RIGHT, 5)], 20)
    if _selection(content):
        page.span(f"本工作簿所列：{_selection(content)}", BODY, len(_WIDTHS))
    for line in _facts(content):
        _put(page, line, 20)
    page.put([], height=9)
    for line in _counts(content):
        _put(page, line, 20)
    page.put([], height=9)
    page.span(_said(content), SUBTITLE, len(_WIDTHS), 22)
    _put_ranking(page, content)


def _tops(content: Content) -> int:
    """The row of the ranking's header."""
    above = 3 if _selection(content) else 2
    return above + len(_facts(content)) + 1 + len(_counts(content)) + 1 + 2


def _selection(content: Content) -> str:
    """Which part of the run the workbook is; "" for all of it."""
    return content.run.settings.get("selection", "")


def _put(page: Page, cells: Sequence[Cell], height: float | None = None) -> None:
    page.put([Entry(value, page.style(look), columns) for value, look, columns in cells], height)


def _facts(content: Content) -> list[list[Cell]]:
    run, frames = content.run, content.frames
    changed = len(run.changed_rules)
    statuses = frames["files"]["read_status"]
    facts: list[tuple[str, Value]] = [
        ("核查时间", f"{run.started:%Y-%m-%d %H:%M}"),
        ("输入文件", len(frames["files"])),
        ("运行编号", run.run_id),
        ("程序版本", run.version),
        ("核查报告", len(content.audited)),
        ("规则改动", f"{changed} 条，见“规则说明”" if changed else "无"),
        ("规则数", int(frames["outcomes"]["rule_id"].nunique())),
        ("未读文件", int(statuses.isin(NOT_READ).sum())),
        ("运行参数", " ".join(run.arguments)),
        *run.counts.items(),
    ]
    facts += [("", None)] * (-len(facts) % len(_PAIRS))
    lines = []
    for start in range(0, len(facts), len(_PAIRS)):
        line: list[Cell] = []
        for (label, value), (left, right) in zip(facts[start : start + len(_PAIRS)], _PAIRS, strict=True):
            line += [(label, FACT_LABEL, left), (value, FACT, right)]
        lines.append(line)
    return lines


def _counts(content: Content) -> list[list[Cell]]:
    """Findings by severity on the left, outcomes of all rules on all reports on the right."""
    found = content.findings["severity"]
    left: list[list[Cell]] = [[("程度", HEAD, 1), ("问题数", HEAD, 1), ("涉及机关", HEAD, 1)]]
    for severity, name in SEVERITIES.items():
        agencies = sum(standing.by_severity[severity] > 0 for standing in content.standings)
        count = int((found == severity).sum())
        left.append([(name, SEVERITY[severity], 1), (count, CENTRED, 1), (agencies, CENTRED, 1)])
    concerned = sum(standing.first is not None for standing in content.standings)
    left.append([("合计", HEAD, 1), (len(found), CENTRED, 1), (concerned, CENTRED, 1)])
    outcomes = content.frames["outcomes"]["outcome"].value_counts()
    right: list[list[Cell]] = [[("核查结果", HEAD, 2), ("项次", HEAD, 1), ("含义", HEAD, 3)]]
    for outcome, (name, meaning) in OUTCOMES.items():
        count = int(outcomes.get(outcome, 0))
        right.append([(name, CENTRED, 2), (count, CENTRED, 1), (meaning, BODY, 3)])
    left += [[("", DATELINE, 3)]] * (len(right) - len(left))
    return [[*one, ("", DATELINE, 1), *other] for one, other in zip(left, right, strict=True)]


def _put_ranking(page: Page, content: Content) -> None:
    labels = frame_specs()["findings"].labels
    heads = ["名次", labels["agency"], labels["year"], frame_specs()["reports"].labels["agency_kind"], "扣分"]
    heads += [*SEVERITIES.values(), OUTCOMES["not_assessable"][0], "首要问题"]
    _put(page, [(head, HEAD, 1) for head in heads], 24)
    if not content.standings:
        page.span("没有可核查的报告。", CENTRED, len(_WIDTHS), 24)
    for standing in content.standings:
        _put_standing(page, standing)


def _put_standing(page: Page, standing: Standing) -> None:
    body, centred = page.style(BODY), page.style(CENTRED)
    agency = Entry(standing.agency, body)
    if standing.first is not None:
        place = f"'{findings_sheet.NAME}'!A{row_of(standing.first)}"
        agency = Entry(standing.agency, page.style(LINK), link=place)
    total = sum(standing.by_severity.values())
    more = f"（共 {total} 条）" if total > 1 else ""
    counts = [
        Entry(count, page.style(SEVERITY[severity]) if count else centred)
        for severity, count in standing.by_severity.items()
    ]
    page.put(
        [
            Entry(standing.rank, centred),
            agency,
            Entry(standing.year, centred),
            Entry(standing.kind, centred),
            Entry(_plain(standing.score), centred),
            *counts,
            Entry(standing.not_assessable, centred),
            Entry(standing.headline + more, body),
        ]
    )


def _said(content: Content) -> str:
    """By what the ranking is made."""
    scoring = content.run.scoring
    points = "、".join(f"{word} {_plain(getattr(scoring, code))} 分" for code, word in SEVERITIES.items())
    gone = f"，已排除的 {content.dismissed} 条不计" if content.dismissed else ""
    return f"机关排名（每条{points}{gone}；同分同名次；点机关名称看其问题）"


def _plain(score: float) -> Value:
    return int(score) if score.is_integer() else score
