import pytest
from lxml import etree, html

from audit.office import load_office
from audit.schema import conform, frame_specs
from audit.workbench.state.run import Filter, RunState, group_of
from audit.workbench.state.spread import Spread
from audit.workbench.views.figures import draw_trend
from audit.workbench.views.spread import heat_level, heat_table, ranking_table, trend_view
from tests.workbench.made_up import HOSTILE, FakeRun, make_frames


def spread_over(frames, dispositions=None):
    return Spread(RunState.load(FakeRun(frames), dispositions), load_office().scoring)


@pytest.fixture
def frames():
    frames = make_frames(agencies=8, findings=60, hostile=True)
    frames["reports"]["division_code"] = frames["reports"]["agency_id"].where(
        frames["reports"]["agency_id"] < "A004"
    )
    return frames


def dismiss(finding_ids):
    rows = [{"finding_id": each, "decision": "排除"} for each in finding_ids]
    spec = frame_specs()["dispositions"]
    return conform([{name: row.get(name) for name in spec.columns} for row in rows], spec)


def test_the_heat_map_adds_up_to_the_findings(frames):
    heat = spread_over(frames).heat(Filter())
    assert heat.findings.to_numpy().sum() == 60
    assert heat.findings.sum(axis=1).is_monotonic_decreasing
    assert (heat.failing <= heat.findings).all(axis=None)
    assert heat.labels[""] == "区划不明"


def test_what_somebody_dismissed_is_not_in_it(frames):
    gone = frames["findings"]["finding_id"].head(10)
    spread = spread_over(frames, dismiss(gone))
    assert spread.heat(Filter()).findings.to_numpy().sum() == 50
    assert spread.trend(Filter())[["critical", "warning", "info"]].to_numpy().sum() == 50
    counts = spread.state.counts
    assert (counts.undecided, counts.dismissed) == (50, 10)
    assert counts.critical + counts.warning + counts.info == 50


def test_the_other_rows_and_groups_stay_to_be_chosen(frames):
    spread = spread_over(frames)
    one = spread.heat(Filter(division="A001", group="T"))
    assert one.findings.equals(spread.heat(Filter()).findings)
    year = spread.heat(Filter(year=2024))
    assert year.findings.to_numpy().sum() == len(spread.state.select(Filter(year=2024)))


def test_trend_tells_reports_and_those_that_fail(frames):
    trend = spread_over(frames).trend(Filter())
    assert trend["reports"].tolist() == [8, 8]
    assert (trend["failing"] <= trend["reports"]).all()
    assert spread_over(frames).trend(Filter(agency="A001"))["reports"].tolist() == [1, 1]


def test_ranking_keeps_its_ranks_under_a_filter(frames):
    spread = spread_over(frames)
    whole, part = spread.rank(Filter()), spread.rank(Filter(division="A001"))
    assert set(part["agency_id"]) == {"A001"}
    assert part["rank"].tolist() == whole.loc[whole["agency_id"] == "A001", "rank"].tolist()


@pytest.mark.parametrize(
    ("rule", "group"), [("T3-BALANCE-01", "T"), ("S-FEE-01", "S"), ("MY-RULE", "其他"), ("", "其他")]
)
def test_rules_are_grouped_by_their_letter(rule, group):
    assert group_of(rule) == group


@pytest.mark.parametrize(
    ("failing", "assessed", "level"), [(0, 9, 0), (1, 10, 1), (1, 4, 2), (1, 2, 3), (2, 3, 4), (1, 0, 4)]
)
def test_shades_go_by_the_share_of_reports(failing, assessed, level):
    assert heat_level(failing, assessed) == level


def test_views_say_in_words_what_they_show_in_colour_and_hold_no_markup_of_reports(frames):
    spread = spread_over(frames)
    frames["reports"].loc[0, "division_code"] = HOSTILE
    heat = html.fromstring(heat_table(spread.heat(Filter())))
    cell = heat.xpath("//td/button")[0]
    assert "条，涉及" in cell.get("aria-label")
    assert "未判" in heat.text_content()
    ranking = html.fromstring(ranking_table(spread.rank(Filter())))
    assert HOSTILE in ranking.text_content()
    trend = html.fromstring(trend_view(spread.trend(Filter())))
    assert "2025 年度 错误" in trend.xpath("//img/@alt")[0]
    for page in (heat, ranking, trend):
        assert not page.xpath("//script | //@onerror")


def test_the_figure_is_well_formed_and_holds_its_numbers(frames):
    trend = spread_over(frames).trend(Filter())
    page = etree.fromstring(draw_trend(trend).encode())
    said = "".join(page.itertext())
    for year, row in trend.iterrows():
        assert f"{year} 年度" in said
        assert f"{row['failing']}/{row['reports']} 份有错误" in said
