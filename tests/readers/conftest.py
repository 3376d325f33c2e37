"""What tests of readers share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

_NOBODY = 65534
_BECOME = """
import os, sys
if os.geteuid() == 0:
    os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
"""


@pytest.fixture
def as_nobody(root: Path, tmp_path: Path) -> Callable[[str], list[str]]:
    """Runs code in a child process without root's power over permissions; returns what it prints.

    The package is imported before the power is given up: nobody may not be able to read it.
    """
    if os.name == "nt":
        pytest.skip("permissions work differently on Windows")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder.name.startswith(("pytest-", "test_")):
            folder.chmod(0o755)

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
