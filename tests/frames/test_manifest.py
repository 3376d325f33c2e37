"""The office's list of files, as offices write it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from audit.errors import SettingsError
from audit.frames import Listed, build_frames, match_files, read_manifest, read_roster
from audit.frames.manifest import is_same_agency
from tests.frames.recognitions import reading, recognition

_LINES = """文件名,单位名称,年度,发布日期,网址,备注
甲/年报.txt,松涧镇人民政府,2024年,2025年1月20日,https://a.invalid/1,无

乙.txt,,,,,
"""


def _write(folder, text, encoding="utf-8-sig", name="清单.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_with_chinese_heads(tmp_path, encoding):
    assert read_manifest(_write(tmp_path, _LINES, encoding)) == [
        Listed(2, "甲/年报.txt", "松涧镇人民政府", 2024, date(2025, 1, 20), "https://a.invalid/1"),
        Listed(4, "乙.txt"),
    ]


def test_a_workbook_with_dates_and_numbers(tmp_path):
    path = tmp_path / "manifest.xlsx"
    rows = {"file": ["a.txt"], "year": [2024], "published_on": [pd.Timestamp(2025, 1, 20)]}
    pd.DataFrame(rows).to_excel(path, index=False)
    assert read_manifest(path) == [Listed(2, "a.txt", "", 2024, date(2025, 1, 20))]


@pytest.mark.parametrize("day", ["2025-1-5", "2025/01/05", "2025.1.5", "20250105", "2025-01-05 08:30:00"])
def test_days_as_they_are_written(tmp_path, day):
    (row,) = read_manifest(_write(tmp_path, f"文件,发布日期\na.txt,{day}\n"))
    assert row.published_on == date(2025, 1, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("机关,年度\n甲,2024\n", "清单缺少文件一列"),
        ("文件,年度\na.txt,2024\nb.txt,去年\n", "第3行.*年度"),
        ("文件,发布日期\na.txt,2025-02-30\n", "第2行.*日期"),
        ("文件,发布日期\na.txt,年初\n", "第2行.*日期"),
        ("文件,年度\n,2024\n", "第2行.*文件名为空"),
        ("文件,年度,年份\na.txt,2024,2024\n", "含义相同"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path, text, said):
    with pytest.raises(SettingsError, match=said):
        read_manifest(_write(tmp_path, text))


def test_a_row_finds_its_file_by_the_end_of_its_path():
    rows = [Listed(2, r"甲\年报.txt"), Listed(3, "c.txt"), Listed(4, "没有.txt"), Listed(5, "e\u0301.txt")]
    files = ["县/甲/年报.txt", "县/乙/年报.txt", "包.zip!/c.txt", "c.txt", "\u00e9.txt", "另.txt"]
    found = match_files(rows, files, "清单.csv")
    assert {file: row.number for file, row in found.listed.items()} == {
        "县/甲/年报.txt": 2,
        "c.txt": 3,
        "\u00e9.txt": 5,
    }
    assert [row.number for row in found.missing] == [4]
    assert found.unlisted == ("县/乙/年报.txt", "包.zip!/c.txt", "另.txt")


def test_a_name_that_fits_two_files_or_a_file_that_has_two_rows_is_refused():
    files = ["甲/年报.txt", "乙/年报.txt"]
    with pytest.raises(SettingsError, match=r"第2行.*不止一个文件"):
        match_files([Listed(2, "年报.txt")], files, "清单.csv")
    with pytest.raises(SettingsError, match=r"第3行.*两次"):
        match_files([Listed(2, "甲/年报.txt"), Listed(3, "甲/年报.txt")], files, "清单.csv")


@pytest.fixture
def roster(tmp_path):
    text = "编号,名称,别名,类别\nC1,松涧镇人民政府,松涧,镇\nC2,云栖县水利局,,部门\n"
    return read_roster(_write(tmp_path, text, name="名单.csv"))


@pytest.mark.parametrize(
    ("agency", "agency_id", "name", "kind"),
    [
        ("C1", "C1", "松涧镇人民政府", "镇"),
        ("松涧", "C1", "松涧镇人民政府", "镇"),
        ("松涧镇", "C1", "松涧镇人民政府", "镇"),
        ("云栖县档案局", None, "云栖县档案局", "部门"),
    ],
)
def test_the_manifests_agency_counts_and_the_printed_one_is_kept(roster, agency, agency_id, name, kind):
    read = reading("a.txt", recognition("云栖县水利局"))
    listed = {"a.txt": Listed(2, "a.txt", agency, published_on=date(2025, 3, 1))}
    row = build_frames([read], roster=roster, listed=listed)["reports"].iloc[0]
    assert (row["agency"], row["agency_kind"], row["agency_printed"]) == (name, kind, "云栖县水利局")
    assert row["agency_id"] == agency_id if agency_id else row["agency_id"].startswith("?")
    assert (row["published_on"], row["published_from"]) == ("2025-03-01", "manifest")


@pytest.mark.parametrize(
    ("listed", "printed"),
    [
        ("松涧镇", "云栖县松涧镇人民政府"),
        ("云栖县松涧镇政府", "松涧镇人民政府"),
        ("淮阳市云栖区人民政府", "云栖区人民政府"),
        ("云栖区", "淮阳市云栖区人民政府"),
        ("水利局", "云栖县水利局"),
        ("县水利局", "云栖县水利局"),
        ("岚浒街道", "云栖县岚浒街道办事处"),
        ("云栖县水利局（县河长制办公室）", "云栖县水利局"),
        ("云栖县　水利局", "云栖县水利局"),
    ],
)
def test_names_that_mean_one_agency(listed, printed):
    assert is_same_agency(listed, printed)
    assert is_same_agency(printed, listed)


@pytest.mark.parametrize(
    ("listed", "printed"),
    [
        ("云栖县水利局", "岚屿县水利局"),
        ("淮阳市水利局", "淮阳市云栖区水利局"),
        ("云栖县人民政府", "云栖县人民政府办公室"),
        ("云栖县人民政府", "云栖县松涧镇人民政府"),
        ("云栖县水利局", "云栖县水务局"),
        ("交通局", "云栖县公安交通局"),
        ("", "云栖县水利局"),
    ],
)
def test_names_of_two_agencies(listed, printed):
    assert not is_same_agency(listed, printed)
    assert not is_same_agency(printed, listed)


_COUNTY = """编号,名称,别名,上级
C0,云栖县人民政府,,
C1,云栖县松涧镇人民政府,松涧,C0
C2,云栖县水利局,县水务局,C0
"""


def _reports(tmp_path, printed, listed, text=_COUNTY):
    roster = read_roster(_write(tmp_path, text, name="名单.csv")) if text else None
    read = reading("a.txt", recognition(printed))
    return build_frames([read], roster=roster, listed={"a.txt": listed})["reports"].iloc[0]


@pytest.mark.parametrize(
    ("agency", "printed", "status"),
    [
        ("C2", "云栖县水利局", "agreed"),
        ("C2", "水利局", "agreed"),
        ("县水务局", "云栖县水利局", "agreed"),
        ("C2", "县水务局", "agreed"),
        ("松涧", "松涧镇", "agreed"),
        ("淮阳市云栖县水利局", "云栖县水利局", "agreed"),
        ("C2", "云栖县松涧镇人民政府", "differs"),
        ("C2", "岚屿县水利局", "differs"),
        ("云栖县档案局", "云栖县水利局", "differs"),
        ("C2", "", None),
        ("X9", "云栖县水利局", None),
    ],
)
def test_the_manifests_agency_is_compared_with_the_printed_one(tmp_path, agency, printed, status):
    row = _reports(tmp_path, printed, Listed(2, "a.txt", agency))
    assert (row["agency_status"] if pd.notna(row["agency_status"]) else None) == status
    assert pd.notna(row["manifest_agency"])


def test_without_a_roster_names_are_compared(tmp_path):
    for printed, status in (("松涧镇", "agreed"), ("岚涧镇", "differs")):
        row = _reports(tmp_path, printed, Listed(2, "a.txt", "云栖县松涧镇人民政府"), text="")
        assert row["agency_status"] == status


def test_what_the_manifest_and_the_roster_add_to_a_report(tmp_path):
    row = _reports(tmp_path, "云栖县松涧镇人民政府", Listed(2, "a.txt", url="https://a.invalid/1"))
    assert (row["url"], row["parent"], row["agency_status"]) == ("https://a.invalid/1", "C0", "unlisted")
    assert pd.isna(row["manifest_agency"])
    row = _reports(tmp_path, "云栖县人民政府", Listed(2, "a.txt"))
    assert pd.isna(row["url"])
    assert pd.isna(row["parent"])


def test_a_second_file_with_the_same_content_may_be_the_one_that_is_listed():
    both = [reading("a.txt", recognition("云栖县水利局")), reading("b.txt", recognition("云栖县水利局"))]
    frames = build_frames(both, listed={"b.txt": Listed(2, "b.txt", url="https://a.invalid/1")})
    assert frames["files"]["read_status"].tolist() == ["read", "same_content"]
    assert frames["reports"]["url"].tolist() == ["https://a.invalid/1"]
