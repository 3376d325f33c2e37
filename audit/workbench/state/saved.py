"""Filters that a person wants again, kept beside the runs: `OUT/.lab/filters.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from audit.errors import SettingsError
from audit.workbench.state.run import Filter

__all__ = ["SavedFilters"]

_FORMAT = TypeAdapter(dict[str, Filter])


class SavedFilters:
    """Filters by name in the file `path`, which need not be there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Mapping[str, Filter]:
        """By name, in the order of saving. Raises `SettingsError` when the file cannot be used."""
        if not self.path.exists():
            return {}
        try:
            return _FORMAT.validate_json(self.path.read_bytes())
        except (OSError, ValidationError) as error:
            raise SettingsError(
                "保存的筛选无法读取", place=str(self.path), advice="删除该文件后重新保存"
            ) from error

    def save(self, name: str, wanted: Filter) -> None:
        """Keep `wanted` as `name`, in place of what bore it. Raises `SettingsError` for a blank name or
        a folder that cannot be written to."""
        if not name.strip():
            raise SettingsError("请先填写筛选的名称")
        self._write({**self.load(), name.strip(): wanted})

    def remove(self, name: str) -> None:
        """Forget `name`."""
        self._write({known: wanted for known, wanted in self.load().items() if known != name})

    def _write(self, filters: Mapping[str, Filter]) -> None:
        fresh = self.path.with_suffix(".new")
        text = json.dumps(
            {name: asdict(wanted) for name, wanted in filters.items()}, ensure_ascii=False, indent=1
        )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self.path)
        except OSError as error:
            raise SettingsError(
                "筛选不能保存", place=str(self.path), found=error.strerror or str(error)
            ) from error
