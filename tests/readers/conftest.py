"""What tests of readers share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_NOBODY = 65534
_BECOME = """
import os, sys
if os.geteuid() == 0:
    os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that everybody may enter (pytest's own are shut to other users)."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def as_nobody(root: Path) -> Callable[[str], list[str]]:
    """Runs code in a child process without root's power over permissions; returns what it prints.

    The package is imported before the power is given up: nobody may not be able to read it.
    """
    if os.name == "nt":
        pytest.skip("permissions work differently on Windows")

    def run(code: str) -> list[str]:
        program = f"import audit.readers\n{_BECOME.format(nobody=_NOBODY)}\n{code}"
        environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run
