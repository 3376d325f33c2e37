"""The widgets of the notebooks: what is clicked changes the filter, the filter changes what is shown.

A panel holds its widgets and where the user is; what to show is `state`'s business, how it looks
`views`'. Bind a panel's `widget` to a cell by returning it from `overview` or `start`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ipywidgets import Button, Dropdown, HBox, IntProgress, Label, Text, VBox, Widget

from audit.errors import AuditError, SettingsError
from audit.pipeline import Run, Settings, open_run, run
from audit.workbench.clickable import Clickable
from audit.workbench.state import Choice, Filter, RunState
from audit.workbench.views import (
    agency_bars,
    finding_detail,
    findings_table,
    kpi_row,
    notes,
    notice,
    run_header,
)

__all__ = ["PAGE", "FilterBar", "Overview", "Start", "overview", "start"]

PAGE = 50
"""Findings on a page."""

_ALL = object()
"""What a dropdown holds when it asks for everything: to ipywidgets None is no choice at all."""


def overview(run_or_path: Run | Path | str) -> Widget:
    """The overview of a run, or of the newest run of an output folder. When there is none, a panel that
    says so and what to do."""
    try:
        opened = run_or_path if isinstance(run_or_path, Run) else open_run(run_or_path)
        return Overview(RunState.load(opened)).widget
    except AuditError as error:
        return Clickable(notice(str(error), bad=True), "da-panel")


def start(paths: str = "", out: Path | str = "out", *, jobs: int = 1) -> Widget:
    """A panel that audits the reports in a folder, in `jobs` processes, and then shows the run."""
    return Start(paths, str(out), jobs).widget


class FilterBar:
    """Year, severity, agency, rule and words; `wanted` is what they say, `on_change` who is told."""

    def __init__(self) -> None:
        self.year = _dropdown("年度")
        self.severity = _dropdown("程度")
        self.agency = _dropdown("机关")
        self.rule = _dropdown("规则")
        self.text = Text(description="关键字", placeholder="机关、说明或原文", continuous_update=False)
        self.clear = Button(description="清除筛选", icon="times")
        self.fields: dict[str, Any] = {
            "year": self.year,
            "severity": self.severity,
            "agency": self.agency,
            "rule": self.rule,
            "text": self.text,
        }
        self.widget = HBox([*self.fields.values(), self.clear])
        self.widget.add_class("da-filters")

    @property
    def wanted(self) -> Filter:
        """What the fields ask for."""
        return Filter(
            year=_chosen(self.year),
            severity=_chosen(self.severity),
            agency=_chosen(self.agency),
            rule=_chosen(self.rule),
            text=self.text.value,
        )

    def show(self, wanted: Filter, choices: dict[str, list[Choice]]) -> None:
        """Set the fields to `wanted`, and offer `choices` with their counts."""
        for name, offered in choices.items():
            value = getattr(wanted, name)
            self.fields[name].options = [("全部", _ALL), *((_say(name, c), c.value) for c in offered)]
            self.fields[name].value = _ALL if value is None else value
        self.text.value = wanted.text


class Overview:
    """A run: header, numbers, filter, agencies, findings page by page, and one finding in full."""

    def __init__(self, state: RunState) -> None:
        self.state = state
        self.wanted = Filter()
        self.page = 0
        self._showing = False
        self.head = Clickable(run_header(state) + kpi_row(state.counts), "da-head")
        self.filters = FilterBar()
        self.bars = Clickable("", "da-pane", "da-pane-bars")
        self.table = Clickable("", "da-pane", "da-pane-findings")
        self.detail = Clickable("", "da-pane", "da-pane-detail")
        self.previous = Button(description="上一页", icon="chevron-left")
        self.next = Button(description="下一页", icon="chevron-right")
        self.position = Label()
        self.notes = Clickable(notes(state), "da-notes")
        self.widget = self._lay_out()
        self._wire()
        self.show(self.wanted)

    def show(self, wanted: Filter) -> None:
        """Show the first page of the findings that `wanted` asks for."""
        self.wanted = wanted
        self.found = self.state.select(wanted)
        by_agency = self.state.by_agency(wanted)
        self._showing = True
        try:
            self.filters.show(wanted, self.state.choices(wanted))
        finally:
            self._showing = False
        self.bars.html = agency_bars(by_agency, self.state.counts.agencies)
        self.bars.selected = wanted.agency or ""
        self.turn(0)

    def turn(self, page: int) -> None:
        """Show another page of the same findings, and the first of them in full."""
        last = max(0, (len(self.found) - 1) // PAGE)
        self.page = min(max(page, 0), last)
        first = self.page * PAGE
        rows = self.found.iloc[first : first + PAGE]
        found, total = len(self.found), len(self.state.findings)
        self.table.html = findings_table(rows, first=first + 1, found=found, total=total)
        self.previous.disabled = self.page == 0
        self.next.disabled = self.page == last
        self.position.value = f"第 {self.page + 1} / {last + 1} 页 · 符合条件 {found} 条，共 {total} 条"
        self.select(rows.index[0] if len(rows) else "")

    def select(self, finding_id: str) -> None:
        """Show a finding in full; "" for none."""
        self.table.selected = finding_id
        self.detail.html = finding_detail(self.state.finding(finding_id) if finding_id else None)

    def toggle_agency(self, agency_id: str) -> None:
        """Filter by an agency, or by none when it was already the one."""
        self.show(replace(self.wanted, agency=None if agency_id == self.wanted.agency else agency_id))

    def _lay_out(self) -> VBox:
        pager = HBox([self.previous, self.position, self.next])
        pager.add_class("da-pager")
        middle = VBox([self.table, pager])
        middle.add_class("da-middle")
        panes = HBox([self.bars, middle, self.detail])
        panes.add_class("da-panes")
        judged = [self.filters.widget, panes]
        unjudged = [Clickable(notice("本次运行只读取了报告，没有审查，因此没有问题清单。"))]
        whole = VBox([self.head, *(judged if self.state.judged else unjudged), self.notes])
        whole.add_class("da-panel")
        return whole

    def _wire(self) -> None:
        for field in self.filters.fields.values():
            field.observe(self._refilter, "value")
        self.filters.clear.on_click(lambda _button: self.show(Filter()))
        self.bars.on_pick(self.toggle_agency)
        self.table.on_pick(self.select)
        self.previous.on_click(lambda _button: self.turn(self.page - 1))
        self.next.on_click(lambda _button: self.turn(self.page + 1))

    def _refilter(self, _change: object) -> None:
        if not self._showing:  # else it is we who set the field
            self.show(self.filters.wanted)


class Start:
    """Which reports, where to, and a button; when the run is done, its overview."""

    def __init__(self, paths: str, out: str, jobs: int) -> None:
        self.jobs = jobs
        self.paths = Text(value=paths, description="报告所在文件夹", placeholder="例如 D:\\年报\\2025")
        self.out = Text(value=out, description="结果文件夹")
        self.button = Button(description="开始审查", button_style="primary", icon="play")
        self.progress = IntProgress(min=0, max=1)
        self.progress.layout.visibility = "hidden"
        self.status = Clickable()
        self.result = VBox()
        form = HBox([self.paths, self.out, self.button, self.progress])
        form.add_class("da-start")
        self.widget = VBox([form, self.status, self.result])
        self.widget.add_class("da-panel")
        self.button.on_click(self._begin)

    def tell(self, stage: str, done: int, total: int) -> None:
        """Show how far the run is."""
        self.progress.max = max(total, 1)
        self.progress.value = done
        self.progress.description = stage

    def _begin(self, _button: object) -> None:
        self.button.disabled = True
        self.progress.layout.visibility = "visible"
        self.status.html = notice("正在审查，请稍候……")
        outcome = notice("审查程序意外中断，没有产生新的结果。", bad=True)
        try:
            finished = self._run()
            self.result.children = [overview(finished)]
            outcome = notice(f"审查完成：运行 {finished.run_id}，结果在 {finished.folder}")
        except AuditError as error:
            outcome = notice(str(error), bad=True)
        finally:
            self.status.html = outcome
            self.button.disabled = False
            self.progress.layout.visibility = "hidden"

    def _run(self) -> Run:
        given = {field.description: field.value.strip() for field in (self.paths, self.out)}
        for name, value in given.items():
            if not value:  # an empty path would mean the folder the kernel happens to be in
                raise SettingsError(f"请填写{name}")
        source, out = (Path(value).expanduser() for value in given.values())
        return run([source], out, Settings(jobs=self.jobs, progress=self.tell))


def _dropdown(name: str) -> Dropdown:
    return Dropdown(options=[("全部", _ALL)], description=name)


def _chosen(field: Dropdown) -> Any:
    return None if field.value is _ALL else field.value


def _say(field: str, choice: Choice) -> str:
    words = f"{choice.value} {choice.label}" if field == "rule" else choice.label or "未识别"
    return f"{words}（{choice.count}）"
