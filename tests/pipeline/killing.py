"""`python killing.py COMMAND INPUT`: reads lines `N OUT` and does a run into OUT that kills itself, as
kill -9 does, before the Nth thing it does to a file there (0: never). Answers each with the number of
things done, or with -9.

One process for all of them, forked for each run, since loading takes longer than running.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from audit import pipeline

_CHANGES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink"}
_WRITES = os.O_WRONLY | os.O_RDWR


class Countdown:
    """An audit hook: counts what is done below `out`, and kills before the last."""

    def __init__(self, out: str, last: int) -> None:
        self.out, self.last, self.done = out, last, 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in _CHANGES or not any(self.out in str(argument) for argument in arguments):
            return
        if event == "open" and not int(str(arguments[2])) & _WRITES:
            return
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def main(command: str, source: str) -> None:
    for line in sys.stdin:
        last, out = line.split(maxsplit=1)
        child = os.fork()
        if child == 0:
            countdown = Countdown(out.strip(), int(last))
            sys.addaudithook(countdown)
            getattr(pipeline, command)([Path(source)], Path(out.strip()))
            print(countdown.done, flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
