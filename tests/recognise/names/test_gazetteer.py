import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.recognise.names.gazetteer import (
    NameIndex,
    ancestors,
    divisions,
    gazetteer_index,
    gazetteer_path,
)


def names(text):
    return [hit.name for hit in gazetteer_index().find(text)]


def test_every_row_is_sound():
    with gazetteer_path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows}
    assert len({(row["code"], row["name"]) for row in rows}) == len(rows) > 3900
    assert sum(not row["valid_to"] for row in rows) > 3200
    for row in rows:
        assert len(row["code"]) == 6
        assert row["code"].isdigit()
        assert row["parent"] in codes or (row["level"] == "province" and not row["parent"])
        assert all(len(short) > 1 for short in row["short"].split("；") if short)
    assert sum(row["level"] == "province" for row in rows) == 34


def test_a_code_stands_in_its_prefecture_and_province():
    assert ancestors("410184") == ("410184", "410100", "410000")
    assert ancestors("429004") == ("429004", "420000")  # 仙桃, directly below the province
    assert ancestors("990127") == ("990127", "990100", "990000")  # not in the gazetteer


def test_former_names_are_kept_with_their_last_year():
    former = {d.name: d.valid_to for d in divisions()["410306"]}
    assert former["吉利区"] == "2022"
    assert [d.name for d in divisions()["130321"] if not d.valid_to] == ["青龙满族自治县"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("吉林省白城市通榆县边昭镇", ["吉林省", "白城市", "通榆县"]),
        ("东方市场", []),
        ("新郑市场价格", ["新郑"]),
        ("老城区和郊区", []),
        ("为和谐新郑建设", ["新郑"]),
        ("平安建设", []),
        ("鼓楼前的广场", []),  # the short name of a district is no name of it
        ("鼓楼区", ["鼓楼区"]),
    ],
)
def test_names_are_found(text, found):
    assert names(text) == found


def test_of_names_that_begin_alike_the_longest_is_found():
    index = NameIndex({"青溪": ["1"], "青溪镇": ["2"]}, {"青溪镇西": ["3"]})
    assert [(h.name, h.codes, h.full) for h in index.find("到青溪镇西村")] == [("青溪镇西", ("3",), False)]
    assert index.at_start("青溪镇西").codes == ("2",)


@given(st.text(alphabet="新郑市通榆县东方为和平建设，", max_size=40))
def test_hits_are_in_order_apart_and_what_stands_there(text):
    end = 0
    for hit in gazetteer_index().find(text):
        assert hit.start >= end
        end = hit.end
        assert text[hit.start : hit.end] == hit.name
        assert all(any(hit.name in (d.name, *d.short) for d in divisions()[code]) for code in hit.codes)
