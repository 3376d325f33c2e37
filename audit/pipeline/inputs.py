"""What a run is about: the files, and what the office has said of them beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from audit.errors import SettingsError
from audit.frames import Manifest, match_files, read_manifest, read_roster
from audit.pipeline.runs import is_output
from audit.readers import Input
from audit.reading import find_inputs

__all__ = ["Inputs", "gather"]


@dataclass(frozen=True)
class Inputs:
    """The files of a run, its roster and its manifest. `warnings`: Chinese lines on what of the
    manifest could not be used."""

    files: Sequence[Input]
    roster: pd.DataFrame | None
    manifest: Manifest
    warnings: tuple[str, ...] = ()

    @property
    def years(self) -> Mapping[str, int]:
        """File -> the year under which the manifest lists it."""
        rows = self.manifest.listed.items()
        return {file: row.year for file, row in rows if row.year is not None}

    def facts(self) -> dict[str, Any]:
        """What run.json keeps of them."""
        rows = {file: asdict(row) for file, row in self.manifest.listed.items()}
        for row in rows.values():
            row["published_on"] = row["published_on"] and row["published_on"].isoformat()
        return {"manifest": rows, "warnings": list(self.warnings)}


def gather(
    paths: Sequence[Path | str],
    out: Path,
    *,
    roster: Path | None = None,
    manifest: Path | None = None,
    find: Callable[[Sequence[Path]], Sequence[Input]] = find_inputs,
) -> Inputs:
    """The files under `paths`, without those that are no reports by what they are for: the roster, the
    manifest, and what runs have written in `out`. `find` walks the paths and opens archives.

    Raises `SettingsError` for paths that do not exist, and for a roster or manifest that is wrong.
    """
    agencies = read_roster(roster) if roster else None
    rows = read_manifest(manifest) if manifest else []
    lists = {path.resolve() for path in (roster, manifest) if path}
    files = [
        source
        for source in find(_existing(paths))
        if not is_output(source.path, out)
        and (source.error is not None or source.path.resolve() not in lists)
    ]
    if not files:
        raise SettingsError("没有找到任何文件", found="、".join(map(str, paths)))
    if manifest is None:
        return Inputs(files, agencies, Manifest({}))
    matched = match_files(rows, [source.name for source in files], manifest.name)
    return Inputs(files, agencies, matched, tuple(_warnings(matched, agencies)))


def _existing(paths: Sequence[Path | str]) -> list[Path]:
    found = [Path(path) for path in paths]
    missing = [str(path) for path in found if not path.exists() and not path.is_symlink()]
    if missing or not found:
        raise SettingsError("路径不存在", found="、".join(missing) or "（未给出）", advice="核对路径后重试")
    return found


def _warnings(manifest: Manifest, roster: pd.DataFrame | None) -> Iterator[str]:
    for row in manifest.missing:
        yield f"清单第{row.number}行的文件不在输入中：{row.file}"
    for file in manifest.unlisted:
        yield f"清单没有列出此文件，按其文字认定机关和年度：{file}"
    if roster is None:
        return
    aliases = {alias for names in roster["aliases"] for alias in names.split("；")}
    known = {*roster["agency_id"], *roster["name"], *aliases}
    for row in manifest.listed.values():
        if row.agency and row.agency not in known:
            yield f"清单第{row.number}行的机关不在名单中：{row.agency}"
