"""Files converted by LibreOffice, for the tests that need what it writes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest


def convert(paths: Sequence[Path], suffix: str, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each path with what LibreOffice made of it, all in one call; the test is skipped without it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = ["--convert-to", suffix.lstrip("."), "--outdir", str(folder)]
    command = [program, profile, "--headless", *target, *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for path in paths:
        yield path, folder / f"{path.stem}{suffix}"
