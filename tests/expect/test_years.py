"""Reports for years without a form, and reports without a year."""

from __future__ import annotations

import pandas as pd

from audit.expect import judge, load_suites
from tests.expect.clean import clean_frames


def test_a_year_before_the_first_form_is_judged_by_no_rule() -> None:
    frames = clean_frames()
    for name in ("reports", "sections"):
        frames[name]["template"] = None
    frames["reports"]["title"] = ""
    verdict = judge(frames, load_suites())
    assert set(verdict.outcomes["outcome"]) == {"not_applicable"}
    assert verdict.findings.empty


def test_without_a_year_the_report_tells_findings_apart() -> None:
    frames = clean_frames()
    frames["reports"]["title"] = ""
    frames["reports"]["year"] = pd.array([pd.NA] * len(frames["reports"]), dtype="Int64")
    (finding,) = judge(frames, load_suites()).findings.to_dict("records")
    frames["reports"]["report_id"] = "0000/other"
    for name, frame in frames.items():
        if "report_id" in frame and name != "reports":
            frame["report_id"] = "0000/other"
    (other,) = judge(frames, load_suites()).findings.to_dict("records")
    assert (finding["rule_id"], other["rule_id"]) == ("S-TITLE-01", "S-TITLE-01")
    assert finding["finding_id"] != other["finding_id"]
