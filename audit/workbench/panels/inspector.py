"""The second screen: filter, agencies, an agency's findings, one finding with its evidence, its decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ipywidgets import HBox, VBox, Widget

from audit.errors import AuditError, DecidedMeanwhile
from audit.pipeline import Run, open_run
from audit.pipeline.reviewing import open_review
from audit.review import ReviewStore
from audit.workbench.state.decision import Case, Desk, Draft
from audit.workbench.state.detail import Evidence, EvidenceDesk
from audit.workbench.state.listing import Listing, Order
from audit.workbench.state.originals import find_file, page_picture
from audit.workbench.state.passed import PassedRules
from audit.workbench.state.run import Filter, StoredRun
from audit.workbench.views.detail import detail, findings_of_agency, nothing, page_image, passed_rules
from audit.workbench.views.overview import notice
from audit.workbench.widgets.clickable import Clickable
from audit.workbench.widgets.decision_form import DecisionForm
from audit.workbench.widgets.detail_pane import DetailPane
from audit.workbench.widgets.listing_bar import ListingBar
from audit.workbench.widgets.pulse import Pulse
from audit.workbench.widgets.virtual import VirtualList

__all__ = ["Inspector", "inspect_findings"]

_COLUMNS = (
    ("agency", "机关", "text"),
    ("critical", "错误", "number"),
    ("warning", "警示", "number"),
    ("info", "提示", "number"),
    ("open", "未处置", "number"),
)


def inspect_findings(run_or_path: Run | Path | str) -> Widget:
    """The list of agencies and their findings of a run, or of the newest run of an output folder, to
    look into and decide on. When there is none, a panel that says so and what to do."""
    try:
        run = run_or_path if isinstance(run_or_path, Run) else open_run(run_or_path)
        if "findings" not in {path.stem for path in (run.folder / "frames").glob("*.parquet")}:
            return Clickable(notice("本次运行只读取了报告，没有审查，因此没有问题清单。"), "da-panel")
        return Inspector(run, open_review(run.folder)).widget
    except AuditError as error:
        return Clickable(notice(str(error), bad=True), "da-panel")


class Inspector:
    """Where the user is: what is asked for, which agency, which finding, and what is not saved yet."""

    def __init__(self, run: StoredRun, store: ReviewStore) -> None:
        self._run = run
        self.listing = Listing(run)
        self.desk = Desk(store, self.listing.findings)
        self._evidence = EvidenceDesk(run, self.listing.reports)
        self._passed = PassedRules(run, self._evidence)
        self.wanted, self.order = Filter(), Order()
        self.agency, self.finding_id = -1, ""
        self._case = Case()
        self._shown_evidence: Evidence | None = None
        self._drafts: dict[str, Draft] = {}
        self.bar = ListingBar()
        self.list = VirtualList("机关清单", _COLUMNS)
        self.found = Clickable("", "da-pane", "da-agency-pane")
        self.detail = DetailPane("da-pane", "da-evidence")
        self.form = DecisionForm()
        self.widget = self._lay_out()
        self._wire()
        self._catch_up()
        self.show(self.wanted, self.order)

    # ---------------------------------------------------------------- what is shown

    def show(self, wanted: Filter, order: Order) -> None:
        """Show the agencies that fit, in that order; the agency stays when it is among them."""
        self.wanted, self.order = wanted, order
        self.shown = self.listing.show(wanted, order)
        found = f"{len(self.shown.order)} 个机关 · {self.shown.findings} 条问题"
        self.bar.show(wanted, self.listing.fields(wanted), found)
        self.list.show(len(self.shown.order), self._rows, (order.column, order.descending))
        at = (self.shown.order == self.agency).nonzero()[0]
        self.choose(int(at[0]) if len(at) else 0, keep=self.finding_id if len(at) else "")

    def choose(self, place: int, *, keep: str = "", last: bool = False) -> None:
        """Show the agency at `place` of the list and its first finding (or its `last`, or `keep`)."""
        if not 0 <= place < len(self.shown.order):
            self.list.chosen, self.agency = -1, -1
            self.found.html = nothing("没有符合筛选条件的机关，请放宽条件或清除筛选。")
            self._clear("没有符合筛选条件的机关。")
            return
        self._catch_up()
        self.agency = int(self.shown.order[place])
        self.list.chosen = place
        self.rows = self.listing.of_agency(self.agency, self.wanted)
        self._show_agency()
        ids = self.rows.index
        if not len(ids):
            self._clear("该机关没有符合条件的问题，没有要处置的。")
        else:
            self.select(keep if keep in ids else str(ids[-1 if last else 0]))

    def select(self, finding_id: str) -> None:
        """Show a finding of the agency in full."""
        self.finding_id = finding_id
        self._shown_evidence = evidence = self._evidence.gather(self.listing.finding(finding_id))
        self.found.selected = finding_id
        self.detail.html = detail(evidence, passed_rules(None))
        self._show_form()

    def step(self, forward: int) -> None:
        """To the next finding (1) or the one before (-1), over to the next agency at the end."""
        ids = list(self.rows.index) if self.agency >= 0 else []
        place = ids.index(self.finding_id) + forward if self.finding_id in ids else -1
        if 0 <= place < len(ids):
            self.select(str(ids[place]))
            return
        at = self.list.chosen + forward
        while 0 <= at < len(self.shown.order) and not self.shown.has_findings(at):
            at += forward
        if 0 <= at < len(self.shown.order):
            self.choose(at, last=forward < 0)
        elif self.finding_id:
            self._show_form("已到清单末尾。" if forward > 0 else "已是清单第一条。")

    # ---------------------------------------------------------------- decisions

    def save(self, finding_id: str, draft: Draft, go_on: bool) -> None:
        """Record a draft; when somebody else has decided meanwhile, say who and keep the draft."""
        self._drafts[finding_id] = draft
        if draft.refusal or finding_id != self.finding_id:
            self._show_form(draft.refusal, bad=True)
            return
        try:
            self.desk.record(self.listing.finding(finding_id), draft, self._case.revision)
        except DecidedMeanwhile as error:
            self._note(finding_id)
            self._show_form(f"{error}。您填写的内容仍在，核对后可再次保存。", bad=True)
            return
        except AuditError as error:
            self._show_form(str(error), bad=True)
            return
        self._drafts.pop(finding_id, None)
        self._note(finding_id)
        if go_on:
            self.step(1)
        if self.finding_id == finding_id:
            self._show_form("已保存。")

    def undo(self, finding_id: str) -> None:
        """Take back the last entry on a finding."""
        try:
            self.desk.undo(finding_id)
        except AuditError as error:
            self._show_form(str(error), bad=True)
            return
        self._drafts.pop(finding_id, None)
        self._note(finding_id)
        self._show_form("已撤销上一条处置。")

    def _keep(self, finding_id: str, draft: Draft) -> None:
        self._drafts[finding_id] = draft

    # ---------------------------------------------------------------- pieces

    def _rows(self, first: int, last: int) -> list[list[str | int]]:
        return self.shown.rows(self.listing.names, first, last)

    def _catch_up(self) -> None:
        """What others have decided since we last looked."""
        changed = self.desk.refresh()
        for finding_id in changed:
            state = self.desk.of(finding_id)
            self.listing.decide(finding_id, state.decision, changed=state.changed)
        if changed and self.agency >= 0:
            self._recount()

    def _note(self, finding_id: str) -> None:
        """Show what has become of a finding where it stands in the lists."""
        state = self.desk.of(finding_id)
        self.listing.decide(finding_id, state.decision, changed=state.changed)
        self._recount()
        self._show_agency()

    def _recount(self) -> None:
        """The counts anew, the order as it is: a list that jumps under the hand loses its reader."""
        counts = self.listing.show(self.wanted, self.order).counts
        self.shown = type(self.shown)(self.shown.order, counts, self.shown.findings)
        self.list.renew()

    def _show_agency(self) -> None:
        name = self.listing.names[self.agency]
        states = {finding_id: self.desk.of(finding_id) for finding_id in self.rows.index}
        self.found.html = findings_of_agency(name, self.rows, self.listing.total_of(self.agency), states)

    def _show_form(self, message: str = "", *, bad: bool = False) -> None:
        self._case = self.desk.look(self.finding_id)
        now = self._case.disposition
        recorded = Draft(now.decision, now.reason, now.rectification, now.note)
        draft = self._drafts.get(self.finding_id, recorded)
        if not message and draft != recorded:
            message = "此前填写的内容尚未保存。"
        self.form.show(self.finding_id, self._case, draft, message, bad=bad)

    def _clear(self, words: str) -> None:
        self.finding_id, self._shown_evidence, self._case = "", None, Case()
        self.detail.html = nothing(words)
        self.form.show("", Case(), Draft())

    def _act(self, act: str) -> None:
        evidence = self._shown_evidence
        if evidence is None:
            return
        try:
            getattr(self, {"passed": "_show_passed", "page": "_show_page", "file": "_hand_out"}[act])(
                evidence
            )
        except AuditError as error:
            self._show_form(str(error), bad=True)

    def _show_passed(self, evidence: Evidence) -> None:
        rows = self._passed.of(str(evidence.finding["report_id"]), evidence.form)
        self.detail.put("passed", passed_rules(rows))

    def _show_page(self, evidence: Evidence) -> None:
        page = int(evidence.finding["page"])
        picture = page_picture(self._original(evidence), page)
        self.detail.put("page", page_image(picture, evidence.finding))

    def _hand_out(self, evidence: Evidence) -> None:
        path = self._original(evidence)
        self.detail.hand_out(path.name, path.read_bytes())

    def _original(self, evidence: Evidence) -> Path:
        return find_file(str(evidence.finding["file"]), self._run.info, self._run.folder)

    def _sort(self, column: str) -> None:
        again = column == self.order.column
        descending = not self.order.descending if again else column != "agency"
        self.show(self.wanted, Order(column, descending))

    def _lay_out(self) -> VBox:
        right = VBox([self.detail, self.form])
        right.add_class("da-right")
        panes = HBox([self.list, self.found, right])
        panes.add_class("da-panes")
        panes.add_class("da-inspect-panes")
        whole = VBox([self.bar, panes, Pulse()])
        whole.add_class("da-panel")
        whole.add_class("da-inspect")
        return whole

    def _wire(self) -> None:
        self.bar.on_change(lambda wanted: self.show(wanted, self.order))
        self.list.on("pick", self.choose)
        self.list.on("sort", self._sort)
        self.found.on_pick(self.select)
        self.detail.on_act(self._act)
        handlers: dict[str, Any] = {
            "save": self.save,
            "undo": self.undo,
            "step": self.step,
            "draft": self._keep,
        }
        for what, handler in handlers.items():
            self.form.on(what, handler)
