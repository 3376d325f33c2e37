"""Places and words of kind against a roster of bodies that do not exist."""

import pandas as pd
import pytest

from audit.document import Origin
from audit.frames import build_frames
from audit.recognise.model import Section
from audit.recognise.names import read_mentions
from tests.frames.recognitions import reading, recognition

ROSTER = [
    ("C1", "云栖县人民政府", "", "省市县区政府", "", "990127"),
    ("T1", "云栖县松墩镇人民政府", "松墩镇", "镇", "C1", ""),
    ("T2", "枫屿镇人民政府", "", "镇", "C1", ""),
    ("D1", "云栖县教育局", "", "部门", "C1", ""),
    ("C2", "岚桥县人民政府", "", "省市县区政府", "", "990128"),
    ("T3", "岚桥县松墩镇人民政府", "", "镇", "C2", ""),
    ("T4", "岚桥县石灯乡人民政府", "", "乡", "C2", ""),
]


def roster():
    columns = ["agency_id", "name", "aliases", "kind", "parent", "division_code"]
    return pd.DataFrame(ROSTER, columns=columns)


def judged(agency, text, *, listed=True):
    """Verdicts of the places in `text`, in the report of `agency`."""
    origin = Origin("a.txt", paragraph=1)
    section = Section(1, "一", "总体情况", "official", 1, ((text, origin),), 0, origin)
    identity = recognition(agency).identity
    mentions, divisions = read_mentions((), (section,), identity)
    read = recognition(agency, sections=(section,), mentions=mentions, divisions=divisions)
    frames = build_frames([reading("a.txt", read)], roster=roster() if listed else None)
    found = frames["mentions"]
    assert list(found["report_id"].unique()) == list(frames["reports"]["report_id"])[: len(found)]
    return [None if pd.isna(v) else v for v in found.loc[found["kind"] == "place", "verdict"]]


@pytest.mark.parametrize(
    ("agency", "text", "verdicts"),
    [
        ("云栖县松墩镇人民政府", "为和谐松墩镇建设发挥作用。", ["own"]),
        ("云栖县松墩镇人民政府", "为和谐云栖县建设发挥作用。", ["superior"]),
        ("云栖县松墩镇人民政府", "为和谐枫屿镇建设发挥作用。", ["stranger"]),
        ("云栖县松墩镇人民政府", "为和谐石灯乡建设发挥作用。", ["stranger"]),
        ("云栖县松墩镇人民政府", "与枫屿镇交流公开工作。", []),
        ("云栖县松墩镇人民政府", "推动岚桥县政府信息公开工作。", ["stranger"]),
        ("云栖县教育局", "为和谐云栖县建设发挥作用。", ["own"]),
        ("云栖县教育局", "为和谐枫屿镇建设发挥作用。", ["inside"]),
        ("云栖县人民政府", "枫屿镇认真贯彻落实《条例》。", ["inside"]),
        ("云栖县松墩镇人民政府", "为和谐新郑建设发挥作用。", ["stranger"]),
    ],
)
def test_places_by_the_roster(agency, text, verdicts):
    assert judged(agency, text) == verdicts


def test_towns_of_one_name_are_told_apart_by_their_counties():
    assert judged("云栖县松墩镇人民政府", "岚桥县松墩镇人民政府认真贯彻《条例》。") == ["stranger", "own"]
    assert judged("岚桥县松墩镇人民政府", "岚桥县松墩镇人民政府认真贯彻《条例》。") == ["superior", "own"]


def test_without_a_roster_an_invented_place_is_not_known():
    assert judged("云栖县松墩镇人民政府", "为和谐新郑建设发挥作用。", listed=False) == [None]
    assert judged("云栖县松墩镇人民政府", "为和谐枫屿镇建设发挥作用。", listed=False) == []
