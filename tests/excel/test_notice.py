"""Names of notices: what every system takes as a file's name, and none twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.excel import name_notices


def test_agencies_of_one_name_have_files_of_their_own() -> None:
    names = name_notices({"A1": "云栖县林业局", "A2": "云栖县林业局", "A3": "云栖县教育局"})
    assert list(names.values()) == ["云栖县林业局.xlsx", "云栖县林业局（A2）.xlsx", "云栖县教育局.xlsx"]


@pytest.mark.parametrize(
    ("agency", "name"),
    [
        ("甲/乙:丙", "甲_乙_丙.xlsx"),
        ("../../etc", "_.._etc.xlsx"),
        ("CON", "_CON.xlsx"),
        ("com1.x", "_com1.x.xlsx"),
        ("甲. ", "甲.xlsx"),
        ("", "机关不明_9.xlsx"),
        ("~$甲", "甲.xlsx"),
    ],
)
def test_what_no_system_takes_is_replaced(agency: str, name: str) -> None:
    assert name_notices({"?9": agency})["?9"] == name


@given(st.dictionaries(st.text(max_size=300), st.text(max_size=300), max_size=8))
def test_any_names_are_files_in_their_folder(agencies: dict[str, str]) -> None:
    names = name_notices(agencies)
    assert names.keys() == agencies.keys()
    assert len({name.casefold() for name in names.values()}) == len(names)
    for name in names.values():
        assert len(name.encode(errors="replace")) <= 255
        assert not set(name) & set('<>:"/\\|?*')
        assert not name.startswith((".", "~$"))
