"""问题清单: every finding, in the form that offices keep as a 整改台账, with cells to fill in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.utils import get_column_letter

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout, Page, Style, Value
from audit.excel.style import BODY, CENTRED, DATELINE, DATELINE_RIGHT, FILLABLE, HEAD, SEVERITY, TITLE, Look
from audit.excel.values import plain_number
from audit.schema import frame_specs
from audit.schema.words import REMEDIES, SEVERITIES, VERDICTS

__all__ = ["COLUMNS", "HEADER_ROW", "NAME", "build", "row_of"]

NAME: Final = "问题清单"
HEADER_ROW: Final = 3

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is a column of the findings frame, whose label is the head; a fillable column has none
    and gives its `head`. `choices`: what may be filled in."""

    width: float
    field: str = ""
    head: str = ""
    look: Look = BODY
    choices: tuple[str, ...] = ()
    printed: bool = True
    hidden: bool = False

    @property
    def title(self) -> str:
        return self.head or frame_specs()["findings"].labels[self.field]


# Thirteen columns fit a landscape page legibly; 原文 and 依据 are for the screen (依据 is printed
# with 规则说明). Columns are found by head when a reviewed workbook is read back.
COLUMNS: Final = (
    Column(5, head="序号", look=CENTRED),
    Column(14, "agency"),
    Column(6, "year", look=CENTRED),
    Column(6, "severity", look=CENTRED),
    Column(14, "rule_id"),
    Column(16, "place"),
    Column(34, "message"),
    Column(7, "stated", look=CENTRED),
    Column(7, "expected", look=CENTRED),
    Column(24, "advice"),
    Column(8, head="审核意见", look=FILLABLE, choices=VERDICTS),
    Column(8, head="整改情况", look=FILLABLE, choices=REMEDIES),
    Column(13, head="说明", look=FILLABLE),
    Column(44, "evidence", printed=False),
    Column(32, "basis", printed=False),
    Column(30, "finding_id", printed=False, hidden=True),
)


def row_of(position: int) -> int:
    """The row of the finding at `position` in `Content.findings`."""
    return HEADER_ROW + 1 + position


def build(book: Book, content: Content) -> None:
    """Add the sheet."""
    letters = [get_column_letter(number) for number in range(1, len(COLUMNS) + 1)]
    layout = Layout(
        widths=[column.width for column in COLUMNS],
        freeze=f"C{HEADER_ROW + 1}",
        repeat_rows=f"1:{HEADER_ROW}",
        hidden_columns=tuple(letter for letter, c in zip(letters, COLUMNS, strict=True) if c.hidden),
    )
    page = book.page(NAME, layout)
    _put_heading(page, content)
    _put_findings(page, content)
    last = max(page.row - 1, HEADER_ROW)
    printed = sum(column.printed for column in COLUMNS)
    page.filter(f"A{HEADER_ROW}:{letters[-1]}{last}")
    page.print_only(f"A1:{letters[printed - 1]}{max(page.row - 1, HEADER_ROW + 1)}")
    if len(content.findings):
        for letter, column in zip(letters, COLUMNS, strict=True):
            if column.choices:
                page.choose(f"{letter}{HEADER_ROW + 1}:{letter}{last}", column.choices)
    page.protect()


def _put_heading(page: Page, content: Content) -> None:
    printed = sum(column.printed for column in COLUMNS)
    page.span("政府信息公开工作年度报告问题清单", TITLE, printed, height=34)
    total = len(content.findings)
    office = content.run.office or "＿＿＿＿＿＿＿＿＿＿"
    line = page.style(DATELINE)
    facts = f"编制日期：{content.run.started:%Y-%m-%d}　　　共 {total} 条　　　黄色单元格由审核人员填写"
    right = page.style(DATELINE_RIGHT)
    page.put([Entry(f"编制单位：{office}", line, 6), Entry(facts, right, printed - 6)], height=20)
    head = page.style(HEAD)
    page.put([Entry(column.title, head) for column in COLUMNS], height=24)


def _put_findings(page: Page, content: Content) -> None:
    if content.findings.empty:
        page.span("未发现问题。", CENTRED, sum(column.printed for column in COLUMNS), height=24)
        return
    styles = [page.style(column.look) for column in COLUMNS]
    severities = {severity: page.style(look) for severity, look in SEVERITY.items()}
    filled = content.findings.astype(object).where(content.findings.notna(), "")
    for ordinal, row in enumerate(filled.to_dict("records"), start=1):
        finding = {str(name): value for name, value in row.items()}
        page.put(
            [
                _entry(column, style, finding, ordinal, severities)
                for column, style in zip(COLUMNS, styles, strict=True)
            ]
        )


def _entry(
    column: Column, style: Style, finding: Finding, ordinal: int, severities: Mapping[str, Style]
) -> Entry:
    if column.head:
        return Entry(ordinal if column.head == "序号" else None, style)
    if column.field == "severity":
        return Entry(SEVERITIES[finding["severity"]], severities[finding["severity"]])
    return Entry(_SHOWN.get(column.field, _as_text)(finding, column.field), style)


def _as_text(finding: Finding, name: str) -> Value:
    return str(finding[name])


def _as_year(finding: Finding, name: str) -> Value:
    return None if finding[name] == "" else int(finding[name])


def _as_quantity(finding: Finding, name: str) -> Value:
    number = plain_number(finding[name])
    return finding[name] if number is None else number


def _as_rule(finding: Finding, name: str) -> Value:
    return f"{finding['title']}\n{finding[name]}".strip()


_SHOWN: Final[Mapping[str, Callable[[Finding, str], Value]]] = {
    "year": _as_year,
    "stated": _as_quantity,
    "expected": _as_quantity,
    "rule_id": _as_rule,
}
