"""The full numbers of the main job, for docs/acceptance.md (`.ci/acceptance`)."""

from __future__ import annotations

import fnmatch
import json

import pytest

from audit.expect import list_rules, load_suites
from audit.pipeline import run
from audit.samples import make_corpus
from tests.recognise.tables.mutations import distinct_numbers
from tests.recognise.tables.test_real_reports import FIRST, MORE, Case, case, cells_of, says

__all__ = ["case"]  # a fixture: pytest looks for it here

pytestmark = pytest.mark.acceptance

_FILES = (*FIRST, *MORE)


@pytest.mark.real
def test_every_cell_of_the_real_reports(case: Case, record_number):
    expected = {k: v["value"] if isinstance(v, dict) else v for k, v in case.cells.items()}
    got = {key: says(cell) for key, cell in cells_of(case.read()).items()}
    record_number(f"{case.name}: cells as printed, of {len(expected)}:", _agree(got, expected))
    assert got == expected


@pytest.mark.real
def test_every_number_returns_under_its_own_key(case: Case, record_number):
    changes = distinct_numbers(len(case.source.numbers))
    own = {key: float(changes[i]) for i, key in enumerate(case.keys) if key}
    read = cells_of(case.read(case.source.changed(changes)))
    got = {key: cell.value for key, cell in read.items() if cell.status == "number"}
    record_number(f"{case.name}: replaced numbers under their own key, of {len(own)}:", _agree(got, own))
    assert got == own


def _agree(got, expected) -> int:
    return sum(key in got and got[key] == value for key, value in expected.items())


@pytest.mark.real
@pytest.mark.parametrize("name", _FILES)
def test_the_rules_on_the_real_reports(name, real_reports, tmp_path, record_number):
    source = "expected.json" if name in FIRST else "expected_more.json"
    expected = json.loads((real_reports / source).read_text(encoding="utf-8"))[name]
    known = {rule["rule_id"] for rule in list_rules(load_suites())}
    outcomes = run([real_reports / name], tmp_path).frames["outcomes"].set_index("rule_id")["outcome"]
    failed = set(outcomes.index[outcomes == "fail"])
    must = {entry["rule"] for entry in expected.get("must_fail", ())} & known
    must_not = {
        rule for pattern in expected.get("must_not_fail", ()) for rule in fnmatch.filter(known, pattern)
    }
    passed = [rule for rule in expected.get("must_pass", ()) if outcomes[rule] == "pass"]
    record_number(f"{name}: must_fail found, of {len(must)}:", len(must & failed))
    record_number(f"{name}: must_not_fail that fail, of {len(must_not)}:", len(must_not & failed))
    record_number(f"{name}: must_pass passed, of {len(expected.get('must_pass', ()))}:", len(passed))
    assert must <= failed
    assert not must_not & failed
    assert len(passed) == len(expected.get("must_pass", ()))


@pytest.mark.parametrize("seed", [21, 22])
def test_three_hundred_reports_with_every_fault(seed, tmp_path, record_number):
    key = make_corpus(tmp_path / "county", agencies=50, years=range(2019, 2025), seed=seed)
    finished = run(
        [tmp_path / "county" / "reports"],
        tmp_path / "out",
    )
    frames = finished.frames
    by_file = frames["files"].set_index("file")["report_id"]
    fails = frames["outcomes"][frames["outcomes"]["outcome"] == "fail"]
    failing = fails.groupby("report_id")["rule_id"].agg(set).to_dict()
    missed, extra, wanted = [], [], 0
    for report in key.reports:
        found = failing.get(by_file[report.file.removeprefix("reports/")], set())
        wanted += len(report.rules_that_must_fail)
        missed += [(report.file, rule) for rule in report.rules_that_must_fail - found]
        extra += [(report.file, rule) for rule in found - report.rules_that_may_fail]
    record_number("reports", len(key.reports))
    record_number("faults planted", sum(len(report.faults) for report in key.reports))
    record_number(f"failures found, of {wanted}:", wanted - len(missed))
    record_number("failures that the key does not explain", len(extra))
    assert not missed
    assert not extra
    assert set(frames["findings"]["rule_id"]) >= {fault.rule for r in key.reports for fault in r.faults}
