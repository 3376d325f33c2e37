"""Killed during export, import and decide: the log and the workbook are whole, and as before or as after."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from audit.pipeline import export, open_review, open_run, run
from audit.review import Entry
from audit.samples import make_corpus
from tests.pipeline.reviewing import fill_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no fork and no SIGKILL on Windows")

_SCRIPT = Path(__file__).with_name("killing_review.py")
COMMANDS = ["export", "import", "decide"]


class Victims:
    """Commands in processes that are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(_SCRIPT.parents[2])},
        )

    def attempt(
        self, command: str, folder: Path, moment: str = "start", seconds: float = -1
    ) -> tuple[float, bool, bool]:
        self._process.stdin.write(f"{seconds} {moment} {command} {folder}\n")
        self._process.stdin.flush()
        passed, killed, writing = self._process.stdout.readline().split()
        return float(passed), killed == "1", writing == "1"

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A run with one decision on it, its workbook, and the workbook filled in for every finding."""
    folder = tmp_path_factory.mktemp("killed") / "before"
    make_corpus(folder, agencies=3, years=(2024,), faults="all", formats=["lines"], seed=3)
    run([folder / "reports"], folder / "out")
    ids = open_run(folder / "out").frame("findings")["finding_id"]
    export(folder / "out", folder / "filled.xlsx")
    fill_in(folder / "filled.xlsx", {i: {"处置": "待核实", "备注": "见附件"} for i in ids})
    with closing(open_review(folder / "out")) as store:
        store.record([Entry("earlier", "确认", note="先前")])
    export(folder / "out", folder / "sent.xlsx")
    return folder


def kill_often(before, tmp_path, command, times, moment="start"):
    """How many of `times` attempts were killed at all, and how many in a write. The moments are spread over
    what the command, or (`write`) its write, takes when nobody kills it."""
    victims = Victims()
    try:
        shutil.copytree(before, tmp_path / "whole", symlinks=True)
        victims.attempt(command, tmp_path / "whole")  # the first loads what the others have
        measured = []
        for _ in range(3):
            shutil.rmtree(tmp_path / "whole")
            shutil.copytree(before, tmp_path / "whole", symlinks=True)
            measured.append(victims.attempt(command, tmp_path / "whole", moment)[0])
        seconds = statistics.median(measured)
        added = len(entries(tmp_path / "whole")) - 1
        hit = killed = 0
        for number in range(times):
            folder = tmp_path / str(number)
            shutil.copytree(before, folder, symlinks=True)
            _, dead, writing = victims.attempt(command, folder, moment, seconds * (number + 0.5) / times)
            killed += dead
            hit += writing
            assert len(entries(folder)) - 1 in (0, added)
            check_workbook(before / "sent.xlsx", folder / "sent.xlsx")
            victims.attempt(command, folder)
            assert len(entries(folder)) >= 1 + added
            shutil.rmtree(folder)
    finally:
        victims.close()
    return killed, hit


def entries(folder):
    """The log, which has to be whole and to begin with what was there before."""
    with closing(sqlite3.connect(folder / "out" / "review.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    log = open_review(folder / "out").log()
    assert log.iloc[0][["finding_id", "note"]].tolist() == ["earlier", "先前"]
    return log


def check_workbook(older, path):
    """It is the older one, or a whole newer one."""
    if path.read_bytes() != older.read_bytes():
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            assert "[Content_Types].xml" in package.namelist()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_killed_command_leaves_everything_whole(before, tmp_path, command):
    killed, _ = kill_often(before, tmp_path, command, 4)
    assert killed


@pytest.mark.acceptance
@pytest.mark.parametrize(("command", "times"), tuple(zip(COMMANDS, (67, 67, 66), strict=True)))
def test_killed_two_hundred_times(before, tmp_path, command, times, record_number):
    killed, hit = kill_often(before, tmp_path, command, times)
    record_number(f"{command}: killed, of {times}:", killed)
    record_number(f"{command}: of these while it was writing:", hit)
    assert hit


@pytest.mark.acceptance
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_fifty_times_in_the_midst_of_a_write(before, tmp_path, command, record_number):
    killed, hit = kill_often(before, tmp_path, command, 50, "write")
    record_number(f"{command}: killed, of 50:", killed)
    record_number(f"{command}: of these while it was writing:", hit)
    assert hit > 10
