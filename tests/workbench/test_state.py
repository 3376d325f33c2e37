import pandas as pd
import pytest

from audit.errors import RunError
from audit.schema import conform, frame_specs
from audit.workbench.state.run import Filter, RunState
from tests.workbench.made_up import FakeRun, make_frames


@pytest.fixture(scope="module")
def frames():
    return make_frames(agencies=12, findings=60)


@pytest.fixture(scope="module")
def state(frames):
    return RunState.load(FakeRun(frames))


def test_counts_are_those_of_the_frames(state, frames):
    severity = frames["findings"]["severity"]
    counts = state.counts
    assert (counts.reports, counts.agencies, counts.files, counts.unread) == (24, 12, 26, 2)
    assert (counts.critical, counts.warning, counts.info) == tuple(
        (severity == name).sum() for name in ("critical", "warning", "info")
    )
    assert counts.failing == frames["findings"][severity == "critical"]["agency_id"].nunique()
    assert (counts.not_assessable, counts.broken) == (9, 0)


def test_a_run_that_was_only_read_has_no_numbers_of_findings(frames):
    read = {name: frame for name, frame in frames.items() if name in ("files", "reports")}
    state = RunState.load(FakeRun(read))
    assert not state.judged
    assert state.counts.reports == 24
    assert state.counts.critical is None
    assert state.counts.not_assessable is None


def test_a_run_without_reports_is_an_error(frames):
    with pytest.raises(RunError):
        RunState.load(FakeRun({"files": frames["files"]}))


def test_older_versions_are_not_counted_as_reports(frames):
    reports = frames["reports"].copy()
    reports.loc[0, "audited"] = False
    assert RunState.load(FakeRun({**frames, "reports": reports})).counts.reports == 23


def test_findings_come_worst_first(state):
    found = state.select(Filter())
    order = found["severity"].tolist()
    assert order == sorted(order, key=["critical", "warning", "info"].index)
    assert len(order) == 60


def test_agencies_come_in_the_list_as_they_are_ranked(state):
    found = state.select(Filter(severity="critical"))
    counts = found["agency_id"].value_counts()
    assert counts[found["agency_id"].unique()].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("column", "field", "value"),
    [
        ("year", "year", 2024),
        ("severity", "severity", "warning"),
        ("agency_id", "agency", "A000"),
        ("rule_id", "rule", "C-BLANK-01"),
    ],
)
def test_each_part_of_a_filter_restricts(state, frames, column, field, value):
    found = state.select(Filter(**{field: value}))
    expected = frames["findings"][frames["findings"][column] == value]
    assert 0 < len(found) < 60
    assert set(found["finding_id"]) == set(expected["finding_id"])


def test_words_are_all_looked_for_as_they_are_and_width_does_not_matter(state):
    assert set(state.select(Filter(text="培训 2"))["rule_id"]) == {"S-SUPERVISE-03"}
    assert len(state.select(Filter(text="培训 ２"))) == len(state.select(Filter(text="培训 2")))
    assert set(state.select(Filter(text="c-blank"))["rule_id"]) == {"C-BLANK-01"}
    assert state.select(Filter(text=".*")).empty


def test_parts_of_a_filter_restrict_together(state):
    found = state.select(Filter(year=2025, severity="critical", text="差"))
    assert set(found["year"]) == {2025}
    assert set(found["rule_id"]) == {"T3-BALANCE-07"}


def test_a_choice_tells_how_many_findings_it_would_show(state):
    wanted = Filter(severity="critical", year=2025)
    for field, choices in state.choices(wanted).items():
        for choice in choices:
            kept = {name: getattr(wanted, name) for name in ("year", "severity")} | {field: choice.value}
            assert choice.count == len(state.select(Filter(**kept)))


def test_a_choice_with_nothing_to_show_is_still_offered(state):
    rules = {choice.value: choice.count for choice in state.choices(Filter(severity="info"))["rule"]}
    assert rules["C-BLANK-01"] == 0
    assert rules["S-NUMERAL-01"] > 0


def test_why_rules_came_to_no_verdict(state):
    assert state.unjudged.to_dict("records") == [
        {"outcome": "not_assessable", "rule_id": "T3-OUTCOME-07", "reason": "表三有单元格留空", "reports": 6},
        {"outcome": "not_assessable", "rule_id": "T3-OUTCOME-07", "reason": "表三缺失", "reports": 3},
    ]


def test_a_run_without_findings_is_all_zero(frames):
    state = RunState.load(FakeRun(make_frames(agencies=3, findings=0)))
    assert state.judged
    assert state.counts.critical == 0
    assert state.select(Filter(text="什么")).empty


def test_an_agency_that_is_not_known_is_kept(frames):
    findings = frames["findings"].copy()
    findings.loc[findings["agency_id"] == "A000", ["agency_id", "agency"]] = pd.NA
    findings.loc[0, "year"] = pd.NA
    findings = conform(findings, frame_specs()["findings"])
    state = RunState.load(FakeRun({**frames, "findings": findings}))
    lost = int(findings["agency_id"].isna().sum())
    assert len(state.select(Filter())) == 60
    assert len(state.select(Filter(agency=""))) == lost
