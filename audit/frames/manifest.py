"""The office's list of files: whose report each is, for which year, published when and where.

What it says overrides what the text says; where it says nothing, the text decides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from audit.errors import SettingsError
from audit.frames.listing import read_day, read_listing
from audit.recognise import complete_name
from audit.text import fold

__all__ = ["Listed", "Manifest", "is_same_agency", "match_files", "read_manifest"]

_BRACKET = re.compile(r"\([^()]*\)$")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\.0)?年?度?")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a manifest. `agency` is a name or an id of the roster; "" and None: not given."""

    number: int
    file: str
    agency: str = ""
    year: int | None = None
    published_on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The rows by the name that their file has in the run, those whose file is not there, and the
    files that no row lists."""

    listed: Mapping[str, Listed]
    missing: tuple[Listed, ...] = ()
    unlisted: tuple[str, ...] = ()


def read_manifest(path: Path | str) -> list[Listed]:
    """The rows of the manifest in `path` (CSV in UTF-8 or GB18030, or XLSX; Chinese or English heads).

    Only the file is required. Raises `SettingsError`, with the row's number where a row is wrong.
    """
    path = Path(path)
    rows = []
    for number, row in read_listing(path, title="清单", heads=_heads(), required="file").iterrows():
        where = f"{path.name} 第{number}行"
        if not row["file"]:
            raise SettingsError("文件名为空", place=where)
        year, day = _year(row["year"], where), _day(row["published_on"], where)
        rows.append(Listed(int(str(number)), row["file"], row["agency"], year, day, row["url"]))
    return rows


def match_files(rows: Sequence[Listed], files: Sequence[str], place: str) -> Manifest:
    """Which of `files` each row speaks of: the one of that name, else the one whose path ends in it.

    `place` names the manifest. Raises `SettingsError` for a row that fits several files and for two
    rows about one: nobody must be given another's report.
    """
    plain = {_plain(file): file for file in files}
    listed: dict[str, Listed] = {}
    missing = []
    for row in rows:
        wanted = _plain(row.file)
        found = [wanted] if wanted in plain else [name for name in plain if name.endswith(f"/{wanted}")]
        where = f"{place} 第{row.number}行"
        if len(found) > 1:
            several = "、".join(plain[name] for name in found)
            raise SettingsError("文件名对应不止一个文件", place=where, found=several, advice="写明所在文件夹")
        if not found:
            missing.append(row)
            continue
        name = plain[found[0]]
        if name in listed:
            raise SettingsError(
                "同一文件列出两次", place=where, found=f"{name}（第{listed[name].number}行已有）"
            )
        listed[name] = row
    return Manifest(listed, tuple(missing), tuple(file for file in files if file not in listed))


def is_same_agency(one: str, other: str) -> bool:
    """Whether two names mean one agency, as far as names tell: they are equal in full (松涧镇 is
    松涧镇人民政府), or the one leaves out of the other the divisions in which it lies (洪泽区人民政府
    of 淮安市洪泽区人民政府, 区教育局 of 洪泽区教育局), or what stands in brackets behind it."""
    short, long = sorted((complete_name(_BRACKET.sub("", fold(name))) for name in (one, other)), key=len)
    if not short or not long.endswith(short):
        return False
    around = long.removesuffix(short)
    divisions = tuple(_data()["divisions"]["endings"])
    return not around or around.endswith(divisions) or f"{around}{short[0]}".endswith(divisions)


def _plain(name: str) -> str:
    """A path as it is compared: forward slashes, composed characters (macOS decomposes them)."""
    return unicodedata.normalize("NFC", name.replace("\\", "/")).removeprefix("./")


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    path = resources.files("audit") / "frames" / "manifest.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _heads() -> Mapping[str, tuple[str, ...]]:
    """Column -> the heads it may have."""
    return {column: (column, *more) for column, more in _data()["heads"].items()}


def _year(text: str, where: str) -> int | None:
    if not text:
        return None
    match = _YEAR.fullmatch(fold(text))
    if match is None:
        raise SettingsError("年度应为四位数字", place=where, found=text, expected="如 2024")
    return int(match[1])


def _day(text: str, where: str) -> date | None:
    if not text:
        return None
    day = read_day(text)
    if day is not None:
        return day
    raise SettingsError("发布日期不是日期", place=where, found=text, expected="如 2025-01-20")
