import pandas as pd
import pytest

from audit.errors import SettingsError
from audit.frames import read_roster

LINES = """机关编号,名称,别名,行政区划代码,上级,类别
C1,云栖县人民政府,云栖县,990127,,
,松涧镇人民政府,松涧镇、松涧,990127101,云栖县人民政府,镇
"""


def _write(folder, text, encoding="utf-8-sig", name="名单.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_the_encodings_offices_use(tmp_path, encoding):
    roster = read_roster(_write(tmp_path, LINES, encoding))
    assert roster["agency_id"].tolist() == ["C1", "990127101松涧镇人民政府"]
    assert roster["parent"].tolist() == ["", "C1"]
    assert roster["kind"].tolist() == ["省市县区政府", "镇"]
    assert roster.loc[1, "aliases"] == "松涧镇；松涧"


def test_a_workbook_with_english_heads_and_codes_turned_numbers(tmp_path):
    path = tmp_path / "roster.xlsx"
    pd.DataFrame({"name": ["云栖县教育局", None], "division_code": [990127.0, None]}).to_excel(
        path, index=False
    )
    roster = read_roster(path)
    assert roster["division_code"].tolist() == ["990127"]
    assert roster["kind"].tolist() == ["部门"]


def test_only_names_are_needed(tmp_path):
    roster = read_roster(_write(tmp_path, "单位名称\n云栖县教育局\n\n云栖县水利局\n"))
    assert roster["agency_id"].str.startswith("?").all()
    assert roster["agency_id"].is_unique


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("编号,别名\n1,甲\n", "缺少名称"),
        ("名称,单位名称\n甲,乙\n", "含义相同"),
        ("名称,类别\n甲局,部门\n乙局,不存在的类别\n", "第3行"),
        ("名称,机关编号\n甲局,1\n乙局,1\n", "机关编号重复"),
        ("名称,机关编号\n,1\n", "名称为空"),
        ("名称,上级\n甲局,乙局\n", "上级不在名单中"),
        ("名称,区划代码\n甲局,九九\n", "应为数字"),
        ("", "无法读取"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(tmp_path, text, said):
    with pytest.raises(SettingsError, match=said):
        read_roster(_write(tmp_path, text, "utf-8"))


def test_files_that_are_no_roster(tmp_path):
    with pytest.raises(SettingsError, match="找不到"):
        read_roster(tmp_path / "none.csv")
    with pytest.raises(SettingsError, match="无法读取"):
        read_roster(_write(tmp_path, "不是工作簿", name="名单.xlsx"))
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xff\xff\xff")
    with pytest.raises(SettingsError, match="编码"):
        read_roster(tmp_path / "bytes.csv")
