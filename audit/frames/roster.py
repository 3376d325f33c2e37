"""The office's list of who has to report: CSV or XLSX in, the `roster` frame out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import pandas as pd

from audit.errors import SettingsError
from audit.frames.assignment import hash_name
from audit.frames.listing import read_day, read_listing
from audit.recognise.identity import kind_of
from audit.schema import conform, frame_specs
from audit.template import agency_kinds
from audit.text import fold

__all__ = ["read_roster"]

_SEPARATORS = re.compile(r"[；;、|\n]")
_CODE = re.compile(r"(\d{2,12})(?:\.0)?")
_MONTH_DAY = re.compile(
    r"(?:次年|第二年|翌年|每年)?(?:(\d{1,2})月(\d{1,2})日?|(\d{1,2})[-/.](\d{1,2}))(?:前|之前|以前)?"
)
_LEAP_YEAR = 2024  # so that 29 February is a day


def read_roster(path: Path | str) -> pd.DataFrame:
    """The roster in `path` (CSV in UTF-8 or GB18030, or XLSX; Chinese or English column heads).

    Only the name is required. An agency without an id gets one of its division code and name, else
    of its name; a `parent` may be given by id or by name; a kind that is not given is told by the
    name. Deadlines are a day of every year (1月31日) or of one (2025-01-31); `predecessor`, `successor`
    and `reports_for` name agencies of the roster as `parent` does.
    Raises `SettingsError` when the file cannot be read as a roster, and says in which row.
    """
    path = Path(path)
    frame = read_listing(path, title="名单", heads=_heads(), required="name")
    return conform(_complete(frame, path.name), frame_specs()["roster"])


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    path = resources.files("audit") / "frames" / "roster.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _heads() -> Mapping[str, tuple[str, ...]]:
    """Column -> the heads it may have."""
    more = _data()["heads"]
    return {
        field.name: (field.name, field.label, *more[field.name]) for field in frame_specs()["roster"].fields
    }


def _complete(frame: pd.DataFrame, place: str) -> pd.DataFrame:
    """The rows checked, with ids, kinds and parents filled in."""
    kinds = {kind.name for kind in agency_kinds() if kind.name}
    rows = {
        int(str(number)): dict(zip(frame.columns, values, strict=True))
        for number, *values in frame.itertuples()
    }
    for number, row in rows.items():
        where = f"{place} 第{number}行"
        if not row["name"]:
            raise SettingsError("名称为空", place=where)
        if row["kind"] and row["kind"] not in kinds:
            raise SettingsError(
                "类别不在规定之列", place=where, found=row["kind"], expected="、".join(sorted(kinds))
            )
        row["kind"] = row["kind"] or kind_of(row["name"])
        row["division_code"] = _division_code(row["division_code"], where)
        row["aliases"] = "；".join(filter(None, map(str.strip, _SEPARATORS.split(row["aliases"]))))
        code = row["division_code"]
        row["agency_id"] = row["agency_id"] or (f"{code}{row['name']}" if code else hash_name(row["name"]))
        row["deadline"] = _deadline(row["deadline"], where)
        for column in ("valid_from", "valid_to"):
            row[column] = _day(row[column], _heads()[column][1], where)
        if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
            found = f"{row['valid_from']} 至 {row['valid_to']}"
            raise SettingsError("撤销日期早于成立日期", place=where, found=found)
    _refuse_duplicates(rows, place)
    _resolve_agencies(rows, place)
    return pd.DataFrame(list(rows.values()), columns=frame.columns)


def _division_code(text: str, where: str) -> str:
    """The code as digits; a spreadsheet may have made a number of it (990127.0)."""
    if not text:
        return ""
    match = _CODE.fullmatch(fold(text))
    if match is None:
        raise SettingsError("行政区划代码应为数字", place=where, found=text)
    return match[1]


def _refuse_duplicates(rows: Mapping[int, dict[str, str]], place: str) -> None:
    seen: dict[str, int] = {}
    for number, row in rows.items():
        if row["agency_id"] in seen:
            raise SettingsError(
                "机关编号重复",
                place=f"{place} 第{number}行",
                found=f"{row['agency_id']}（第{seen[row['agency_id']]}行已有）",
                advice="为同名机关填写各自的编号",
            )
        seen[row["agency_id"]] = number


def _deadline(text: str, where: str) -> str:
    """MM-DD, or the ISO date of one year's deadline."""
    if not text:
        return ""
    day = read_day(text)
    if day is not None:
        return day.isoformat()
    match = _MONTH_DAY.fullmatch(fold(text))
    try:
        if match is not None:
            month, number = map(int, filter(None, match.groups()))
            return date(_LEAP_YEAR, month, number).isoformat()[5:]
    except ValueError:
        pass
    raise SettingsError("公布期限不是日期", place=where, found=text, expected="如 1月31日 或 2025-01-31")


def _day(text: str, label: str, where: str) -> str:
    if not text:
        return ""
    day = read_day(text)
    if day is None:
        raise SettingsError(f"{label}不是日期", place=where, found=text, expected="如 2024-03-01")
    return day.isoformat()


def _resolve_agencies(rows: Mapping[int, dict[str, str]], place: str) -> None:
    """Every agency that a row names, as an id."""
    roll = _Roll(rows)
    for column, several in _NAMING.items():
        for number, row in rows.items():
            where = f"{place} 第{number}行"
            label = _heads()[column][1]
            if column == "reports_for" and fold(row[column]) in _data()["words"]["children"]:
                row[column] = _children(rows, row, where)
                continue
            named = filter(None, map(str.strip, _SEPARATORS.split(row[column])))
            ids = [roll.find(name, label, where) for name in named]
            if row["agency_id"] in ids:
                raise SettingsError(f"{label}是机关自身", place=where, found=row[column])
            if len(ids) > 1 and not several:
                raise SettingsError(f"{label}不止一个", place=where, found=row[column])
            row[column] = "；".join(dict.fromkeys(ids))


def _children(rows: Mapping[int, dict[str, str]], row: Mapping[str, str], where: str) -> str:
    """The agencies whose parent is that of `row`. Parents are ids by now."""
    found = [other["agency_id"] for other in rows.values() if other["parent"] == row["agency_id"]]
    if not found:
        raise SettingsError(
            "没有以该机关为上级的机关", place=where, found=row["reports_for"], advice="在汇总范围中列出各机关"
        )
    return "；".join(found)


_NAMING = {"parent": False, "predecessor": True, "successor": False, "reports_for": True}
"""Columns that name agencies of the roster, and whether they may name several."""


class _Roll:
    """The agencies of a roster by id and by name."""

    def __init__(self, rows: Mapping[int, dict[str, str]]) -> None:
        self._ids = {row["agency_id"] for row in rows.values()}
        self._names: dict[str, list[str]] = {}
        for row in rows.values():
            self._names.setdefault(fold(row["name"]), []).append(row["agency_id"])

    def find(self, name: str, label: str, where: str) -> str:
        """The id of the agency that `name` (an id or a name) means."""
        found = [name] if name in self._ids else self._names.get(fold(name), [])
        if len(found) != 1:
            raise SettingsError(
                f"{label}不在名单中" if not found else f"{label}的名称对应不止一个机关",
                place=where,
                found=name,
                expected="名单中某个机关的编号或名称",
            )
        return found[0]
