"""The wordings of `patterns.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from audit.text import read_chinese_numeral

__all__ = ["expression", "expressions", "setting", "strings", "whole_number"]


@cache
def _settings() -> Mapping[str, Mapping[str, Any]]:
    path = resources.files("audit") / "recognise" / "patterns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def setting(section: str, key: str) -> Any:
    """One entry as it stands in the file."""
    return _settings()[section][key]


def strings(section: str, key: str) -> tuple[str, ...]:
    """A list of words."""
    return tuple(setting(section, key))


@cache
def expression(section: str, key: str) -> re.Pattern[str]:
    """One regular expression."""
    return re.compile(setting(section, key))


@cache
def expressions(section: str, key: str) -> tuple[re.Pattern[str], ...]:
    """A list of regular expressions."""
    return tuple(map(re.compile, strings(section, key)))


def whole_number(text: str) -> int | None:
    """`text` in Arabic or Chinese numerals as a number."""
    return int(text) if text.isascii() and text.isdigit() else read_chinese_numeral(text)
