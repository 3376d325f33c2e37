"""The overview's widgets: what is clicked changes the filter, the filter changes what is shown.

A panel holds its widgets and where the user is; what to show is `state`'s and `spread`'s business, how it
looks `views`'. Bind a panel's `widget` to a cell by returning it from `overview`.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from ipywidgets import Button, HBox, Label, VBox, Widget

from audit.errors import AuditError, SettingsError
from audit.office import Scoring, find_office, load_office
from audit.pipeline import Run, open_run
from audit.pipeline.reviewing import open_review
from audit.workbench.state.run import Filter, RunState
from audit.workbench.state.saved import SavedFilters
from audit.workbench.state.spread import BY, Spread
from audit.workbench.views.overview import finding_detail, findings_table, kpi_row, notes, notice, run_header
from audit.workbench.views.spread import heat_note, heat_table, ranking_table, tabs, trend_view
from audit.workbench.widgets.clickable import Clickable
from audit.workbench.widgets.filters import FilterBar
from audit.workbench.widgets.heatmap import HeatCanvas
from audit.workbench.widgets.pulse import Pulse

__all__ = ["PAGE", "Overview", "overview", "scoring_of"]

PAGE = 50
"""Findings on a page."""

DRAWN = 5_000
"""Cells of a heat map beyond which it is drawn on a canvas."""

_TABS = {"heat": "热力图", "ranking": "排名", "trend": "历年趋势"}


def overview(run_or_path: Run | Path | str) -> Widget:
    """The overview of a run, or of the newest run of an output folder. When there is none, a panel that
    says so and what to do."""
    try:
        run = run_or_path if isinstance(run_or_path, Run) else open_run(run_or_path)
        with closing(open_review(run.folder)) as store:
            state = RunState.load(run, store.dispositions())
        saved = SavedFilters(run.folder.resolve().parent.parent / ".lab" / "filters.json")
        return Overview(state, scoring_of(run), saved).widget
    except AuditError as error:
        return Clickable(notice(str(error), bad=True), "da-panel")


def scoring_of(run: Run) -> Scoring:
    """The points of the office whose settings the run recorded, where its file is still there."""
    recorded = Path(run.info.get("settings", {}).get("config") or "")
    return load_office(find_office(recorded if recorded.is_file() else None, None)).scoring


class Overview:
    """A run: header, numbers, filter, its spread, findings page by page, and one finding in full."""

    def __init__(self, state: RunState, scoring: Scoring, saved: SavedFilters | None = None) -> None:
        self.state = state
        self.spread = Spread(state, scoring)
        self.wanted = Filter()
        self.page = 0
        self.tab, self.by = "heat", "division"
        self._showing = False
        self.head = Clickable(run_header(state) + kpi_row(state.counts), "da-head")
        self.filters = FilterBar(saved)
        self.status = Clickable()
        self.tabs = Clickable(tabs(_TABS, "分布"))
        self.rows = Clickable(tabs({name: f"按{word}" for name, word in BY.items()}, "热力图的行"))
        self.view = Clickable("", "da-pane", "da-pane-view")
        self.canvas = HeatCanvas()
        self.table = Clickable("", "da-pane", "da-pane-findings")
        self.detail = Clickable("", "da-pane", "da-pane-detail")
        self.previous = Button(description="上一页", icon="chevron-left")
        self.next = Button(description="下一页", icon="chevron-right")
        self.position = Label()
        self.notes = Clickable(notes(state), "da-notes")
        self.widget = self._lay_out()
        if state.judged:
            self._offer_saved()
            self._wire()
            self.show(self.wanted)

    def show(self, wanted: Filter) -> None:
        """Show the first page of the findings that `wanted` asks for, and how they are spread."""
        self.wanted = wanted
        self.places = self.state.places(wanted)
        self._showing = True
        try:
            self.filters.show(wanted, self.spread.choices(wanted))
        finally:
            self._showing = False
        self.turn(0)
        self._show_spread()

    @property
    def found(self) -> pd.DataFrame:
        """The findings that the filter asks for."""
        return self.state.findings.iloc[self.places]

    def turn(self, page: int) -> None:
        """Show another page of the same findings, and the first of them in full."""
        last = max(0, (len(self.places) - 1) // PAGE)
        self.page = min(max(page, 0), last)
        first = self.page * PAGE
        rows = self.state.findings.iloc[self.places[first : first + PAGE]]
        found, total = len(self.places), len(self.state.findings)
        self.table.html = findings_table(
            rows, self.state.decisions[rows.index], first=first + 1, found=found, total=total
        )
        self.previous.disabled = self.page == 0
        self.next.disabled = self.page == last
        self.position.value = f"第 {self.page + 1} / {last + 1} 页 · 符合条件 {found} 条，共 {total} 条"
        self.select(rows.index[0] if len(rows) else "")

    def select(self, finding_id: str) -> None:
        """Show a finding in full; "" for none."""
        self.table.selected = finding_id
        self.detail.html = finding_detail(self.state.finding(finding_id) if finding_id else None)

    def open_tab(self, tab: str) -> None:
        """Show the heat map, the ranking, or the years."""
        self.tab = tab
        self._show_spread()

    def arrange(self, by: str) -> None:
        """Have the heat map's rows be divisions or kinds of agencies."""
        self.by = by
        self._show_spread()

    def pick(self, value: str) -> None:
        """What is clicked in the tab that is open."""
        if self.tab == "heat":
            self.pick_cell(value)
        else:
            self.pick_agency(value)

    def pick_cell(self, cell: str) -> None:
        """Filter by a cell of the heat map, row|group, "*" for all; by none when it was already the one."""
        row, group = cell.rsplit("|", 1)
        asked: dict[str, Any] = {}
        if row != "*":
            asked[self.by] = row
        if group != "*":
            asked["group"] = group
        standing = {name: getattr(self.wanted, name) for name in asked}
        self.show(replace(self.wanted, **(dict.fromkeys(asked) if standing == asked else asked)))

    def pick_agency(self, agency_id: str) -> None:
        """Filter by an agency, or by none when it was already the one."""
        self.show(replace(self.wanted, agency=None if agency_id == self.wanted.agency else agency_id))

    def _show_spread(self) -> None:
        self.tabs.selected, self.rows.selected = self.tab, self.by
        self.rows.layout.display = None if self.tab == "heat" else "none"
        self.canvas.layout.display = "none"
        self.view.remove_class("da-heat-foot")
        if self.tab == "heat":
            self._show_heat()
        elif self.tab == "ranking":
            self.view.html = ranking_table(self.spread.rank(self.wanted))
            self.view.selected = self.wanted.agency or ""
        else:
            self.view.html = trend_view(self.spread.trend(self.wanted))

    def _show_heat(self) -> None:
        heat = self.spread.heat(self.wanted, self.by)
        row = getattr(self.wanted, self.by)
        if heat.cells > DRAWN:
            self.canvas.layout.display = None
            self.canvas.show(heat)
            self.view.add_class("da-heat-foot")
            self.view.html = heat_note(heat)
        else:
            self.view.html = heat_table(heat)
        self.view.selected = f"{'*' if row is None else row}|{self.wanted.group or '*'}"

    def _lay_out(self) -> VBox:
        bar = HBox([self.tabs, self.rows])
        bar.add_class("da-tabbar")
        left = VBox([bar, self.canvas, self.view])
        left.add_class("da-left")
        pager = HBox([self.previous, self.position, self.next])
        pager.add_class("da-pager")
        middle = VBox([self.table, pager])
        middle.add_class("da-middle")
        panes = HBox([left, middle, self.detail])
        panes.add_class("da-panes")
        judged = [self.filters.widget, self.status, panes]
        unjudged = [Clickable(notice("本次运行只读取了报告，没有审查，因此没有问题清单。"))]
        whole = VBox([self.head, *(judged if self.state.judged else unjudged), self.notes, Pulse()])
        whole.add_class("da-panel")
        return whole

    def _wire(self) -> None:
        for field in self.filters.fields.values():
            field.observe(self._refilter, "value")
        self.filters.clear.on_click(lambda _button: self.show(Filter()))
        self.filters.name.observe(self._use_saved, "value")
        self.filters.keep.on_click(self._keep)
        self.filters.drop.on_click(self._drop)
        self.tabs.on_pick(self.open_tab)
        self.rows.on_pick(self.arrange)
        self.view.on_pick(self.pick)
        self.canvas.on_pick(self.pick_cell)
        self.table.on_pick(self.select)
        self.previous.on_click(lambda _button: self.turn(self.page - 1))
        self.next.on_click(lambda _button: self.turn(self.page + 1))

    def _refilter(self, _change: object) -> None:
        if not self._showing:  # else it is we who set the field
            self.show(self.filters.wanted)

    def _use_saved(self, change: Any) -> None:
        wanted = self._saved().get(change["new"])
        if wanted is not None:
            self.show(wanted)

    def _keep(self, _button: object) -> None:
        self._change_saved(lambda saved, name: saved.save(name, self.wanted), "已保存筛选“{}”")

    def _drop(self, _button: object) -> None:
        self._change_saved(lambda saved, name: saved.remove(name), "已删除筛选“{}”")

    def _change_saved(self, change: Any, words: str) -> None:
        name = self.filters.name.value.strip()
        try:
            change(self.filters.saved, name)
            self.status.html = notice(words.format(name))
        except SettingsError as error:
            self.status.html = notice(str(error), bad=True)
        self._offer_saved()

    def _offer_saved(self) -> None:
        self.filters.name.options = tuple(self._saved())

    def _saved(self) -> dict[str, Filter]:
        if self.filters.saved is None:
            return {}
        try:
            return dict(self.filters.saved.load())
        except SettingsError as error:
            self.status.html = notice(str(error), bad=True)
            return {}
