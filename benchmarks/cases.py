"""Reports to read, each with the cells that stand in it: made up, and real ones where there are any."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.samples import compose_corpus, settle_agencies, write_report
from audit.samples.model import ReportContent
from audit.samples.truth import read_truth
from audit.template import Template, load_templates
from tests.readers import workbooks

if find_spec("playwright"):
    from tests.readers.chromium import BROWSERS, print_pages

__all__ = ["SEED", "Case", "browser", "convert", "made_up", "made_up_pages", "office", "real"]

SEED = 11
_YEARS = (2020, 2023, 2024)

# What is read -> how a made-up report is written, and what LibreOffice then makes of it.
_WRITTEN: Mapping[str, tuple[str, str]] = {
    "text": ("tabs", ""),
    "html": ("page", ""),
    "docx": ("docx", ""),
    "pdf of docx, LibreOffice": ("docx", "pdf"),
    "pdf of html, LibreOffice": ("page", "pdf:writer_web_pdf_Export"),
    "doc": ("docx", "doc"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A file and its truth: cell key -> number, None for a blank. `template` has the form of its tables."""

    path: Path
    template: Template
    cells: Mapping[str, float | None]


def made_up(folder: Path, agencies: int) -> Iterator[tuple[str, list[Case]]]:
    """Format, and what it was made of and by -> the same reports in it; those that need LibreOffice or
    Chromium only where it is."""
    contents = list(compose_corpus(settle_agencies(agencies, SEED), _YEARS, SEED))
    for name, (written, target) in _WRITTEN.items():
        if target and office() is None:
            continue
        cases = list(_write(folder / name, contents, written))
        yield name, [*_converted(cases, target)] if target else cases
    if browser() is not None:
        yield "pdf of html, Chromium", list(_printed(list(_write(folder / "prints", contents, "page"))))
    yield "xlsx", list(_workbooks(folder / "xlsx", contents))


def made_up_pages(folder: Path, agencies: int) -> list[Case]:
    """Web pages of other agencies than those of `made_up`."""
    contents = compose_corpus(settle_agencies(agencies, SEED + 1), _YEARS, SEED + 1)
    return list(_write(folder, list(contents), "page"))


def real(folder: str | None = os.environ.get("AUDIT_REAL_REPORTS")) -> list[Case]:
    """The reports of AUDIT_REAL_REPORTS that have all their cells listed in expected_more.json."""
    if not folder:
        return []
    expected = json.loads((Path(folder) / "expected_more.json").read_text(encoding="utf-8"))
    templates = load_templates()
    return [
        Case(
            Path(folder) / name,
            templates[entry["template"]],
            {key: v["value"] if isinstance(v, dict) else v for key, v in entry["cells"].items()},
        )
        for name, entry in expected.items()
        if isinstance(entry, dict) and "cells" in entry and (Path(folder) / name).is_file()
    ]


def office() -> str | None:
    """LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def browser() -> str | None:
    """Chromium, where it and what drives it are installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None) if find_spec("playwright") else None


def convert(paths: Sequence[Path], target: str, folder: Path) -> list[Path]:
    """The paths as LibreOffice converts them, all in one call."""
    with TemporaryDirectory() as profile:
        command = [str(office()), f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"]
        command += ["--convert-to", target, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True)
    return [folder / f"{path.stem}.{target.split(':', maxsplit=1)[0]}" for path in paths]


def _write(folder: Path, contents: Iterable[ReportContent], written: str) -> Iterator[Case]:
    folder.mkdir(parents=True)
    suffix = {"tabs": ".txt", "page": ".html", "docx": ".docx"}[written]
    for number, content in enumerate(contents):
        path = folder / f"{number:03}{suffix}"
        write_report(content, written, path)
        yield _case(path, content)


def _workbooks(folder: Path, contents: Iterable[ReportContent]) -> Iterator[Case]:
    folder.mkdir(parents=True)
    for number, content in enumerate(contents):
        path = folder / f"{number:03}.xlsx"
        path.write_bytes(workbooks.write_report(content))
        yield _case(path, content)


def _converted(cases: Sequence[Case], target: str) -> Iterator[Case]:
    paths = convert([case.path for case in cases], target, cases[0].path.parent)
    for case, path in zip(cases, paths, strict=True):
        yield Case(path, case.template, case.cells)


def _printed(cases: Sequence[Case]) -> Iterator[Case]:
    for case, (_, path) in zip(cases, print_pages([case.path for case in cases]), strict=True):
        yield Case(path, case.template, case.cells)


def _case(path: Path, content: ReportContent) -> Case:
    return Case(path, content.template, {key: read_truth(text).value for key, text in content.cells()})
