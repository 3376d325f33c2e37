"""`python killing_review.py`: reads lines `SECONDS MOMENT COMMAND FOLDER`, does export, import or decide in a
child that is killed, as kill -9 does, so many seconds after the moment (`start` or `write`: when it begins
to write; -1: never). Answers with the seconds that passed since then until it was done (or done writing),
whether it was killed, and whether it was writing then.

One process for all of them, forked for each, since loading takes longer than the commands.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit import pipeline
from audit.excel import writer
from audit.pipeline import open_run
from audit.review import Entry, ReviewStore


def do(command: str, folder: Path) -> None:
    out = folder / "out"
    if command == "export":
        pipeline.export(out, folder / "sent.xlsx")
    elif command == "import":
        pipeline.import_workbook(out, folder / "filled.xlsx")
    else:
        finding_id = open_run(out).frame("findings")["finding_id"].iloc[0]
        pipeline.decide(out, finding_id, Entry(finding_id, "确认"))


def marked(function: Callable[..., Any], pipe: int) -> Callable[..., Any]:
    """`function` that says into `pipe` when it begins and when it is done."""

    def call(*arguments: Any, **named: Any) -> Any:
        os.write(pipe, b"w")
        result = function(*arguments, **named)
        os.write(pipe, b"d")
        return result

    return call


def child(command: str, folder: Path, pipe: int) -> None:
    ReviewStore.record = marked(ReviewStore.record, pipe)  # type: ignore[method-assign]
    writer.write_book = marked(writer.write_book, pipe)
    do(command, folder)
    os._exit(0)


def attempt(seconds: float, moment: str, command: str, folder: Path) -> tuple[float, bool, bool]:
    heard, said = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            child(command, folder, said)
        finally:
            os._exit(1)
    os.close(said)
    marks = os.read(heard, 1) if moment == "write" else b""
    started = time.monotonic()
    if seconds >= 0:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)  # gone already: its end is kept for us to wait for
    elif moment == "write":
        marks += os.read(heard, 1)
    passed = time.monotonic() - started
    _, status = os.waitpid(process, 0)
    if moment == "start":
        passed = time.monotonic() - started
    while select.select([heard], [], [], 0)[0] and (more := os.read(heard, 64)):
        marks += more
    os.close(heard)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), code
    return passed, code != 0, marks.endswith(b"w")


def main() -> None:
    for line in sys.stdin:
        seconds, moment, command, folder = line.split(maxsplit=3)
        passed, killed, writing = attempt(float(seconds), moment, command, Path(folder.strip()))
        print(passed, int(killed), int(writing), flush=True)


if __name__ == "__main__":
    main()
