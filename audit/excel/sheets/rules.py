"""规则说明: every rule that was run, its ground, what came of it, and how the run was set up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout, Page
from audit.excel.style import BODY, CENTRED, FACT_LABEL, HEAD, SEVERITY, SUBTITLE, TITLE
from audit.schema import frame_specs
from audit.schema.words import OUTCOMES, SEVERITIES

__all__ = ["NAME", "build"]

NAME: Final = "规则说明"
_TEXTS: Final = {"rule_id": 17.0, "title": 30.0, "severity": 8.0, "basis": 40.0, "advice": 40.0}
# Of the run; what the office sets has the names that it wrote itself.
_SETTINGS: Final = {
    "roster": "应报机关名单",
    "manifest": "文件清单",
    "config": "本单位设置",
    "suites": "另加的套件",
    "previous": "以往年度的运行",
    "jobs": "并行进程数",
    "name": "编制单位",
    "selection": "导出范围（其余问题不在本工作簿）",
}
_WIDTHS: Final = [*_TEXTS.values(), *[9.0] * len(OUTCOMES)]


def build(book: Book, content: Content) -> None:
    """Add the sheet. The rules' texts come from the frame `rules` (rule_id, title, severity, basis,
    advice) when it is given, else from the findings; rules that found nothing then have their id only."""
    page = book.page(NAME, Layout(widths=_WIDTHS, freeze="B3", repeat_rows="2:2"))
    page.span("规则说明", TITLE, len(_WIDTHS), height=34)
    labels = frame_specs()["findings"].labels
    head = page.style(HEAD)
    heads = [labels[field] for field in _TEXTS] + [name for name, _ in OUTCOMES.values()]
    page.put([Entry(name, head) for name in heads], height=24)
    _put_rules(page, content)
    _put_setup(page, content)


def _put_rules(page: Page, content: Content) -> None:
    outcomes = content.frames["outcomes"]
    counts = pd.crosstab(outcomes["rule_id"].astype(object), outcomes["outcome"].astype(object))
    texts = _texts(content)
    rule_ids = [*texts, *(rule_id for rule_id in counts.index if rule_id not in texts)]
    body, centred = page.style(BODY), page.style(CENTRED)
    severities = {severity: page.style(look) for severity, look in SEVERITY.items()}
    tallies = counts.reindex(index=rule_ids, columns=list(OUTCOMES), fill_value=0)
    for rule_id, tally in zip(rule_ids, tallies.to_numpy().tolist(), strict=True):
        text = texts.get(rule_id, {})
        severity = text.get("severity", "")
        page.put(
            [
                Entry(rule_id, body),
                Entry(text.get("title", ""), body),
                Entry(SEVERITIES.get(severity, severity), severities.get(severity, centred)),
                Entry(text.get("basis", ""), body),
                Entry(text.get("advice", ""), body),
                *(Entry(int(count), centred) for count in tally),
            ]
        )


def _texts(content: Content) -> Mapping[str, Mapping[str, Any]]:
    given = content.frames.get("rules")
    source = _from_findings(content.findings) if given is None else given
    one_each = source[list(_TEXTS)].drop_duplicates("rule_id").fillna("")
    return {str(text["rule_id"]): text for text in one_each.to_dict("records")}  # type: ignore[misc]


def _from_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Severest first: a finding may be milder than its rule, never more severe."""
    weights = {severity: weight for weight, severity in enumerate(SEVERITIES)}
    weighed = findings.assign(weight=findings["severity"].map(weights))
    return weighed.sort_values(["rule_id", "weight"], kind="stable")


def _put_setup(page: Page, content: Content) -> None:
    """The settings of the run; every changed rule is named."""
    run = content.run
    lines = [(_SETTINGS.get(name, name), text) for name, text in run.settings.items()]
    lines += [("规则改动", line) for line in run.changed_rules] or [("规则改动", "无")]
    page.put([])
    page.span("本次设置", SUBTITLE, 2, height=22)
    label, body = page.style(FACT_LABEL), page.style(BODY)
    for name, text in lines:
        page.put([Entry(name, label), Entry(text, body, columns=4)])
