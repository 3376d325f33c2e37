"""The office's list of who has to report: CSV or XLSX in, the `roster` frame out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

import pandas as pd

from audit.errors import SettingsError
from audit.frames.assignment import hash_name
from audit.frames.listing import read_listing
from audit.recognise.identity import kind_of
from audit.schema import conform, frame_specs
from audit.template import agency_kinds
from audit.text import fold

__all__ = ["read_roster"]

_SEPARATORS = re.compile(r"[；;、|\n]")
_CODE = re.compile(r"(\d{2,12})(?:\.0)?")


def read_roster(path: Path | str) -> pd.DataFrame:
    """The roster in `path` (CSV in UTF-8 or GB18030, or XLSX; Chinese or English column heads).

    Only the name is required. An agency without an id gets one of its division code and name, else
    of its name; a `parent` may be given by id or by name; a kind that is not given is told by the
    name. Raises `SettingsError` when the file cannot be read as a roster, and says in which row.
    """
    path = Path(path)
    frame = read_listing(path, title="名单", heads=_heads(), required="name")
    return conform(_complete(frame, path.name), frame_specs()["roster"])


@cache
def _heads() -> Mapping[str, tuple[str, ...]]:
    """Column -> the heads it may have."""
    path = resources.files("audit") / "frames" / "roster.toml"
    more: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))["heads"]
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
    _refuse_duplicates(rows, place)
    _resolve_parents(rows, place)
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


def _resolve_parents(rows: Mapping[int, dict[str, str]], place: str) -> None:
    """Every parent as an id."""
    ids = {row["agency_id"] for row in rows.values()}
    names: dict[str, list[str]] = {}
    for row in rows.values():
        names.setdefault(fold(row["name"]), []).append(row["agency_id"])
    for number, row in rows.items():
        parent = row["parent"]
        if not parent or parent in ids:
            continue
        found = names.get(fold(parent), [])
        if len(found) != 1:
            raise SettingsError(
                "上级不在名单中" if not found else "上级的名称对应不止一个机关",
                place=f"{place} 第{number}行",
                found=parent,
                expected="名单中某个机关的编号或名称",
            )
        row["parent"] = found[0]
