"""Killed at any moment, a run leaves the old output or the new, and the next goes on from there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from audit import pipeline
from audit.samples import make_corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no fork and no SIGKILL on Windows")

_SCRIPT = Path(__file__).with_name("killing.py")


class Victims:
    """Runs of a command over `source` in processes of their own."""

    def __init__(self, command: str, source: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(_SCRIPT), command, str(source)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(_SCRIPT.parents[2])},
        )

    def run(self, out: Path, *, kill_at: int = 0) -> int:
        self._process.stdin.write(f"{kill_at} {out}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A folder of reports, and an output folder of when one of them was not there yet."""
    folder = tmp_path_factory.mktemp("killed")
    make_corpus(folder, agencies=2, years=(2024,), faults=["T4-TOTAL-01"], formats=["lines"], seed=3)
    reports = folder / "reports"
    added = min(reports.glob("*/*"))
    added.rename(folder / added.name)
    pipeline.run([reports], folder / "old")
    (folder / added.name).rename(added)
    return reports, folder / "old"


def _contents(out):
    run = pipeline.open_run(out)
    return {name: frame.to_json() for name, frame in run.frames.items()}


@pytest.mark.parametrize(("command", "moments"), [("read", 12), ("run", 3)])
def test_a_killed_run_leaves_the_old_or_the_new_and_the_next_completes(changed, tmp_path, command, moments):
    reports, old = changed
    victims = Victims(command, reports)
    try:
        shutil.copytree(old, tmp_path / "whole", symlinks=True)
        changes = victims.run(tmp_path / "whole")
        before, after = _contents(old), _contents(tmp_path / "whole")
        assert before != after
        seen = []
        for moment in pd.Series(range(1, changes + 1)).sample(moments, random_state=1).sort_values():
            out = tmp_path / str(moment)
            shutil.copytree(old, out, symlinks=True)
            assert victims.run(out, kill_at=moment) == -signal.SIGKILL
            seen.append(_contents(out))
            assert seen[-1] in (before, after)
            finished = getattr(pipeline, command)([reports], out)
            assert _contents(out) == after
            assert finished.info["counts"]["reused"] >= 1
            assert (out / "frames").resolve() == finished.folder / "frames"
            assert (out / "findings.xlsx").is_file() == (command == "run")
            assert not list(out.rglob("*.partial"))
        assert before in seen
    finally:
        victims.close()


def test_a_run_with_workers_that_is_killed_goes_on_from_what_was_read(changed, tmp_path):
    """The command line, killed while it reads: what was read is kept, and no worker stays behind."""
    reports, _ = changed
    out = tmp_path / "out"
    code = (
        "import os, signal\n"
        "from audit.cli import main\n"
        "from audit.pipeline import building\n"
        "building.assign = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"main(['read', {str(reports)!r}, '--out', {str(out)!r}, '--jobs', '2'])"
    )
    environment = os.environ | {"PYTHONPATH": str(_SCRIPT.parents[2])}
    # Reaching the end of its output means that whoever could write to it, workers too, is gone.
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=environment)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert len(list((out / "cache").glob("*.gz"))) == 2
    assert pipeline.read([reports], out).info["counts"]["reused"] == 2
