"""The widgets of years and likeness: an agency's years, prose that repeats other prose, outliers."""

from __future__ import annotations

from pathlib import Path

from ipywidgets import Dropdown, HBox, Text, VBox, Widget

from audit.errors import AuditError
from audit.pipeline import Run, open_run
from audit.workbench.state.years import Years
from audit.workbench.views.overview import notice
from audit.workbench.views.spread import tabs
from audit.workbench.views.years import (
    agency_list,
    cluster_list,
    comparison_view,
    outliers_table,
    side_by_side,
    steps_view,
)
from audit.workbench.widgets.clickable import Clickable
from audit.workbench.widgets.pulse import Pulse

__all__ = ["YearsPanel", "years"]

_TABS = {"years": "逐年对照", "alike": "文字雷同", "outliers": "异常变化"}


def years(run_or_path: Run | Path | str) -> Widget:
    """The years and the likeness of a run, or of the newest of an output folder; without one, a panel
    that says so and what to do."""
    try:
        run = run_or_path if isinstance(run_or_path, Run) else open_run(run_or_path)
        return YearsPanel(Years(run)).widget
    except AuditError as error:
        return Clickable(notice(str(error), bad=True), "da-panel")


class YearsPanel:
    """Three tabs; what is chosen in a list shows beside it."""

    def __init__(self, state: Years) -> None:
        self.state = state
        self.agency = ""
        self.table, self.column = "applications", ""
        self.head = Clickable(
            '<div class="da-header"><h2>跨年与雷同</h2><p><span>上年度结转是否衔接、各年数字的变化、'
            "文字雷同与异常变化</span></p></div>"
        )
        self.tabs = Clickable(tabs(_TABS, "内容"))
        self.search = Text(placeholder="按名称查找机关", continuous_update=False, description="机关")
        self.agencies = Clickable("", "da-pane", "da-pane-list")
        self.steps = Clickable("", "da-pane")
        self.tables, self.columns = Clickable(), Clickable()
        self.side = Clickable("", "da-pane")
        self.clusters = Clickable(cluster_list(state.clusters(), state.repeated()), "da-pane", "da-pane-list")
        self.members = Dropdown(options=[], description="对照")
        self.comparison = Clickable(comparison_view(None), "da-pane")
        self.outliers = Clickable(outliers_table(state.outliers()), "da-pane")
        self.widget = self._lay_out()
        self._wire()
        self.find("")
        self.open_tab("years")

    def open_tab(self, tab: str) -> None:
        """Show one of the tabs."""
        self.tabs.selected = tab
        for name, pane in self._panes.items():
            pane.layout.display = None if name == tab else "none"
        if tab == "alike" and not self.clusters.selected:
            self._show_first()

    def find(self, words: str) -> None:
        """List the agencies whose names hold `words`, and show the first."""
        known = self.state.agencies(words)
        self.agencies.html = agency_list(known)
        if known:
            self.show_agency(known[0].value)

    def show_agency(self, agency_id: str) -> None:
        """Show the years of an agency."""
        self.agency = self.agencies.selected = agency_id
        self.steps.html = steps_view(self.state.steps(agency_id))
        names = dict(self.state.tables(agency_id))
        self.tables.html = tabs(names, "表")
        self.show_table(self.table if self.table in names else next(iter(names), ""))

    def show_table(self, table: str) -> None:
        """Show a table of the agency through its years."""
        self.table = self.tables.selected = table
        columns = dict(self.state.columns(self.agency, table)) if table else {}
        self.columns.html = tabs(columns, "列") if columns else ""
        self.show_column(self.column if self.column in columns else next(iter(columns), ""))

    def show_column(self, column: str) -> None:
        """Show a column of the table."""
        self.column = self.columns.selected = column
        reports = self.state.of_agency(self.agency)
        lines = self.state.lines(self.agency, self.table, column)
        name = dict(self.state.tables(self.agency)).get(self.table, "表格")
        self.side.html = side_by_side(lines, [int(each) for each in reports["year"]], name)

    def show_alike(self, chosen: str) -> None:
        """Show the texts of a cluster, or of a report and its own of the year before."""
        self.clusters.selected = chosen
        kind, _, key = chosen.partition(":")
        if kind == "own":
            repeated = self.state.repeated().set_index("report_id").loc[key]
            pairs = [("与上年度", (key, str(repeated["last_reports"])))]
        else:
            members = self.state.members(key)
            pairs = [
                (
                    f"{row.agency} ↔ {row.nearest_agency}（{row.similarity:.0%}）",
                    (str(row.report_id), str(row.nearest)),
                )
                for row in members.itertuples(index=False)
            ]
        self.members.options = pairs
        self.members.index = 0  # where nothing was chosen, nothing is
        self._compare(pairs[0][1])

    def _show_first(self) -> None:
        clusters, repeated = self.state.clusters(), self.state.repeated()
        if len(clusters):
            self.show_alike(f"cluster:{clusters['cluster'].iloc[0]}")
        elif len(repeated):
            self.show_alike(f"own:{repeated['report_id'].iloc[0]}")

    def show_outlier(self, agency_id: str) -> None:
        """Go from a count out of line to the agency's years."""
        self.open_tab("years")
        self.show_agency(agency_id)

    def _compare(self, pair: tuple[str, str] | None) -> None:
        self.comparison.html = comparison_view(self.state.compare(*pair) if pair else None)

    def _lay_out(self) -> VBox:
        bar = HBox([self.tables, self.columns])
        bar.add_class("da-tabbar")
        left = VBox([self.search, self.agencies])
        left.add_class("da-finder")
        middle, right = VBox([self.steps]), VBox([bar, self.side])
        middle.add_class("da-half")
        right.add_class("da-half")
        texts = VBox([self.members, self.comparison])
        texts.add_class("da-wide")
        self._panes = {
            "years": HBox([left, middle, right]),
            "alike": HBox([self.clusters, texts]),
            "outliers": HBox([self.outliers]),
        }
        for pane in self._panes.values():
            pane.add_class("da-panes")
            pane.add_class("da-tall")
        said = [] if self.state.related else [Clickable(notice("本次运行没有跨年或雷同的数据。"))]
        whole = VBox([self.head, self.tabs, *said, *self._panes.values(), Pulse()])
        whole.add_class("da-panel")
        return whole

    def _wire(self) -> None:
        self.tabs.on_pick(self.open_tab)
        self.search.observe(lambda change: self.find(change["new"]), "value")
        self.agencies.on_pick(self.show_agency)
        self.tables.on_pick(self.show_table)
        self.columns.on_pick(self.show_column)
        self.clusters.on_pick(self.show_alike)
        self.members.observe(lambda change: self._compare(change["new"]), "value")
        self.outliers.on_pick(self.show_outlier)
