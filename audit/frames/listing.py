"""The office's lists (roster, manifest) as they arrive: CSV or XLSX, column heads as offices write them."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from audit.errors import SettingsError
from audit.text import fold

__all__ = ["read_day", "read_listing"]

_ENCODINGS = ("utf-8-sig", "gb18030")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]?[\d:.]*)|(\d{4})(\d\d)(\d\d)")


def read_day(text: str) -> date | None:
    """The day in a cell as offices and spreadsheets write it (2025-01-20, 2025.1.20, 2025年1月20日,
    20250120, 2025-01-20 00:00:00); None when it is no day."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        if match is not None:
            year, month, day = filter(None, match.groups())
            return date(int(year), int(month), int(day))
    except ValueError:
        pass
    return None


def read_listing(
    path: Path, *, title: str, heads: Mapping[str, Sequence[str]], required: str
) -> pd.DataFrame:
    """The rows of the list in `path` as stripped text, indexed by their row number in the file.

    `heads` are the columns, each with the heads it may have, its key and its label first; a column
    that the file lacks is empty.
    `required` has to be there. Raises `SettingsError`, in which `title` names the list in Chinese.
    """
    given = _read_table(path, title)
    columns = {_fold(head): column for column, names in heads.items() for head in names}
    named = {head: columns[_fold(head)] for head in given.columns if _fold(head) in columns}
    if required not in named.values():
        raise SettingsError(
            f"{title}缺少{heads[required][1]}一列",
            place=path.name,
            found="、".join(map(str, given.columns)),
            expected=f"有一列名为{'、'.join(heads[required][1:4])}之一",
        )
    twice = [head for head, column in named.items() if list(named.values()).count(column) > 1]
    if twice:
        raise SettingsError(f"{title}中有含义相同的列", place=path.name, found="、".join(twice))
    frame = given[list(named)].rename(columns=named).reindex(columns=list(heads), fill_value="")
    frame = frame.astype(str).map(str.strip)
    frame.index += 2  # as a spreadsheet numbers the rows below the heads
    return frame[(frame != "").any(axis=1)]


def _fold(head: object) -> str:
    return fold(str(head)).lower()


def _read_table(path: Path, title: str) -> pd.DataFrame:
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return pd.read_excel(path, dtype=str, engine="openpyxl", na_filter=False)
        return _read_csv(path, title)
    except FileNotFoundError as error:
        raise SettingsError(f"找不到{title}文件", place=str(path)) from error
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise SettingsError(
            f"{title}无法读取", place=path.name, found=str(error), expected="CSV（UTF-8 或 GB18030）或 XLSX"
        ) from error


def _read_csv(path: Path, title: str) -> pd.DataFrame:
    for encoding in _ENCODINGS:
        try:
            return pd.read_csv(
                path,
                dtype=str,
                encoding=encoding,
                na_filter=False,
                skip_blank_lines=False,  # so that rows keep their numbers
                index_col=False,  # a comma too many in every line must not shift the columns
            )
        except UnicodeDecodeError:
            continue
    raise SettingsError(f"{title}的文字编码无法识别", place=path.name, expected="UTF-8 或 GB18030")
