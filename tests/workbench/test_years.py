import math
import re

import pandas as pd
import pytest
from lxml import html

from audit.pipeline import open_run
from audit.workbench import years
from audit.workbench.panels.years import YearsPanel
from audit.workbench.state.run import Choice
from audit.workbench.state.years import Carry, Comparison, Line, Spot, Step, Years
from audit.workbench.views.years import (
    agency_list,
    cluster_list,
    comparison_view,
    outliers_table,
    side_by_side,
    steps_view,
)
from tests.workbench.made_up import HOSTILE, FakeRun, make_frames, write_run


@pytest.fixture
def state(audited):
    return Years(open_run(audited))


def test_agencies_with_findings_across_years_come_first_and_are_found_by_name(state):
    known = state.agencies()
    assert [choice.count for choice in known] == sorted((choice.count for choice in known), reverse=True)
    assert known[0].count > 0
    assert [choice.label for choice in state.agencies(known[-1].label)] == [known[-1].label]
    assert state.agencies("没有这样的机关") == []


def test_carry_over_holds_or_breaks_as_the_numbers_say(state):
    steps = [step for choice in state.agencies() for step in state.steps(choice.value)]
    carries = [carry for step in steps for carry in step.carried]
    assert {carry.holds for carry in carries} >= {True, False}
    for carry in carries:
        known = not (math.isnan(carry.last) or math.isnan(carry.now))
        assert carry.holds == (carry.last == carry.now if known else None)
    copied = [step for step in steps if step.copied]
    assert copied
    assert all(step.similarity >= step.limit for step in copied)


def test_a_cell_changes_only_where_both_years_have_a_number(state):
    for choice in state.agencies():
        for line in state.lines(choice.value, "applications", "total"):
            assert line.spots[0].change is None
            for before, now in zip(line.spots, line.spots[1:], strict=False):
                if "number" not in (before.status, now.status):
                    assert now.change is None


def test_tables_with_a_grid_are_looked_at_by_column(state):
    agency = state.agencies()[0].value
    assert [key for key, _ in state.tables(agency)] == ["proactive", "applications", "disputes"]
    assert state.columns(agency, "applications")[0] == ("total", "总计")
    assert state.columns(agency, "proactive") == []
    assert any("行政许可" in line.label for line in state.lines(agency, "proactive"))


def test_prose_alike_is_found_and_its_passages_are_the_same_in_both(state):
    cluster = state.clusters().iloc[0]
    assert (cluster["year"], cluster["members"]) == (2024, 2)
    first = state.members(cluster["cluster"]).iloc[0]
    pair = state.compare(first["report_id"], first["nearest"])
    assert pair.shared > 200
    for (start, end), (other, last) in pair.passages:
        ours, theirs = (re.sub(r"\d|\s", "", text) for text in (pair.here[start:end], pair.there[other:last]))
        assert ours == theirs
    assert len(state.repeated()) == 1


def test_arrows_say_in_words_whether_they_hold():
    carries = (
        Carry("自然人", 3, 3, holds=True),
        Carry("总计", 5, 4, holds=False),
        Carry("其他", math.nan, 1, None),
    )
    document = Carry("规章", 4, 6, holds=False, how="上年 3 ＋ 制发 1 − 废止 0")
    step = Step(2023, 2024, carries, (document,), ("表三",), 0.95, 0.9, "", "")
    said = html.fromstring(steps_view([step])).text_content()
    for words in ("相符", "不符差 −1", "无法判定", "不符，差 +2", "表三的数与上年度完全相同", "相似度 95%"):
        assert words in said
    assert "只有一个年度" in steps_view([])


def test_a_blank_a_row_not_printed_and_a_change_look_different():
    spots = (
        Spot("3", "number", None),
        Spot("", "blank", None),
        Spot(None, "absent", None),
        Spot("5", "number", 2.0),
    )
    page = html.fromstring(side_by_side([Line("（一）予以公开", spots)], [2021, 2022, 2023, 2024], "表三"))
    assert [cell.text_content().strip() for cell in page.xpath("//td")] == ["3", "空", "未列", "5 ▲2"]
    assert len(page.xpath("//td[@data-changed]")) == 1


def test_passages_that_overlap_are_marked_once():
    pair = Comparison("甲乙丙丁戊", "甲乙丙丁戊", "一", "二", (((0, 3), (0, 3)), ((2, 5), (0, 3))))
    page = html.fromstring(comparison_view(pair))
    prose = [re.sub(r"\d", "", block.text_content()) for block in page.xpath("//*[@class='da-prose']")]
    assert prose == ["甲乙丙丁戊", "甲乙丙丁戊"]


def test_no_text_becomes_markup(state):
    clusters, repeated = state.clusters(), state.repeated()
    known = dict.fromkeys(("agency_id", "agency", "year", "place", "history", "peer_kind"), HOSTILE)
    figures = dict.fromkeys(("value", "last", "peers_median", "peers", "score", "limit"), 3)
    outliers = pd.DataFrame([known | figures])
    for frame, column in ((clusters, "agencies"), (repeated, "agency")):
        frame[column] = HOSTILE
    carry = Carry(HOSTILE, 1, 2, holds=False)
    step = Step(2023, 2024, (carry,), (), (HOSTILE,), 0.0, 1.0, HOSTILE, HOSTILE)
    for markup in (
        agency_list([Choice(HOSTILE, HOSTILE, 1)]),
        steps_view([step]),
        side_by_side([Line(HOSTILE, (Spot(HOSTILE, "text", None),))], [2024], HOSTILE),
        cluster_list(clusters, repeated),
        comparison_view(Comparison(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (((3, 20), (3, 20)),))),
        outliers_table(outliers),
    ):
        page = html.fromstring(str(markup))
        assert not page.xpath("//script | //img | //@onerror")
        assert "onerror" in page.text_content()


def test_panel_goes_from_tab_to_tab(state):
    panel = YearsPanel(state)
    assert 'data-view="steps"' in panel.steps.html
    panel.tables.pick("proactive")
    assert "行政许可" in panel.side.html
    panel.tables.pick("applications")
    panel.columns.pick("natural_person")
    assert panel.columns.selected == "natural_person"
    panel.tabs.pick("alike")
    panel.clusters.pick(f"cluster:{state.clusters().iloc[0]['cluster']}")
    assert "<mark>" in panel.comparison.html
    assert "↔" in panel.members.label
    panel.clusters.pick(f"own:{state.repeated().iloc[0]['report_id']}")
    assert "2023 年度" in panel.comparison.html
    other = state.agencies()[-1].value
    panel.outliers.pick(other)
    assert panel.agency == other
    panel.search.value = "没有这样的机关"
    assert "没有这样的机关" in panel.agencies.html


def test_a_run_without_years_says_so(tmp_path):
    write_run(tmp_path / "out", make_frames(agencies=2, findings=2))
    assert any("没有跨年" in getattr(child, "html", "") for child in years(tmp_path / "out").children)
    assert "disclosure-audit run" in years(tmp_path / "nothing").html
    assert not Years(FakeRun(make_frames(agencies=2, findings=2))).related
