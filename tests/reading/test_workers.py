"""Workers that hang, swell and die: each costs the item it was at."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.errors import RunError
from audit.readers import office
from audit.reading.workers import Limits, Lost, run_each

_PRELOAD = "audit.reading.files"  # as the pipeline: one server serves every test
_LARGE = 512 * 2**20


def _behave(item):
    """What each kind of item does to its worker."""
    match item:
        case "hang":
            time.sleep(3600)
        case "die":
            os._exit(9)
        case "swell":
            try:
                return len(bytearray(2 * _LARGE))
            except MemoryError:
                return "no memory"
        case "crash":
            raise ZeroDivisionError
    return item, os.getpid()


def _results(items, jobs=2, **limits):
    found = dict(run_each(_behave, items, jobs=jobs, limits=Limits(**limits), preload=_PRELOAD))
    return [found[position] for position in range(len(items))]


def test_every_item_is_answered_and_the_work_is_shared():
    results = _results(list(range(20)))
    assert [item for item, _ in results] == list(range(20))
    assert os.getpid() not in {process for _, process in results}


def test_no_items_need_no_workers():
    assert _results([]) == []


def test_what_hangs_or_dies_costs_itself():
    results = _results(["a", "hang", "b", "die", "c", "d", "hang"], seconds=2)
    assert [results[place] for place in (1, 3, 6)] == [Lost("timeout"), Lost("died", 9), Lost("timeout")]
    assert [results[place][0] for place in (0, 2, 4, 5)] == ["a", "b", "c", "d"]


def test_one_worker_is_replaced_when_it_is_lost():
    results = _results(["die", "a", "die", "b"], jobs=1)
    assert [isinstance(result, Lost) for result in results] == [True, False, True, False]
    assert results[1][1] != results[3][1]


def test_a_task_that_raises_costs_its_item():
    results = _results(["crash", "a"], jobs=1)
    assert results[0] == Lost("died", 1)
    assert results[1][0] == "a"


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not hold a process to its memory")
def test_memory_has_its_limit():
    assert _results(["swell", "a"], jobs=1, memory=_LARGE)[0] == "no memory"
    assert _results(["swell"], jobs=1)[0] == 2 * _LARGE


def test_what_is_abandoned_leaves_no_process_behind():
    answers = run_each(_behave, ["a", "hang", "hang"], jobs=2, limits=Limits(), preload=_PRELOAD)
    _, first = next(answers)
    assert not isinstance(first, Lost)
    _, process = first
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def _convert(program):
    return office._finishes([program])


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_program_that_a_late_worker_waits_for_goes_with_it(tmp_path):
    program = tmp_path / "soffice"
    program.write_text('#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 600\n', encoding="utf-8")
    program.chmod(0o755)
    answers = run_each(_convert, [str(program)], jobs=1, limits=Limits(seconds=4), preload=_PRELOAD)
    assert list(answers) == [(0, Lost("timeout"))]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "soffice.pid").read_text(encoding="utf-8")), 0)


def test_libreoffice_is_given_up_before_its_worker_is():
    assert Limits().seconds > office._SECONDS


def test_a_script_that_cannot_be_imported_again_is_told_so(tmp_path):
    """Workers import the script that started them; without a guard they would start workers in turn."""
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from audit.reading.workers import Limits, run_each\n"
        "from audit.errors import RunError\n"
        "try: list(run_each(len, ['a'], jobs=1, limits=Limits(), preload='audit.reading.files'))\n"
        "except RunError as error: print(error)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, encoding="utf-8", check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "__main__" in done.stdout
    assert RunError.__name__ not in done.stdout
