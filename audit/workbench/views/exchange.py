"""What goes out and what comes back as HTML. Pure and escaped."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from audit.excel.sheets.ledger import FIELDS
from audit.pipeline.importing import Change, ImportPlan
from audit.review import STATES, count_changes
from audit.schema.words import UNKNOWN_AGENCY
from audit.workbench.phrases import badge, join, text, year

__all__ = ["changes_view", "plan_view", "written"]

_SHOWN = 200
"""Rows drawn of a table."""
_LARGEST = 20_000_000
"""Bytes of a file that is offered for download; a larger one is only named."""
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def written(path: Path, words: str) -> Markup:
    """A file that was written: where, and a link that saves a copy."""
    content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    link = Markup('<a class="da-save" href="data:{};base64,{}" download="{}">下载 {}</a>').format(
        _TYPES[path.suffix], base64.b64encode(content).decode(), path.name, path.name
    )
    return Markup(
        '<div class="da-notice" data-view="written"><p>{}</p><p>{} <small>{}</small></p></div>'
    ).format(words, link if content else "", path)


def plan_view(plan: ImportPlan, findings: pd.DataFrame, taken: int | None = None) -> Markup:
    """What a reviewed workbook would change, or has changed when `taken` findings were recorded.
    `findings` (by finding_id) says what they are about."""
    if taken is not None:
        head = f"已导入：{taken} 个问题的 {len(plan.changes)} 处填写，已记入处置记录。"
    elif plan.changes or plan.conflicts:
        head = f"将记录 {len(plan.entries)} 个问题的 {len(plan.changes)} 处填写；确认之前不作任何改动。"
    else:
        head = "工作簿中没有新的填写。"
    parts = [
        Markup("<p><b>{}</b>：{}</p>").format(Path(plan.file).name, head),
        _changes("将记录的填写" if taken is None else "已记录的填写", plan.changes, findings),
        _conflicts(plan.conflicts, findings),
        _lines("证据已有变化", [f"{finding}：{said}" for finding, said in plan.flagged.items()]),
        _lines("未采纳的改动", plan.ignored),
    ]
    return Markup(
        '<div class="da-changes" data-view="plan" data-changes="{}" data-conflicts="{}" '
        'data-taken="{}">{}</div>'
    ).format(len(plan.changes), len(plan.conflicts), "" if taken is None else taken, join(parts))


def changes_view(changes: pd.DataFrame) -> Markup:
    """Two runs beside each other: how many findings were put right, stand, are new or cannot be told,
    by agency and one by one."""
    cards = join(
        Markup(
            '<div class="da-kpi" data-state="{}" data-value="{}"><strong>{}</strong><span>{}</span></div>'
        ).format(state, count, count, STATES[str(state)])
        for state, count in changes["state"].value_counts().reindex(list(STATES), fill_value=0).items()
    )
    agencies = join(
        Markup("<tr><td>{}</td>{}</tr>").format(
            text(row[0]) or UNKNOWN_AGENCY, join(Markup("<td>{}</td>").format(count) for count in row[1:])
        )
        for row in count_changes(changes.fillna({"agency": ""}), "agency")
        .head(_SHOWN)
        .itertuples(index=False)
    )
    heads = join(Markup("<th>{}</th>").format(word) for word in STATES.values())
    order = changes["state"].map(
        {state: n for n, state in enumerate(("new", "open", "unknown", "corrected"))}
    )
    rows = join(
        Markup(
            "<tr><td>{}{}</td><td>{}</td><td>{}<small>{}</small></td><td>{}<small>{}</small></td>"
            "<td>{}<small>{}</small></td></tr>"
        ).format(
            STATES[str(row.state)],
            Markup("<small>证据有变化</small>") if row.changed else "",
            badge(str(row.severity)),
            text(row.agency) or UNKNOWN_AGENCY,
            year(row.year),
            row.title,
            text(row.place),
            _say_both(text(row.earlier) or "—", text(row.later) or "—"),
            text(row.reason),
        )
        for row in changes.iloc[order.argsort(kind="stable")].head(_SHOWN).itertuples(index=False)
    )
    more = f"另有 {len(changes) - _SHOWN} 条，见导出的工作簿。" if len(changes) > _SHOWN else ""
    return Markup(
        '<div class="da-changes" data-view="changes"><div class="da-kpis da-kpis-4">{}</div>'
        "<details class=da-note><summary>各机关（{}）</summary><div><table><thead><tr><th>机关</th>{}</tr>"
        "</thead>"
        "<tbody>{}</tbody></table></div></details><table class=da-found><thead><tr><th>变化</th><th>程度</th>"
        "<th>机关 / 年度</th><th>问题</th><th>前一次 → 后一次</th></tr></thead><tbody>{}</tbody></table>"
        "<p class=da-rest>{}</p></div>"
    ).format(cards, changes["agency"].nunique(), heads, agencies, rows, more)


def _say_both(earlier: str, later: str) -> str:
    return earlier if earlier == later else f"{earlier} → {later}"


def _changes(title: str, changes: Sequence[Change], findings: pd.DataFrame) -> Markup:
    if not changes:
        return Markup("")
    return Markup("<h3>{}（{}）</h3>{}").format(
        title, len(changes), _fields(changes, findings, ("现为", "改为"))
    )


def _conflicts(conflicts: Sequence[Change], findings: pd.DataFrame) -> Markup:
    if not conflicts:
        return Markup("")
    return Markup(
        "<h3>冲突：导出之后已另有处置（{}）</h3>"
        "<p class=da-warned>请在上方选择以谁为准，选定之前不能导入。</p>{}"
    ).format(len(conflicts), _fields(conflicts, findings, ("现有记录", "工作簿")))


def _fields(changes: Sequence[Change], findings: pd.DataFrame, heads: tuple[str, str]) -> Markup:
    rows = join(
        Markup(
            "<tr><td>{}</td><td>{}</td><td>{}<small>{}</small></td><td>{}</td><td>{}<small>{}</small></td>"
            "<td><b>{}</b></td></tr>"
        ).format(
            each.row,
            each.agency,
            *_problem(each.finding_id, findings),
            FIELDS[each.field],
            each.before or "（空）",
            each.later,
            each.after or "（清空）",
        )
        for each in changes[:_SHOWN]
    )
    return Markup(
        "<table class=da-plan><thead><tr><th>行</th><th>机关</th><th>问题</th><th>项目</th><th>{}</th>"
        "<th>{}</th></tr></thead><tbody>{}</tbody></table>{}"
    ).format(*heads, rows, _more(len(changes)))


def _problem(finding_id: str, findings: pd.DataFrame) -> tuple[str, str]:
    if finding_id not in findings.index:
        return "本次运行中没有这条问题", finding_id
    return text(findings.at[finding_id, "title"]), text(findings.at[finding_id, "place"])


def _lines(title: str, lines: Sequence[str]) -> Markup:
    if not lines:
        return Markup("")
    items = join(Markup("<li>{}</li>").format(line) for line in lines[:_SHOWN])
    return Markup("<h3>{}（{}）</h3><ul>{}</ul>{}").format(title, len(lines), items, _more(len(lines)))


def _more(count: int) -> Markup:
    return (
        Markup("<p class=da-rest>另有 {} 行未列出。</p>").format(count - _SHOWN)
        if count > _SHOWN
        else Markup("")
    )
