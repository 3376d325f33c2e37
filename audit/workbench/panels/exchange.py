"""The widgets of what goes out and comes back: export, reviewed workbooks, two runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from ipywidgets import Button, Dropdown, FileUpload, HBox, ToggleButtons, VBox, Widget

from audit.errors import AuditError
from audit.pipeline import Run, open_run
from audit.pipeline.importing import ImportPlan
from audit.pipeline.reviewing import open_review
from audit.workbench.panels.overview import scoring_of
from audit.workbench.state.exchange import Exchange, describe_filter
from audit.workbench.state.run import Filter, RunState
from audit.workbench.state.spread import Spread
from audit.workbench.views.exchange import changes_view, plan_view, written
from audit.workbench.views.overview import notice
from audit.workbench.views.spread import tabs
from audit.workbench.widgets.clickable import Clickable
from audit.workbench.widgets.filters import FilterBar
from audit.workbench.widgets.pulse import Pulse

__all__ = ["ExchangePanel", "exchange"]

_TABS = {"out": "导出", "back": "回收", "runs": "两次运行对比"}
_COMPARED = "选两次运行，看哪些问题已改正、仍存在、新出现，或无法判定。"
_ALONE = "目前只有一次审查的结果；报告改正后再次审查，就可以在这里对比。"
_PREFER = (("尚未选择", ""), ("以现有记录为准", "ours"), ("以工作簿为准", "theirs"))


def exchange(run_or_path: Run | Path | str) -> Widget:
    """Export and return for a run, or for the newest of an output folder; without one, a panel that says
    so and what to do."""
    try:
        run = run_or_path if isinstance(run_or_path, Run) else open_run(run_or_path)
        with closing(open_review(run.folder)) as store:
            state = RunState.load(run, store.dispositions())
        if not state.judged:
            return Clickable(notice("本次运行只读取了报告，没有审查，没有可导出的问题。"), "da-panel")
        return ExchangePanel(Exchange(run, Spread(state, scoring_of(run)))).widget
    except AuditError as error:
        return Clickable(notice(str(error), bad=True), "da-panel")


class ExchangePanel:
    """Three tabs; nothing is recorded before it is confirmed."""

    def __init__(self, state: Exchange) -> None:
        self.state = state
        self._findings = state.spread.state.findings
        self.wanted = Filter()
        self.workbook: Path | None = None
        self.plan: ImportPlan | None = None
        self._showing = False
        head = '<div class="da-header"><h2>导出与回收</h2><p><span>运行 {}</span></p></div>'
        self.head = Clickable(head.format(state.run.run_id))
        self.tabs = Clickable(tabs(_TABS, "内容"))
        self.filters = FilterBar()
        self.scope = Clickable()
        self.export = Button(description="导出工作簿", button_style="primary", icon="download")
        self.notify = Button(description="各机关整改通知", icon="envelope")
        self.sent = Clickable()
        self.files = FileUpload(accept=".xlsx", description="选择填好的工作簿", icon="upload")
        self.prefer = ToggleButtons(options=_PREFER, description="有冲突时")
        self.confirm = Button(description="确认导入", button_style="primary", icon="check", disabled=True)
        self.received = Clickable(notice("选择填好的工作簿，这里先列出将改动什么；确认之前不作任何改动。"))
        known = [(f"{run.label}（{run.count} 条）", run.value) for run in state.runs()]
        self.older = Dropdown(
            options=known, description="前一次", index=min(1, len(known) - 1) if known else None
        )
        self.newer = Dropdown(options=known, description="后一次")
        self.compare = Button(description="对比", button_style="primary")
        self.save = Button(description="导出对比", icon="download")
        self.difference = Clickable(notice(_COMPARED if len(known) > 1 else _ALONE))
        self.compare.disabled = self.save.disabled = len(known) < 2
        self.widget = self._lay_out()
        self._wire()
        self.show(self.wanted)
        self._show_plan(None)
        self.open_tab("out")

    def open_tab(self, tab: str) -> None:
        """Show one of the tabs."""
        self.tabs.selected = tab
        for name, pane in self._panes.items():
            pane.layout.display = None if name == tab else "none"

    def show(self, wanted: Filter) -> None:
        """Say what would go out."""
        self.wanted = wanted
        self._showing = True
        try:
            self.filters.show(wanted, self.state.spread.choices(wanted))
        finally:
            self._showing = False
        count, total = self.state.count(wanted), self.state.count(Filter())
        said = describe_filter(wanted, self.state.spread)
        self.scope.html = notice(f"将导出 {count} 条问题（共 {total} 条）：{said}")

    def receive(self, name: str, content: bytes) -> None:
        """Look at a workbook that came back."""
        self.workbook, self.prefer.value = None, ""
        self._show_plan(None)
        self._attempt(self.received, lambda: self._look(self.state.keep(name, content)))

    def _look(self, workbook: Path) -> str:
        self.workbook = workbook
        return self._show_plan(self.state.plan(workbook, self.prefer.value))

    def _show_plan(self, plan: ImportPlan | None) -> str:
        self.plan = plan
        self.confirm.disabled = plan is None or not plan.entries or bool(plan.conflicts)
        contested = plan is not None and (plan.conflicts or self.prefer.value)
        self.prefer.layout.display = None if contested else "none"
        return plan_view(plan, self._findings) if plan is not None else ""

    def _take(self, _button: object) -> None:
        if self.plan is None:
            return
        plan = self.plan
        self._attempt(self.received, lambda: plan_view(plan, self._findings, self.state.take(plan)))
        self.plan, self.workbook, self.files.value = None, None, ()
        self.confirm.disabled = True
        self.prefer.layout.display = "none"

    def _attempt(self, place: Clickable, make: Callable[[], str]) -> None:
        """Show what `make` makes, or what went wrong."""
        place.html = notice("请稍候……")
        try:
            place.html = make()
        except AuditError as error:
            place.html = notice(str(error), bad=True)
            self.confirm.disabled = True

    def _export(self) -> str:
        path = self.state.export(self.wanted)
        return written(
            path, f"已导出 {self.state.count(self.wanted)} 条问题。填写黄色单元格后，在“回收”中导回。"
        )

    def _notify(self) -> str:
        path, count = self.state.notify(self.wanted)
        return written(path, f"已生成 {count} 份整改通知，每个机关一份。")

    def _lay_out(self) -> VBox:
        def row(*widgets: Widget) -> HBox:
            line = HBox(widgets)
            line.add_class("da-start")
            return line

        self._panes = {
            "out": VBox([self.filters.widget, self.scope, row(self.export, self.notify), self.sent]),
            "back": VBox([row(self.files, self.prefer, self.confirm), self.received]),
            "runs": VBox([row(self.older, self.newer, self.compare, self.save), self.difference]),
        }
        whole = VBox([self.head, self.tabs, *self._panes.values(), Pulse()])
        whole.add_class("da-panel")
        whole.add_class("da-exchange")
        return whole

    def _wire(self) -> None:
        self.tabs.on_pick(self.open_tab)
        for field in self.filters.fields.values():
            field.observe(self._refilter, "value")
        self.filters.clear.on_click(lambda _button: self.show(Filter()))
        self.export.on_click(lambda _button: self._attempt(self.sent, self._export))
        self.notify.on_click(lambda _button: self._attempt(self.sent, self._notify))
        self.files.observe(self._receive, "value")
        self.prefer.observe(self._replan, "value")
        self.confirm.on_click(self._take)
        self.compare.on_click(lambda _button: self._attempt(self.difference, self._compare))
        self.save.on_click(lambda _button: self._attempt(self.difference, self._save))

    def _refilter(self, _change: object) -> None:
        if not self._showing:
            self.show(self.filters.wanted)

    def _receive(self, change: Any) -> None:
        for entry in change["new"][:1]:
            self.receive(entry["name"], bytes(entry["content"]))
            if self.plan is None:
                self.files.value = ()  # so that the same file can be chosen again

    def _replan(self, _change: object) -> None:
        if self.workbook is not None:
            workbook = self.workbook
            self._attempt(self.received, lambda: self._look(workbook))

    def _pair(self) -> tuple[str, str]:
        return str(self.older.value or ""), str(self.newer.value or "")

    def _compare(self) -> str:
        return changes_view(self.state.changes(*self._pair()))

    def _save(self) -> str:
        return written(self.state.export_changes(*self._pair()), "已导出两次运行的对比。")
