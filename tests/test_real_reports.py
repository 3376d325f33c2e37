"""The main job on the real reports, against what a careful auditor reads off them.

`expected.json` and `expected_more.json` stand beside the reports and are never written by us.
Rules of later suites (N, P, Y, G) are not asked for here until they exist.
"""

from __future__ import annotations

import fnmatch
import json

import pandas as pd
import pytest

from audit.expect import list_rules, load_suites
from audit.pipeline import run

pytestmark = pytest.mark.real

_FIRST = (
    "000_738432f3cdfc7737.txt",
    "001_67ee83a0e42f60ac.txt",
    "002_80dca313e11d536c.txt",
    "003_257022e1325317d4.txt",
    "004_cd949d845be236b5.txt",
)
_MORE = ("hongze2023.pdf", "shanghai2019.html", "shuyang_fgj2023.html", "suqian2023.html", "suqian2023.txt")


@pytest.fixture(scope="session")
def expected(real_reports):
    first = json.loads((real_reports / "expected.json").read_text(encoding="utf-8"))
    more = json.loads((real_reports / "expected_more.json").read_text(encoding="utf-8"))
    return {name: first[name] for name in _FIRST} | {name: more[name] for name in _MORE}


@pytest.fixture(scope="session")
def audited(real_reports, tmp_path_factory):
    """File name -> its frames. The last file is a run of its own: its report stands in another, too."""
    frames: dict[str, dict[str, pd.DataFrame]] = {}
    for names in ((*_FIRST, *_MORE[:-1]), _MORE[-1:]):
        finished = run([real_reports / name for name in names], tmp_path_factory.mktemp("out"))
        frames |= {name: _of_file(finished.frames, name) for name in names}
    return frames


def _of_file(frames, name):
    """What the frames hold of the report in that file."""
    reports = frames["reports"]
    (report_id,) = reports.loc[reports["file"] == name, "report_id"]
    return {
        key: frame[frame["report_id"] == report_id].reset_index(drop=True)
        for key, frame in frames.items()
        if "report_id" in frame
    }


@pytest.fixture(scope="session")
def known_rules():
    return {rule["rule_id"] for rule in list_rules(load_suites())}


def _printed(value):
    return value["value"] if isinstance(value, dict) else value


def _outcomes(frames):
    return frames["outcomes"].set_index("rule_id")["outcome"].to_dict()


def _matching(patterns, rules):
    return {rule for pattern in patterns for rule in fnmatch.filter(rules, pattern)}


def _evidence(findings):
    columns = ["rule_id", "place", "message", "evidence"]
    return "\n" + "\n".join(" | ".join(map(str, row)) for row in findings[columns].itertuples(index=False))


@pytest.mark.parametrize("name", [*_FIRST, *_MORE])
def test_the_agency_and_the_year(audited, expected, name):
    report = audited[name]["reports"].iloc[0]
    assert (report["agency"], report["year"]) == (expected[name]["agency"], expected[name]["year"])
    assert report["template"] == expected[name]["template"]
    if "agency_printed" in expected[name]:
        assert report["agency_printed"] == expected[name]["agency_printed"]


@pytest.mark.parametrize("name", _FIRST)
def test_every_cell_of_the_five(audited, expected, name):
    cells = audited[name]["cells"].set_index("key")
    wanted = expected[name]
    absent = "absent" in wanted
    assert len(cells) == 200
    for key, cell in cells.iterrows():
        outcome_row = (
            absent
            and key.startswith("applications.")
            and key.split(".")[1]
            not in (
                "received",
                "carried_in",
                "carried_out",
            )
        )
        if outcome_row:
            assert cell["status"] == "absent", key
        elif key in wanted.get("blank", ()):
            assert cell["status"] == "blank", key
            assert pd.isna(cell["value"]), key
        else:
            assert (cell["status"], cell["value"]) == ("number", wanted.get("cells", {}).get(key, 0)), key


@pytest.mark.parametrize("name", _MORE)
def test_every_cell_of_the_further_files(audited, expected, name):
    cells = audited[name]["cells"].set_index("key")
    assert set(cells.index) == set(expected[name]["cells"])
    for key, value in expected[name]["cells"].items():
        cell = cells.loc[key]
        if value is None:
            assert cell["status"] == "blank", key
        else:
            assert (cell["status"], cell["value"]) == ("number", _printed(value)), key
        if isinstance(value, dict):
            assert (cell["raw"], cell["unit"]) == (value["raw"], value["unit"])


@pytest.mark.parametrize("name", _MORE)
def test_the_headings_as_printed(audited, expected, name):
    sections = audited[name]["sections"]
    headings = sections[sections["present"]]["heading"].tolist()
    assert headings == expected[name]["sections"]


@pytest.mark.parametrize("name", [*_FIRST, *_MORE])
def test_what_must_fail_fails(audited, expected, known_rules, name):
    wanted = {entry["rule"] for entry in expected[name].get("must_fail", ())} & known_rules
    failed = {rule for rule, outcome in _outcomes(audited[name]).items() if outcome == "fail"}
    assert wanted <= failed, _evidence(audited[name]["findings"])
    assert wanted <= set(audited[name]["findings"]["rule_id"])


@pytest.mark.parametrize("name", [*_FIRST, *_MORE])
def test_what_must_not_fail_does_not(audited, expected, known_rules, name):
    forbidden = _matching(expected[name].get("must_not_fail", ()), known_rules)
    failed = {rule for rule, outcome in _outcomes(audited[name]).items() if outcome in ("fail", "error")}
    assert not forbidden & failed, _evidence(audited[name]["findings"])


@pytest.mark.parametrize("name", _FIRST)
def test_what_must_pass_was_assessed(audited, expected, name):
    outcomes = _outcomes(audited[name])
    assert {rule: outcomes[rule] for rule in expected[name]["must_pass"]} == dict.fromkeys(
        expected[name]["must_pass"], "pass"
    )


def test_what_cannot_be_told_is_said_to_be_so(audited):
    assert _outcomes(audited[_FIRST[1]])["T4-TOTAL-01"] == "not_assessable"
    outcomes = _outcomes(audited[_FIRST[2]])
    open_rules = [f"T3-BALANCE-{n:02d}" for n in range(1, 8)] + [f"T3-OUTCOME-{n:02d}" for n in range(1, 8)]
    open_rules += [f"T3-TOTAL-{n:02d}" for n in range(3, 25)]
    assert {outcomes[rule] for rule in open_rules} == {"not_assessable"}


def test_five_blank_cells_are_one_finding(audited, expected):
    findings = audited[_FIRST[1]]["findings"]
    blanks = findings[findings["rule_id"] == "C-BLANK-01"]
    assert len(blanks) == 1
    assert set(blanks.iloc[0]["cells"].split()) == set(expected[_FIRST[1]]["blank"])


def test_twenty_two_missing_rows_are_one_finding_and_the_unlabelled_are_kept(audited):
    frames = audited[_FIRST[2]]
    rows = frames["findings"][frames["findings"]["rule_id"] == "C-ROW-01"]
    assert len(rows) == 1
    assert len({key.split(".")[1] for key in rows.iloc[0]["cells"].split()}) == 22
    leftovers = frames["leftovers"]
    assert (leftovers["kind"] == "unlabelled_row").sum() == 15


def test_five_empty_columns_are_one_finding(audited):
    findings = audited["shuyang_fgj2023.html"]["findings"]
    blanks = findings[findings["rule_id"] == "C-BLANK-01"]
    assert len(blanks) == 1
    assert len(blanks.iloc[0]["cells"].split()) == 125


def test_every_finding_shows_what_it_rests_on(audited):
    for name, frames in audited.items():
        findings = frames["findings"]
        for column in ("place", "message", "evidence", "basis", "advice", "source"):
            empty = findings[findings[column].isna() | (findings[column] == "")]
            assert empty.empty, (name, column, empty["rule_id"].tolist())


def test_the_text_and_the_web_page_of_one_report_have_equal_cells(audited):
    columns = ["key", "status", "value", "unit"]
    page, text = (audited[name]["cells"][columns] for name in ("suqian2023.html", "suqian2023.txt"))
    pd.testing.assert_frame_equal(page, text)
