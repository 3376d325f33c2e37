"""The wordings of `names.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["entries", "expression", "reason", "setting"]


@cache
def _settings() -> Mapping[str, Any]:
    path = resources.files("audit") / "recognise" / "names" / "names.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def setting(section: str, key: str) -> Any:
    """One entry as it stands in the file."""
    return _settings()[section][key]


def entries(name: str) -> tuple[Mapping[str, Any], ...]:
    """A list of tables (`laws`)."""
    return tuple(_settings()[name])


@cache
def expression(section: str, key: str) -> re.Pattern[str]:
    """One regular expression."""
    return re.compile(setting(section, key))


def reason(section: str, key: str, **fields: str) -> str:
    """A reason in Chinese with its blanks filled."""
    return str(setting(section, "reasons")[key]).format(**fields)
