import re

import pytest

from audit.office import load_office
from audit.pipeline import open_run
from audit.workbench import overview, start
from audit.workbench.panels import overview as panels
from audit.workbench.panels import starting
from audit.workbench.panels.overview import PAGE, Overview
from audit.workbench.panels.starting import Start, Upload
from audit.workbench.state.run import Filter, RunState
from audit.workbench.state.saved import SavedFilters
from audit.workbench.widgets.clickable import Clickable
from tests.workbench.made_up import HOSTILE, FakeRun, make_frames, write_run

SCORING = load_office().scoring


@pytest.fixture
def panel():
    return Overview(RunState.load(FakeRun(make_frames(agencies=20, findings=120))), SCORING)


def shown(panel):
    """The findings on the page."""
    return re.findall(r'data-pick="(F\d+)"', panel.table.html)


def test_opens_on_the_worst_finding(panel):
    assert len(shown(panel)) == PAGE
    assert panel.table.selected == shown(panel)[0]
    assert f'data-finding="{shown(panel)[0]}"' in panel.detail.html
    assert "第 1 / 3 页" in panel.position.value
    fields = panel.filters.fields
    assert [field.label for field in (fields["year"], fields["rule"])] == ["全部", "全部"]


@pytest.mark.parametrize(("field", "value"), [("severity", "info"), ("year", 2024), ("rule", "S-FEE-01")])
def test_a_dropdown_changes_the_table_the_heat_map_and_the_counts(panel, field, value):
    before, heat = panel.table.html, panel.view.html
    panel.filters.fields[field].value = value
    expected = panel.state.select(Filter(**{field: value}))
    assert panel.table.html != before
    assert panel.view.html != heat
    assert shown(panel) == expected["finding_id"].tolist()[:PAGE]
    assert f"符合条件 {len(expected)} 条" in panel.position.value
    assert panel.filters.fields[field].value == value


def test_filters_add_up_and_can_be_cleared(panel):
    panel.filters.fields["severity"].value = "critical"
    panel.filters.fields["text"].value = "差"
    assert panel.wanted == Filter(severity="critical", text="差")
    assert set(panel.found["rule_id"]) == {"T3-BALANCE-07"}
    panel.filters.clear.click()
    assert panel.wanted == Filter()
    assert (panel.filters.fields["severity"].label, panel.filters.fields["text"].value) == ("全部", "")
    assert len(panel.found) == 120


def test_choices_show_how_many(panel):
    panel.filters.fields["severity"].value = "info"
    labels = [label for label, _ in panel.filters.fields["rule"].options]
    assert labels[0] == "全部"
    assert "C-BLANK-01 单元格不得留空（0）" in labels


def test_a_cell_of_the_heat_map_filters_and_clicking_again_does_not(panel):
    panel.view.pick("|T")
    assert panel.wanted == Filter(division="", group="T")
    assert {rule[0] for rule in panel.found["rule_id"]} == {"T"}
    assert panel.filters.fields["group"].label.startswith("勾稽（")
    assert panel.view.selected == "|T"
    panel.view.pick("|T")
    assert panel.wanted == Filter()


def test_rows_of_the_heat_map_can_be_kinds(panel):
    panel.rows.pick("kind")
    assert "机关类别与规则类别" in panel.view.html
    panel.view.pick("|*")
    assert panel.wanted == Filter(kind="")


def test_the_ranking_filters_by_agency_and_the_trend_is_a_picture(panel):
    panel.tabs.pick("ranking")
    worst = re.search(r'data-pick="(A\d+)"', panel.view.html)[1]
    panel.view.pick(worst)
    assert set(panel.found["agency_id"]) == {worst}
    panel.view.pick(worst)
    assert panel.wanted == Filter()
    panel.tabs.pick("trend")
    assert "data:image/svg+xml;base64," in panel.view.html


def test_a_heat_map_beyond_what_a_table_can_hold_is_drawn_on_a_canvas(panel, monkeypatch):
    assert panel.canvas.layout.display == "none"
    monkeypatch.setattr(panels, "DRAWN", 20)
    frames = make_frames(agencies=20, findings=40)
    frames["reports"]["division_code"] = frames["reports"]["agency_id"]
    large = Overview(RunState.load(FakeRun(frames)), SCORING)
    assert large.canvas.layout.display is None
    assert len(large.canvas.figures) == len(large.canvas.rows) * len(large.canvas.groups) * 16
    large.canvas._receive(large.canvas, {"pick": "A000|T"}, [])
    assert large.wanted == Filter(division="A000", group="T")


def test_filters_are_kept_used_again_and_dropped(tmp_path):
    state = RunState.load(FakeRun(make_frames(agencies=4, findings=20)))
    file = tmp_path / "filters.json"
    panel = Overview(state, SCORING, SavedFilters(file))
    panel.show(Filter(severity="critical", group="T"))
    panel.filters.name.value = "勾稽错误"
    panel.filters.keep.click()
    again = Overview(state, SCORING, SavedFilters(file))
    again.filters.name.value = "勾稽错误"
    assert again.wanted == Filter(severity="critical", group="T")
    again.filters.drop.click()
    assert SavedFilters(file).load() == {}
    again.filters.name.value = " "
    again.filters.keep.click()
    assert "请先填写" in again.status.html


def test_a_broken_file_of_filters_is_told(tmp_path):
    file = tmp_path / "filters.json"
    file.write_text("{", encoding="utf-8")
    panel = Overview(RunState.load(FakeRun(make_frames(agencies=2, findings=2))), SCORING, SavedFilters(file))
    assert "保存的筛选无法读取" in panel.status.html


def test_selecting_a_finding_shows_it_in_full_and_sends_the_table_no_second_time(panel):
    before, wanted = panel.table.html, shown(panel)[7]
    panel.table._receive(panel.table, {"pick": wanted}, [])
    assert panel.table.selected == wanted
    assert panel.state.findings.loc[wanted, "advice"] in panel.detail.html
    assert panel.table.html is before


def test_pages_turn_and_end(panel):
    assert panel.previous.disabled
    first = shown(panel)
    panel.next.click()
    panel.next.click()
    assert panel.next.disabled
    assert len(shown(panel)) == 120 - 2 * PAGE
    assert not set(first) & set(shown(panel))
    panel.previous.click()
    panel.previous.click()
    assert shown(panel) == first


def test_a_new_filter_starts_at_the_first_page(panel):
    panel.next.click()
    panel.filters.fields["year"].value = 2025
    assert panel.page == 0


def test_no_match_leaves_an_empty_table_and_no_detail(panel):
    panel.filters.fields["text"].value = "没有这样的话"
    assert "没有符合条件的问题" in panel.table.html
    assert "data-finding" not in panel.detail.html
    assert panel.next.disabled


def test_a_run_that_was_only_read_says_so():
    frames = make_frames(agencies=2, findings=2)
    del frames["findings"], frames["outcomes"]
    panel = Overview(RunState.load(FakeRun(frames)), SCORING)
    assert panel.table not in panel.widget.children
    assert any("没有审查" in getattr(child, "html", "") for child in panel.widget.children)


def test_overview_opens_a_folder_or_a_run(tmp_path):
    run = write_run(tmp_path / "out", make_frames(agencies=3, findings=5))
    for given in (tmp_path / "out", str(run), open_run(run)):
        assert 'data-kpi="filed" data-value="6"' in overview(given).children[0].html


def test_overview_of_nothing_says_what_to_do(tmp_path):
    assert "disclosure-audit run" in overview(tmp_path).html


def test_a_strange_message_from_the_browser_is_no_click():
    picked: list[str] = []
    widget = Clickable("<p></p>")
    widget.on_pick(picked.append)
    for content in ({}, {"pick": 3}, {"pick": None}, {"other": "x"}):
        widget._receive(widget, content, [])
    assert picked == []


def test_start_runs_and_shows_the_run(tmp_path, monkeypatch):
    folder = write_run(tmp_path / "out", make_frames(agencies=3, findings=5))
    asked = []

    def run(paths, out, settings):
        asked.append((paths, out))
        settings.progress("读取", 1, 2)
        return open_run(folder)

    monkeypatch.setattr(starting, "run", run)
    panel = Start(f" {tmp_path} ", str(tmp_path / "out"), 1)
    panel.button.click()
    assert asked == [([tmp_path], tmp_path / "out")]
    assert (panel.progress.value, panel.progress.max, panel.progress.description) == (1, 2, "读取")
    assert "审查完成" in panel.status.html
    assert 'data-kpi="filed"' in panel.result.children[0].children[0].html
    assert not panel.button.disabled


def test_start_on_a_folder_that_is_not_there_says_so(tmp_path):
    panel = Start(str(tmp_path / HOSTILE.replace("/", "")), str(tmp_path / "out"), 1)
    panel.button.click()
    assert "路径不存在" in panel.status.html
    assert "<img" not in panel.status.html
    assert not panel.button.disabled


def test_start_without_a_folder_asks_for_one(tmp_path):
    panel = Start("", str(tmp_path / "out"), 1)
    panel.button.click()
    assert "请填写" in panel.status.html


def test_start_returns_a_widget(tmp_path):
    assert start(out=tmp_path).children


def test_an_upload_is_kept_under_its_name_and_audited_apart(tmp_path, monkeypatch):
    folder = write_run(tmp_path / "out", make_frames(agencies=3, findings=5))
    asked = []

    def run(paths, out, settings):
        asked.append((paths, out, settings.previous))
        return open_run(folder)

    monkeypatch.setattr(starting, "run", run)
    panel = Upload(tmp_path / "out")
    panel._receive({"new": ({"name": "../../某局.txt", "content": memoryview(b"abc")},)})
    ((paths, out, previous),) = asked
    assert [path.read_bytes() for path in paths[0].iterdir()] == [b"abc"]
    assert [path.name for path in paths[0].iterdir()] == ["某局.txt"]
    assert out.is_relative_to(tmp_path / "out" / "uploads")
    assert previous == (tmp_path / "out",)
    assert "审查完成" in panel.status.html
    assert panel.result.children
