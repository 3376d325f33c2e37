"""A report beside last year's: same agencies under other names, mergers, corrections, copies, jumps."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.corpus.made import frames_of, prose, report, roster, row

OUT = "applications__carried_out__natural_person"
IN = "applications__carried_in__natural_person"


def pair(frames, agency_id):
    (found,) = frames["year_pairs"].query("agency_id == @agency_id").to_dict("records")
    return found


def test_both_years_numbers_and_rows_stand_side_by_side(tmp_path):
    frames = frames_of(
        report("云栖县教育局", 2023, **{OUT: 3.0}),
        report("云栖县教育局", 2024, **{IN: 1.0}),
        roster=roster(tmp_path, {"agency_id": "J", "name": "云栖县教育局"}),
    )
    found = pair(frames, "J")
    assert (found["last_carried_out_natural_person"], found["carried_in_natural_person"]) == (3.0, 1.0)
    assert found["carry_lines"].splitlines()[0].startswith("2023年：四、结转下年度继续办理")
    assert (found["pair_id"], found["last_reports"], found["reason"]) == ("2024/J", "2023/J", "")


def test_years_apart_are_no_pair():
    assert frames_of(report("云栖县教育局", 2022), report("云栖县教育局", 2024))["year_pairs"].empty


def test_a_renamed_agency_is_one_by_its_alias(tmp_path):
    known = roster(tmp_path, {"agency_id": "J", "name": "云栖县教育体育局", "aliases": "云栖县教育局"})
    frames = frames_of(
        report("云栖县教育局", 2023, **{OUT: 2.0}), report("云栖县教育体育局", 2024), roster=known
    )
    assert pair(frames, "J")["last_carried_out_natural_person"] == 2.0


MERGED = (
    {"agency_id": "N", "name": "云栖县文旅局", "valid_from": "2024-03-01", "predecessor": "W；L"},
    {"agency_id": "W", "name": "云栖县文化局", "valid_to": "2024-02-29"},
    {"agency_id": "L", "name": "云栖县旅游局", "valid_to": "2024-02-29"},
)


def test_merged_agencies_are_added_up(tmp_path):
    frames = frames_of(
        report("云栖县文化局", 2023, **{OUT: 2.0}),
        report("云栖县旅游局", 2023, **{OUT: 5.0}),
        report("云栖县文旅局", 2024, **{IN: 7.0}),
        roster=roster(tmp_path, *MERGED),
    )
    found = pair(frames, "N")
    assert (found["last_carried_out_natural_person"], found["merged"]) == (7.0, True)
    assert "云栖县文化局、云栖县旅游局之和" in found["note"]


def test_a_missing_predecessor_leaves_the_sum_open(tmp_path):
    frames = frames_of(
        report("云栖县文化局", 2023, **{OUT: 2.0}),
        report("云栖县文旅局", 2024, **{IN: 7.0}),
        roster=roster(tmp_path, *MERGED),
    )
    found = pair(frames, "N")
    assert pd.isna(found["last_carried_out_natural_person"])
    assert found["reason"] == "缺少云栖县旅游局2023年度的报告，上年度的数不全"


def test_an_agency_that_was_split_says_nothing_of_either_half(tmp_path):
    known = roster(
        tmp_path,
        {"agency_id": "A", "name": "云栖县甲局", "valid_from": "2024-01-15", "predecessor": "C"},
        {"agency_id": "B", "name": "云栖县乙局", "valid_from": "2024-01-15", "predecessor": "C"},
        {"agency_id": "C", "name": "云栖县丙局", "valid_to": "2024-01-14"},
    )
    frames = frames_of(
        report("云栖县丙局", 2023, **{OUT: 4.0}),
        report("云栖县甲局", 2024, **{IN: 4.0}),
        report("云栖县乙局", 2024),
        roster=known,
    )
    assert pd.isna(pair(frames, "A")["last_carried_out_natural_person"])
    assert "几个机关承接" in pair(frames, "B")["reason"]


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("经核查，上年度报告中结转数据统计有误，现予更正。", True),
        ("2023年度报告结转数据已更正。", True),
        ("及时更正网站上的错别字。", False),
        ("去年，我局更正了三条信息。", False),
    ],
)
def test_a_correction_of_last_years_report_is_noticed(said, corrected):
    frames = frames_of(
        report("云栖县教育局", 2023), report("云栖县教育局", 2024, text=f"{prose(1)}{said}{prose(2)}")
    )
    (found,) = frames["year_pairs"].to_dict("records")
    assert found["corrected"] is corrected
    assert (found["severity"] == "warning") is corrected
    assert (said in found["note"]) is corrected


def test_a_later_version_of_last_years_report_is_a_correction_too():
    frames = frames_of(
        report("云栖县教育局", 2023, on="2024-01-10", **{OUT: 1.0}),
        report("云栖县教育局", 2023, on="2024-02-10", **{OUT: 2.0, IN: 2.0}),
        report("云栖县教育局", 2024),
    )
    (found,) = frames["year_pairs"].to_dict("records")
    assert (found["last_carried_out_natural_person"], found["severity"]) == (2.0, "warning")


def test_previous_runs_are_compared_with_and_not_judged(tmp_path):
    earlier = frames_of(report("云栖县教育局", 2023, **{OUT: 6.0}))  # a run without a roster
    known = roster(tmp_path, {"agency_id": "J", "name": "云栖县教育局"})
    frames = frames_of(report("云栖县教育局", 2024), roster=known, previous=[earlier])
    assert pair(frames, "J")["last_carried_out_natural_person"] == 6.0
    assert frames["reports"]["year"].tolist() == [2024]
    assert set(frames["filings"]["year"]) == {2024}


def test_what_this_run_has_counts_before_a_previous_one():
    earlier = frames_of(report("云栖县教育局", 2023, **{OUT: 6.0}))
    frames = frames_of(
        report("云栖县教育局", 2023, **{OUT: 2.0}), report("云栖县教育局", 2024), previous=[earlier]
    )
    assert frames["year_pairs"]["last_carried_out_natural_person"].tolist() == [2.0]


# ------------------------------------------------------------------------------------- tables, text

BUSY = {
    f"applications__{row}__{column}": value
    for row, column, value in (
        ("received", "natural_person", 31.0),
        ("granted", "natural_person", 17.0),
        ("partly_granted", "natural_person", 6.0),
        ("unavailable_not_held", "natural_person", 8.0),
    )
}


def copied(frames):
    return dict(zip(frames["year_tables"]["table"], frames["year_tables"]["same"], strict=True))


def test_a_copied_table_is_told_from_a_new_one():
    later = report("云栖县教育局", 2024, **BUSY, disputes__reconsideration__total=1.0)
    frames = frames_of(report("云栖县教育局", 2023, **BUSY), later)
    assert copied(frames) == {"applications": True, "disputes": False}
    assert "17" in row(frames["year_tables"], frames["year_tables"]["table_id"].iloc[0])["lines"]


def test_zeros_and_a_single_application_may_well_repeat():
    one = {
        "applications__received__natural_person": 1.0,
        "applications__granted__natural_person": 1.0,
        "proactive__normative_documents__in_force": 120.0,
    }
    assert copied(frames_of(report("云栖县教育局", 2023, **one), report("云栖县教育局", 2024, **one))) == {}


def test_last_years_prose_with_other_numbers_is_a_copy():
    body = f"本年公开信息120条。{prose(5, 900)}"
    frames = frames_of(
        report("云栖县教育局", 2023, text=body),
        report("云栖县教育局", 2024, text=body.replace("120", "133")),
        report("云栖县水利局", 2023, text=body),
        report("云栖县水利局", 2024, seed=9),
    )
    found = frames["year_pairs"].set_index("agency")
    assert found.at["云栖县教育局", "text_similarity"] == 1.0
    assert found.at["云栖县教育局", "passages"]
    assert found.at["云栖县水利局", "text_similarity"] < 0.05


def test_a_count_out_of_line_with_history_and_peers():
    names = [f"云栖县{stem}局" for stem in "甲乙丙丁戊己庚辛壬癸"]
    key = "applications__received__total"
    first = [report(name, 2023, **{key: 20.0 + place}) for place, name in enumerate(names)]
    second = [report(name, 2024, **{key: 22.0 + place}) for place, name in enumerate(names[1:])]
    frames = frames_of(*first, *second, report(names[0], 2024, **{key: 900.0}))
    scores = frames["year_counts"].query("key == 'applications.received.total'")
    assert len(scores) == len(names)
    jumps = scores[scores["score"] > scores["limit"]]
    assert jumps["value"].tolist() == [900.0]
    (jump,) = jumps.to_dict("records")
    assert (jump["history"], jump["peers"], jump["peers_median"]) == ("2023年 20", 9, 26.5)


def test_everybodys_jump_is_nobodys():
    names = [f"云栖县{stem}局" for stem in "甲乙丙丁戊己庚辛壬癸"]
    key = "applications__received__total"
    readings = [
        report(name, year, **{key: 10.0 if year == 2023 else 400.0})
        for name in names
        for year in (2023, 2024)
    ]
    scores = frames_of(*readings)["year_counts"]["score"]
    assert (scores < 1).all()
