"""The figures and wordings of `corpus.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["correction", "deadlines", "notice", "setting"]


@cache
def _settings() -> Mapping[str, Any]:
    path = resources.files("audit") / "corpus" / "corpus.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def setting(section: str, key: str) -> Any:
    """One entry as it stands in the file."""
    return _settings()[section][key]


def deadlines() -> Mapping[str, Mapping[str, str]]:
    """Kind -> `day` (MM-DD of the next year) and `basis`."""
    known: Mapping[str, Mapping[str, str]] = _settings()["deadlines"]
    return known


@cache
def correction(year: int) -> re.Pattern[str]:
    """What says in a folded sentence that the report for `year` was corrected since."""
    return re.compile(setting("correction", "sentence").format(year=year))


@cache
def notice() -> re.Pattern[str]:
    """What says in a folded sentence that a report takes the place of an earlier version."""
    return re.compile(setting("correction", "notice"))
