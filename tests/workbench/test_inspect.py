import pandas as pd
import pytest

from audit.errors import DecidedMeanwhile
from audit.review import Entry, open_store
from audit.template import load_templates
from audit.workbench.panels.inspector import Inspector
from audit.workbench.state.decision import NO_REASON, Desk, Draft
from audit.workbench.state.detail import Cell, judge_cells, write_formula
from audit.workbench.state.listing import CHANGED, Listing, Order
from audit.workbench.state.originals import write_png
from audit.workbench.state.rows import ReportRows
from audit.workbench.state.run import Filter
from audit.workbench.views.detail import findings_of_agency, mark_text
from audit.workbench.widgets.pulse import Pulse
from audit.workbench.widgets.virtual import FIRST, VirtualList
from tests.workbench.made_up import HOSTILE, FakeRun, make_frames


@pytest.fixture
def run():
    return FakeRun(make_frames(agencies=20, findings=120))


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'review.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def screen(run, store):
    return Inspector(run, store)


# --------------------------------------------------------------------------- listing


def test_counts_are_those_of_the_findings(run):
    listing = Listing(run)
    shown = listing.show(Filter(severity="critical"), Order())
    expected = run.frame("findings").query("severity == 'critical'").groupby("agency").size()
    rows = shown.rows(listing.names, 0, len(shown.order))
    assert {name: critical for name, critical, *_ in rows} == expected.to_dict()
    assert [row[1] for row in rows] == sorted(expected, reverse=True)


def test_agencies_without_findings_are_listed_until_a_finding_is_asked_for(run):
    listing = Listing(run)
    assert len(listing.show(Filter(), Order()).order) == 20
    assert len(listing.show(Filter(severity="info"), Order()).order) < 20


@pytest.mark.parametrize("field", ["year", "severity", "rule", "kind", "division", "decision"])
def test_each_choice_says_how_much_it_shows(run, field):
    listing = Listing(run)
    wanted = Filter(text="县")
    offered = next(f for f in listing.fields(wanted) if f.name == field)
    for choice in offered.choices:
        one = Filter(**{field: choice.value, "text": "县"})
        assert listing.show(one, Order()).findings == choice.count


def test_words_are_found_in_names_rules_and_texts_whatever_their_width(run):
    listing = Listing(run)
    found = listing.show(Filter(text="ｃ-blank 留空"), Order())
    assert found.findings == (run.frame("findings")["rule_id"] == "C-BLANK-01").sum()


def test_a_decision_changes_what_the_filter_finds(run):
    listing = Listing(run)
    listing.decide("F00003", "确认")
    listing.decide("F00004", "排除", changed=True)
    assert listing.show(Filter(decision="确认"), Order()).findings == 1
    assert listing.show(Filter(decision=CHANGED), Order()).findings == 1
    assert listing.show(Filter(decision=""), Order()).findings == 118


def test_findings_stand_under_their_cause(run):
    frames = make_frames(agencies=4, findings=12)
    findings = frames["findings"].copy()
    findings["cause"] = findings["finding_id"]
    same = findings.index[findings["report_id"] == findings["report_id"].iloc[0]][:3]
    findings.loc[same, "cause"] = findings.loc[same[0], "finding_id"]
    listing = Listing(FakeRun({**frames, "findings": findings}))
    places = [listing.findings.index.get_loc(findings.loc[n, "finding_id"]) for n in same]
    assert places[0] == min(places)
    assert max(places) - min(places) == 2


# --------------------------------------------------------------------------- the list


def test_only_what_is_asked_for_is_sent(monkeypatch):
    widget = VirtualList("清单", [("name", "名", "text")])
    sent = []
    monkeypatch.setattr(widget, "send", sent.append)
    widget.show(50_000, lambda first, last: [[n] for n in range(first, last)], ("name", False))
    assert len(widget.shown["rows"]) == FIRST
    widget._receive(widget, {"window": [49_900, 60_000], "version": widget.shown["version"]}, [])
    assert [row[0] for row in sent[0]["rows"]] == list(range(49_900, 50_000))
    widget._receive(widget, {"window": [0, 100], "version": -1}, [])
    assert len(sent) == 1


def test_every_panel_answers_for_its_kernel(run, store, monkeypatch):
    pulse = next(child for child in Inspector(run, store).widget.children if isinstance(child, Pulse))
    sent = []
    monkeypatch.setattr(pulse, "send", sent.append)
    pulse._receive(pulse, {"ping": 7}, [])
    pulse._receive(pulse, {"other": 7}, [])
    assert sent == [{"pong": 7}]


# --------------------------------------------------------------------------- evidence


def cells(**values):
    form = load_templates()["2021"]
    row = "applications.{}.natural_person"
    keys = {row.format(name): value for name, value in values.items()}
    return form, {key: Cell(key, f"{v:.0f}", "number", None, None, v) for key, v in keys.items()}


def balance(form):
    return next(e for e in form.equations() if e.rule_id == "T3-BALANCE-01")


def test_the_formula_has_the_numbers():
    form, found = cells(received=60.0, carried_in=0.0, processed=61.0, carried_out=0.0)
    assert write_formula(balance(form), form, found).text == "60 + 0 ≠ 61 + 0，差 −1"


def test_a_blank_makes_no_formula():
    form, found = cells(received=60.0, carried_in=float("nan"), processed=61.0, carried_out=0.0)
    assert write_formula(balance(form), form, found) is None


def test_the_named_cell_is_wrong_and_else_none_is_told_apart():
    form, found = cells(received=60.0, carried_in=0.0, processed=61.0, carried_out=0.0)
    keys = tuple(found)
    finding = pd.Series({"stated": "表三 · （七）总计 · 自然人：61", "marks": None})
    wrong, _ = judge_cells(finding, keys, found, balance(form), form)
    assert wrong == {"applications.processed.natural_person"}
    wrong, _ = judge_cells(pd.Series({"stated": "", "marks": None}), keys, found, balance(form), form)
    assert wrong == set(keys)


def test_prose_blames_no_cell():
    form, found = cells(received=60.0)
    finding = pd.Series({"stated": "65件", "marks": "3-6"})
    assert judge_cells(finding, tuple(found), found, None, form) == (frozenset(), frozenset())


def test_numbers_are_marked_by_where_they_stand():
    assert mark_text("新收3件，其中3件", "2-3") == "新收<mark>3</mark>件，其中3件"
    assert mark_text("<b>3</b>", "3-4") == "&lt;b&gt;<mark>3</mark>&lt;/b&gt;"
    assert mark_text("三件", "1-9 0-0") == "三件"


def test_whatever_a_report_says_is_text():
    run = FakeRun(make_frames(agencies=4, findings=12, hostile=True))
    listing = Listing(run)
    html = findings_of_agency(HOSTILE, listing.of_agency(0, Filter()), 3, {})
    assert "<img" not in html
    assert "<script" not in html


def test_rows_of_one_report_out_of_a_file(tmp_path):
    frame = pd.DataFrame({"report_id": list("aabbbcaa"), "key": range(8), "raw": list("stuvwxyz")})
    (tmp_path / "frames").mkdir()
    frame.to_parquet(tmp_path / "frames" / "cells.parquet", row_group_size=3)
    run = FakeRun({})
    run.folder = tmp_path
    rows = ReportRows(run, "cells", ["key"])
    for report in "abc":
        expected = frame.loc[frame["report_id"] == report, "key"].tolist()
        assert rows.of(report)["key"].tolist() == expected
    assert rows.of("?").empty


def test_a_picture_is_a_png(tmp_path):
    pil = pytest.importorskip("PIL.Image")
    dots = pd.Series(range(12)).to_numpy(dtype="uint8").reshape(3, 4) * 20
    path = tmp_path / "page.png"
    path.write_bytes(write_png(dots))
    with pil.open(path) as picture:
        assert picture.size == (4, 3)
        assert list(picture.tobytes()) == dots.ravel().tolist()


# --------------------------------------------------------------------------- decisions


def test_dismissing_wants_a_reason(screen):
    screen.save(screen.finding_id, Draft("排除"), go_on=True)
    assert screen.form.shown["message"] == NO_REASON
    assert screen.desk.look(screen.finding_id).events == ()


def test_save_and_next_then_undo(screen):
    first = screen.finding_id
    screen.save(first, Draft("排除", "另有说明", "整改中"), go_on=True)
    assert screen.finding_id != first
    screen.step(-1)
    assert screen.finding_id == first
    assert screen.form.shown["recorded"]["reason"] == "另有说明"
    assert 'data-state="排除"' in screen.found.html
    screen.undo(first)
    assert screen.form.shown["recorded"]["decision"] == ""
    assert "撤销第 1 条" in screen.form.shown["history"]
    screen.save(first, Draft("确认"), go_on=False)
    assert screen.form.shown["recorded"]["decision"] == "确认"


def test_next_goes_on_to_the_next_agency_and_stops_at_the_end(screen):
    met = [screen.finding_id]
    for _ in range(200):
        screen.step(1)
        if screen.finding_id == met[-1]:
            break
        met.append(screen.finding_id)
    assert sorted(met) == sorted(screen.listing.findings.index)
    assert screen.form.shown["message"] == "已到清单末尾。"


def test_two_notebooks_on_one_finding(run, store, screen):
    other = Inspector(run, store)
    finding = screen.finding_id
    assert other.finding_id == finding
    other.save(finding, Draft("确认", note="甲"), go_on=False)
    screen.save(finding, Draft("排除", "不成立"), go_on=True)
    assert screen.finding_id == finding
    assert "确认" in screen.form.shown["message"]
    assert screen.form.shown["draft"]["reason"] == "不成立"
    assert len(screen.desk.look(finding).events) == 1
    screen.save(finding, Draft("排除", "不成立"), go_on=False)
    assert len(screen.desk.look(finding).events) == 2


def test_a_desk_does_not_write_over_what_it_has_not_seen(run, store):
    listing = Listing(run)
    desk = Desk(store, listing.findings)
    finding = listing.findings.iloc[0]
    store.record([Entry(finding["finding_id"], decision="确认")], who="李审")
    with pytest.raises(DecidedMeanwhile, match="李审"):
        desk.record(finding, Draft("待核实"), seen=0)


def test_changed_evidence_is_said(run, store):
    finding = run.frame("findings").iloc[0]
    run.frame("findings")["fingerprint"] = "new"
    store.record([Entry(finding["finding_id"], decision="确认", fingerprint="old")])
    screen = Inspector(run, store)
    assert screen.listing.show(Filter(decision=CHANGED), Order()).findings == 1
    screen.show(Filter(decision=CHANGED), Order())
    assert screen.form.shown["changed"]
    assert "证据已变化" in screen.found.html


def test_what_is_not_saved_is_kept(screen):
    first = screen.finding_id
    said = {"finding": first, "draft": {"decision": "待核实", "note": "打电话"}}
    screen.form._receive(screen.form, said, [])
    screen.step(1)
    screen.step(-1)
    assert screen.form.shown["draft"]["note"] == "打电话"
    assert screen.form.shown["message"] == "此前填写的内容尚未保存。"


def test_a_filter_that_finds_nothing_says_so(screen):
    screen.bar.ask("text", "没有这样的字")
    assert screen.finding_id == ""
    assert screen.form.shown["finding"] == ""
    assert "没有符合筛选条件的机关" in screen.detail.html
    screen.bar._receive(screen.bar, {"clear": True}, [])
    assert screen.finding_id
