from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import DamagedFile
from audit.frames import assign, build_frames, load_frames, write_frames
from audit.frames.wide import wide_frame
from audit.reading import key_of
from audit.recognise.model import Cell
from audit.schema import conform, frame_specs, wide_spec
from tests.frames.recognitions import LEFTOVER, TEMPLATES, cell, reading, recognition

NEWEST = TEMPLATES["2021"]
OLDEST = TEMPLATES["2019"]
UNREAD = DamagedFile("文件为空", place="b.txt")


def files(frames):
    return frames["files"].set_index("file")


def reports(frames):
    return frames["reports"].set_index("report_id")


@pytest.fixture(scope="module")
def frames():
    return build_frames(
        [
            reading("a.txt", recognition(leftovers=(LEFTOVER, LEFTOVER))),
            reading("b.txt", error=UNREAD),
            reading("c.txt", replace(recognition(), sections=(), tables=())),
            reading("d.txt", recognition("云栖县教育局", 2020)),
        ]
    )


def test_every_frame_is_as_the_schema_has_it(frames):
    specs = {**frame_specs(), **{f"wide_{t.revision}": wide_spec(t) for t in TEMPLATES.values()}}
    read = "files reports sections coverage cells claims leftovers mentions roster"
    assert set(frames) == {*read.split(), "wide_2019", "wide_2021"}
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, conform(frame, specs[name]))


def test_no_readings_make_empty_frames():
    assert all(frame.empty for frame in build_frames([]).values())


def test_files_say_what_became_of_them(frames):
    found = files(frames)
    assert found["read_status"].to_dict() == {
        "a.txt": "read",
        "b.txt": "unread",
        "c.txt": "not_report",
        "d.txt": "read",
    }
    assert found.loc["b.txt", ["report_id", "read_code", "read_error"]].tolist() == [
        "",
        "damaged",
        UNREAD.reason,
    ]
    assert found.loc["c.txt", "read_code"] == "not_report"
    assert pd.isna(found.loc["c.txt", "version"])
    assert set(frames["reports"]["report_id"]) == set(found.loc[["a.txt", "d.txt"], "report_id"])


def test_six_sections_for_every_report_printed_or_not():
    parts = recognition().sections
    swapped = (replace(parts[2], position=1), replace(parts[0], position=2))
    found = build_frames([reading("a.txt", recognition(sections=swapped))])["sections"].set_index("part")
    assert found["present"].tolist() == [True, False, True, False, False, False]
    assert found.loc[[1, 3], "position"].tolist() == [2, 1]
    assert found.loc[[1, 3], "rank"].tolist() == [1, 2]
    assert found.loc[2, ["numeral", "heading", "heading_status", "characters", "text"]].isna().all()
    assert found["table"].fillna("").tolist() == ["", "proactive", "applications", "disputes", "", ""]
    assert found.loc[1, "characters"] == len("具体情况如下。")


def test_a_blank_is_no_zero_and_an_absent_row_is_absent():
    spec = NEWEST.cells["applications.received.total"]
    values = {
        spec.key: cell(spec, status="blank", raw="", value=None),
        "applications.carried_in.total": None,
        "applications.granted.total": 7.0,
    }
    built = build_frames([reading("a.txt", recognition(values=values))])
    cells = built["cells"].set_index("key")
    assert cells.loc[spec.key, "raw"] == ""
    assert cells["value"].isna()[spec.key]
    assert cells["raw"].isna()["applications.carried_in.total"]
    assert cells.loc["applications.carried_in.total", "status"] == "absent"
    wide = built["wide_2021"].iloc[0]
    assert wide[list(values)].isna().tolist() == [True, True, False]
    assert wide["applications.granted.total"] == 7.0
    assert len(cells) == 200


def test_wide_frames_hold_numbers_in_their_columns_unit_only():
    fees = NEWEST.cells["proactive.fees.amount"]
    count = NEWEST.cells["proactive.licensing.decisions"]
    penalties = NEWEST.cells["proactive.penalties.decisions"]
    values = {
        fees.key: cell(fees, 120.0, unit="元"),
        count.key: cell(count, 3.0, unit="件"),
        penalties.key: cell(penalties, 5.0, unit="元"),
    }
    wide = build_frames([reading("a.txt", recognition(values=values))])["wide_2021"].iloc[0]
    assert pd.isna(wide[fees.key])
    assert wide[count.key] == 3.0
    assert pd.isna(wide[penalties.key])


def test_the_derived_row_is_the_sum_of_its_three():
    parts = ["applications.other_no_correction.total", "applications.other_fee_unpaid.total"]
    wide = build_frames([reading("a.txt", recognition(values=dict.fromkeys(parts, 2.0)))])["wide_2021"].iloc[
        0
    ]
    assert wide["applications.other.total"] == 4.0
    lost = build_frames([reading("a.txt", recognition(values={parts[0]: None}))])["wide_2021"].iloc[0]
    assert pd.isna(lost["applications.other.total"])


def test_the_other_revisions_single_row_stands_in_the_derived_column():
    key = "applications.other.total"
    spec = OLDEST.cells[key]
    printed = build_frames([reading("a.txt", recognition(values={key: 9.0}, form=OLDEST))])
    assert printed["wide_2021"].iloc[0][key] == 9.0
    assert pd.isna(printed["wide_2021"].iloc[0]["applications.other_other.total"])
    blank = cell(spec, status="blank", raw="", value=None)
    empty = build_frames([reading("a.txt", recognition(values={key: blank}, form=OLDEST))])
    assert pd.isna(empty["wide_2021"].iloc[0][key])


def test_each_report_stands_in_the_wide_frame_of_its_year(frames):
    assert frames["wide_2019"]["report_id"].tolist() == ["2020/" + frames["reports"].loc[1, "agency_id"]]
    assert len(frames["wide_2021"]) == 1


# -------------------------------------------------------------------------------------- identity


def test_the_same_content_in_another_file_is_the_same_report():
    built = build_frames([reading("a.txt", recognition()), reading("a.html", recognition())])
    found = files(built)
    assert found["read_status"].tolist() == ["read", "same_content"]
    assert found["report_id"].nunique() == len(built["reports"]) == 1
    assert found["version"].tolist() == [1, 1]


def test_two_agencies_with_the_same_content_are_two_reports():
    built = build_frames([reading("a.txt", recognition()), reading("b.txt", recognition("云栖县竹屿镇"))])
    assert len(built["reports"]) == 2
    assert built["reports"]["audited"].all()


def _versions(*days):
    return build_frames(
        [
            reading(f"{place}.txt", recognition(bodies={"part6": f"第{place}稿。"}, published_on=day))
            for place, day in enumerate(days)
        ]
    )


def test_a_later_file_supersedes_an_earlier_one():
    built = _versions(None, date(2025, 1, 1), None)
    found = files(built)
    first = found.loc["0.txt", "report_id"]
    assert found["report_id"].tolist() == [first, f"{first}/2", f"{first}/3"]
    assert found["supersedes"].tolist() == ["", first, f"{first}/2"]
    assert reports(built)["audited"].tolist() == [False, False, True]
    assert built["wide_2021"]["report_id"].tolist() == [f"{first}/3"]
    assert built["sections"]["report_id"].nunique() == 3


def test_versions_go_by_the_day_of_publication_when_all_have_one():
    built = _versions(date(2025, 3, 1), date(2025, 1, 1))
    found = files(built)
    assert found["version"].tolist() == [2, 1]
    assert reports(built).loc[found.loc["0.txt", "report_id"], "audited"]


def test_a_new_content_follows_those_of_the_earlier_run():
    drafts = [
        reading(f"{name}.txt", recognition(bodies={"part6": f"{name}稿。"})) for name in ("新", "旧", "更旧")
    ]
    first = build_frames(drafts[1:])
    newer, older = first["reports"]["content_sha256"].tolist()
    earlier = {older: 1, newer: 2}
    assert files(build_frames(drafts, earlier=earlier))["version"].tolist() == [3, 2, 1]


def test_without_a_year_nothing_is_superseded():
    bodies = ({"part6": "甲。"}, {"part6": "乙。"})
    built = build_frames(
        [reading(f"{n}.txt", recognition(year=None, bodies=b)) for n, b in enumerate(bodies)]
    )
    assert built["reports"]["audited"].all()
    assert built["reports"]["report_id"].str.startswith("0000/").all()
    assert set(files(built)["supersedes"]) == {""}


def test_unknown_agencies_are_not_taken_for_one():
    bodies = ({"part6": "甲。"}, {"part6": "乙。"})
    built = build_frames([reading(f"{n}.txt", recognition("", bodies=b)) for n, b in enumerate(bodies)])
    assert built["reports"]["agency_id"].str.fullmatch(r"\?[0-9a-f]{8}").all()
    assert built["reports"]["agency_id"].nunique() == 2


ROSTER = pd.DataFrame(
    [
        ("A1", "云栖县松涧镇人民政府", "松涧镇；云栖县松涧镇", "990127101", "", "镇"),
        ("A2", "云栖新区", "新区", "", "", "省市县区政府"),
        ("A3", "竹屿镇人民政府", "", "", "", "镇"),
        ("A4", "竹屿镇人民政府", "", "", "", "镇"),
    ],
    columns=["agency_id", "name", "aliases", "division_code", "parent", "kind"],
)


@pytest.mark.parametrize(
    ("agency", "agency_id"),
    [
        ("松涧镇", "A1"),
        ("云栖县松涧镇人民政府", "A1"),
        ("云栖新区", "A2"),
        ("云栖县教育局", "?"),
        ("竹屿镇", "?"),
    ],
)
def test_the_roster_names_agencies_by_name_or_alias(agency, agency_id):
    found = build_frames([reading("a.txt", recognition(agency))], roster=ROSTER)["reports"].loc[0]
    assert found["agency_id"].startswith(agency_id)
    assert found["agency_printed"] == agency


def test_the_rosters_kind_decides_what_is_asked():
    recognised = recognition("云栖新区", bodies={"part1": "开展社会评议。"})
    alone = build_frames([reading("a.txt", recognised)])["coverage"].set_index("item")["met"]
    known = build_frames([reading("a.txt", recognised)], roster=ROSTER)["coverage"].set_index("item")["met"]
    assert pd.isna(alone["supervision.review"])
    assert known["supervision.review"]
    assert not known["supervision.accountability"]


# ----------------------------------------------------------------------------------------- store


def test_what_is_written_is_what_is_loaded(frames, tmp_path):
    write_frames(frames, tmp_path / "frames")
    loaded = load_frames(tmp_path / "frames")
    assert set(loaded) == set(frames)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(loaded[name], frame)


STATUSES = st.sampled_from(["number", "blank", "placeholder", "text", "absent"])


@settings(max_examples=20)  # each draws many cells
@given(
    st.dictionaries(
        st.sampled_from(sorted(NEWEST.cells)), st.tuples(STATUSES, st.integers(0, 99)), max_size=40
    )
)
def test_the_wide_frame_has_a_number_exactly_where_one_is_printed(changes):
    values = {
        key: cell(NEWEST.cells[key], float(number)) if status == "number" else Cell(NEWEST.cells[key], status)
        for key, (status, number) in changes.items()
    }
    read = reading("a.txt", recognition(values=values))
    _, (placed,) = assign([key_of(read)])
    reports = [placed.hold(read.recognition)]
    wide = wide_frame(reports, NEWEST).iloc[0]
    for key in NEWEST.cells:
        status, number = changes.get(key, ("number", 0))
        assert wide[key] == number if status == "number" else pd.isna(wide[key])
