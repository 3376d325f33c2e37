"""Who had to report, who did, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from audit.recognise.model import Period
from tests.corpus.made import OFFICE, frames_of, report, roster, row


def filings(*readings, **given):
    return frames_of(*readings, **given)["filings"]


def test_an_agency_without_a_report_is_expected_and_not_there(tmp_path):
    known = roster(
        tmp_path, {"agency_id": "J", "name": "云栖县教育局"}, {"agency_id": "S", "name": "云栖县水利局"}
    )
    found = row(filings(report("云栖县教育局"), roster=known), "2024/S")
    assert (found["expected"], found["filed"], found["report_id"]) == (True, False, "2024/S")
    assert found["ground"] == "名单：云栖县水利局（编号 S）；2024年度报告应于 2025-01-31 前公布"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"valid_to": "2024-06-30"}, False),
        ({"valid_to": "2025-02-15"}, False),  # whoever took it over reports
        ({"valid_to": "2025-10-01"}, True),
        ({"valid_from": "2025-01-01"}, False),
        ({"valid_from": "2024-11-01"}, True),  # part of a year is reported, too
    ],
)
def test_abolished_and_new_agencies_owe_no_report(tmp_path, dates, expected):
    known = roster(
        tmp_path,
        {"agency_id": "J", "name": "云栖县教育局"},
        {"agency_id": "S", "name": "云栖县水利局", "successor": "J", **dates},
    )
    found = row(filings(report("云栖县教育局"), roster=known), "2024/S")
    assert found["expected"] is expected
    assert bool(found["unexpected"]) is not expected
    if "valid_to" in dates and not expected:
        assert found["unexpected"].endswith("并入云栖县教育局")


def test_one_misprinted_year_accuses_nobody(tmp_path):
    names = [f"云栖县{stem}局" for stem in "甲乙丙丁戊己庚"]
    known = roster(tmp_path, *({"agency_id": name, "name": name} for name in names))
    readings = [report(name, 2024) for name in names] + [report(names[0], 2014 + 6)]
    found = filings(*readings, roster=known)
    assert set(found.loc[~found["filed"], "year"]) == set()


def test_a_stranger_gets_the_nearest_names(tmp_path):
    known = roster(
        tmp_path, {"agency_id": "S", "name": "云栖县水利局"}, {"agency_id": "J", "name": "桂川市统计局"}
    )
    found = filings(report("云栖县水务局"), roster=known)
    (stranger,) = found[~found["on_roster"]].to_dict("records")
    assert stranger["nearest"] == "云栖县水利局"
    assert pd.isna(stranger["expected"])


def test_without_a_roster_nobody_is_expected_or_a_stranger():
    (found,) = filings(report("云栖县教育局")).to_dict("records")
    assert pd.isna(found["on_roster"])
    assert pd.isna(found["expected"])


@pytest.mark.parametrize(
    ("agency", "on", "days"),
    [
        ("云栖县教育局", "2025-01-31", 0),  # the day itself is in time
        ("云栖县教育局", "2025-02-01", 1),
        ("云栖县人民政府", "2025-03-31", 0),
        ("云栖县人民政府", "2025-04-02", 2),
        ("云栖县松涧镇人民政府", "2025-12-01", None),  # the Regulation sets towns no day
        ("云栖县教育局", None, None),
    ],
)
def test_days_late_by_kind(agency, on, days):
    (found,) = filings(report(agency, on=on)).to_dict("records")
    assert (None if pd.isna(found["days_late"]) else found["days_late"]) == days
    assert (found["reason"] == "没有公布日期") is (on is None)


def test_the_roster_and_the_office_set_other_days(tmp_path):
    known = roster(
        tmp_path,
        {"agency_id": "J", "name": "云栖县教育局", "deadline": "1月20日", "deadline_basis": "县府办通知"},
        {"agency_id": "S", "name": "云栖县松涧镇人民政府"},
    )
    office = replace(OFFICE, deadlines={"镇": "02-15", "部门": "02-28"})
    readings = report("云栖县教育局", on="2025-01-25"), report("云栖县松涧镇人民政府", on="2025-02-20")
    found = filings(*readings, roster=known, office=office).set_index("agency_id")
    assert found["days_late"].tolist() == [5, 5]
    assert found.at["J", "deadline_basis"] == "县府办通知"


@pytest.mark.parametrize(
    ("days", "texts", "contents"),
    [
        ((None, None), ("甲", "乙"), 2),
        (("2025-01-10", "2025-01-10"), ("甲", "乙"), 2),
        (("2025-01-10", "2025-03-10"), ("甲", "乙"), 1),  # the later supersedes
        ((None, None), ("甲", "本报告为更正版。"), 1),
    ],
)
def test_two_contents_are_told_apart_or_not(days, texts, contents):
    readings = [
        replace(report("云栖县教育局", text=text, on=on), file=f"{place}.txt")
        for place, (text, on) in enumerate(zip(texts, days, strict=True))
    ]
    (found,) = filings(*readings).to_dict("records")
    assert (found["versions"], found["contents"]) == (2, contents)


def test_the_same_content_in_two_formats_is_one():
    one = report("云栖县教育局", text="甲")
    (found,) = filings(one, replace(one, file="b.html", format="html")).to_dict("records")
    assert (found["versions"], found["contents"]) == (1, 1)


def test_the_first_publication_counts():
    readings = (
        report("云栖县教育局", text="甲", on="2025-01-10"),
        report("云栖县教育局", text="乙", on="2025-04-10"),
    )
    (found,) = filings(
        *[replace(r, file=r.file + r.recognition.opening + str(n)) for n, r in enumerate(readings)]
    ).to_dict("records")
    assert found["days_late"] == -21


@pytest.mark.parametrize(
    ("dates", "first", "last", "accepted"),
    [
        ({"valid_from": "2024-03-15"}, (3, 15), (12, 31), True),
        ({"valid_to": "2024-09-30"}, (1, 1), (9, 30), True),
        ({"valid_from": "2024-03-15"}, (1, 1), (12, 31), False),  # the whole year is no part
        ({"valid_from": "2024-03-15"}, (4, 1), (12, 31), False),
        ({}, (3, 15), (12, 31), False),
    ],
)
def test_part_of_a_year_is_accepted_from_those_who_were_there_for_it(tmp_path, dates, first, last, accepted):
    known = roster(tmp_path, {"agency_id": "J", "name": "云栖县教育局", **dates})
    one = report("云栖县教育局")
    period = Period("stated", date(2024, *first), date(2024, *last), "统计期限……")
    changed = replace(one, recognition=replace(one.recognition, period=period))
    assert frames_of(changed, roster=known)["reports"]["part_year"].tolist() == [accepted]


def test_where_no_manifest_gives_days_nobody_asks_for_them():
    assert filings(report("云栖县教育局"))["published_from"].tolist() == [""]
    both = filings(report("云栖县教育局"), report("云栖县水利局", on="2025-01-10"))
    assert both["published_from"].tolist() == ["none", "manifest"]
