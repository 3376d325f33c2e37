"""Prose like that of other agencies, and what is no copying."""

from __future__ import annotations

import pandas as pd

from audit.corpus.prose import share_passages
from tests.corpus.made import frames_of, prose, report, roster, row

NAMES = [f"云栖县{stem}局" for stem in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"]


def similar(*readings, **given):
    return frames_of(*readings, **given)["similar"]


def test_a_cluster_is_shared_and_its_passages_shown(tmp_path):
    known = roster(tmp_path, *({"agency_id": name[3], "name": name} for name in NAMES))
    body = prose("copied", 900)
    found = similar(
        report(NAMES[0], text=f"本局公开信息31条。{body}"),
        report(NAMES[1], text=f"我局发布各类信息48条。{body}"),
        report(NAMES[2], text=f"我局发布各类信息48条。{body}"),
        report(NAMES[3]),
        report(NAMES[0], 2023, text=body),  # another year is another matter
        roster=known,
    )
    mine, other, copy, own = (row(found, f"2024/{name[3]}") for name in NAMES[:4])
    assert mine["cluster"] == other["cluster"] == copy["cluster"]
    assert mine["cluster"].startswith("2024-")
    assert (mine["members"], mine["agencies"]) == (3, f"{NAMES[1]}、{NAMES[2]}")
    assert (other["similarity"], other["nearest_agency"]) == (1.0, NAMES[2])
    assert pd.isna(own["cluster"])
    start, end = map(int, mine["offsets"].split()[-1].partition("@")[0].split("-"))
    assert end - start > 800
    assert mine["passages"][:20] in body or body[:20] in mine["passages"]


def test_boilerplate_that_most_reports_share_is_no_cluster():
    shared = prose("circular", 900)
    readings = [report(name, text=shared + prose(name, 400)) for name in NAMES]
    assert similar(*readings)["cluster"].isna().all()


def test_a_summary_may_repeat_what_it_sums_up(tmp_path):
    known = roster(
        tmp_path,
        {"agency_id": "A", "name": NAMES[0]},
        {"agency_id": "Z", "name": "云栖县人民政府", "reports_for": "A"},
    )
    body = prose("summed", 900)
    found = similar(report(NAMES[0], text=body), report("云栖县人民政府", text=body), roster=known)
    assert found["cluster"].isna().all()


def test_a_few_words_say_nothing():
    assert similar(report(NAMES[0], text="无。"), report(NAMES[1], text="无。")).empty


def test_shared_passages_have_their_place_in_both_texts():
    here, there = "甲甲。全年 主动公开信息１２条，同比增长。乙", "丙。全年主动公开信息99条，同比增长。丁"
    (passage,) = share_passages(here, there)
    assert here[slice(*passage.here)] == "。全年 主动公开信息１２条，同比增长。"
    assert there[slice(*passage.there)] == "。全年主动公开信息99条，同比增长。"
    assert passage.offsets == "2-21@1-19"
