"""Processes that may hang, swell or die, each at one item at a time: an item costs at most itself.

The pools of the standard library cannot end one worker, and lose all of them when one dies.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from types import FrameType
from typing import Any, Generic, Literal, TypeVar

from audit.errors import RunError

if sys.platform != "win32":
    import resource

__all__ = ["MEMORY", "SECONDS", "Limits", "Lost", "peak_memory", "run_each"]

SECONDS = 120.0
MEMORY = 2 * 1024**3

_START_SECONDS = 300.0  # until a new worker is ready: a virus scanner may look at every import first
_SERVED_MOST = 200  # items; then a fresh worker, so that what libraries leak is never held against a file
_GRACE = 30  # seconds after which an orphaned worker ends itself
_LAST_WORDS = 1.0  # seconds; what hangs in a library does not hear
_KIBIBYTE = 1024
_HANDLES = 60  # Windows cannot wait for more than 63 pipes

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may take: `seconds` from its start, and `memory` in bytes that its worker may
    have, the interpreter's own hundred megabytes included.

    Memory is held to where the system does so (RLIMIT_DATA: on Linux; not on Windows, and on macOS
    hardly); elsewhere only time is. A task over it gets a `MemoryError`, or dies in a C library.
    """

    seconds: float = SECONDS
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that cost its worker: it took too long, or the worker died with this exit code (a
    signal's number, negative)."""

    reason: Literal["timeout", "died"]
    exit_code: int | None = None


def run_each(
    task: Callable[[Item], Result], items: Sequence[Item], *, jobs: int, limits: Limits, preload: str
) -> Generator[tuple[int, Result | Lost], None, None]:
    """The position of every item and what `task` made of it, as they end, from `jobs` processes.

    `task`, items and results are pickled; `task` should not raise, since that costs its worker.
    `preload` is the module that workers start with. Closing the generator ends them.
    Raises `RunError` when no worker can be started.
    """
    context = _context(preload)
    most = min(jobs, _HANDLES) if sys.platform == "win32" else jobs
    waiting = deque(range(len(items)))
    workers: list[_Worker[Item, Result]] = []
    try:
        while waiting or any(worker.position is not None for worker in workers):
            for worker in [worker for worker in workers if worker.is_idle]:
                if waiting and not worker.begin(waiting[0], items[waiting[0]]):
                    workers.remove(worker)
                elif waiting:
                    waiting.popleft()
            busy = sum(worker.position is not None for worker in workers)
            while len(workers) < min(most, busy + len(waiting)):
                workers.append(_Worker(context, task, limits))
            for worker in _stirring(workers):
                position = worker.position
                answer = worker.collect()
                if worker.is_spent:
                    worker.end()
                    workers.remove(worker)
                if position is not None:
                    yield position, answer[0]
    finally:
        for worker in workers:
            worker.end()


def _stirring(workers: Sequence[_Worker[Item, Result]]) -> list[_Worker[Item, Result]]:
    """Waits until some workers have answered, died or are late, and returns these."""
    expected = [worker for worker in workers if not worker.is_idle]
    if not expected:
        return []
    first = min(worker.deadline for worker in expected)
    ready = wait([worker.connection for worker in expected], max(0.0, first - time.monotonic()))
    now = time.monotonic()
    return [worker for worker in expected if worker.connection in ready or now >= worker.deadline]


class _Worker(Generic[Item, Result]):
    """One process and our end of its pipe. `position`: the item it is at."""

    def __init__(self, context: BaseContext, task: Callable[[Item], Result], limits: Limits) -> None:
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, task, limits), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()  # so that its death is the end of the pipe
        self.position: int | None = None
        self.deadline = time.monotonic() + _START_SECONDS
        self.is_idle = False
        self.is_spent = False
        self._limits = limits
        self._served = 0

    def begin(self, position: int, item: Item) -> bool:
        """Hand it an item; False when it has died since it answered."""
        try:
            self.connection.send(item)
        except ConnectionError:
            self.end()
            return False
        self.position, self.is_idle = position, False
        self.deadline = time.monotonic() + self._limits.seconds
        return True

    def collect(self) -> tuple[Any]:
        """What it has to say: the result of its item, or how the item was lost (when it had one)."""
        try:
            answer = self.connection.recv() if self.connection.poll() else Lost("timeout")
        except (EOFError, ConnectionError):
            self.process.join()
            answer = Lost("died", self.process.exitcode)
        if isinstance(answer, Lost) and self.position is None:
            raise RunError(
                "读取进程无法启动",
                found=f"退出码 {answer.exit_code}" if answer.reason == "died" else "长时间没有响应",
                advice="在脚本中调用时，请写在 if __name__ == '__main__': 之下",
            )
        self._served += self.position is not None
        self.is_spent = isinstance(answer, Lost) or self._served >= _SERVED_MOST
        self.position, self.is_idle, self.deadline = None, not self.is_spent, math.inf
        return (answer,)

    def end(self) -> None:
        """End it, with whatever it has started: told first, so that it can end what left its group."""
        self.process.terminate()
        self.process.join(_LAST_WORDS)
        if sys.platform != "win32" and self.process.pid and self.process.is_alive():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()


def peak_memory() -> int:
    """Bytes that this process has had at most; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * _KIBIBYTE


def _context(preload: str) -> BaseContext:
    # fork is unsafe below a threaded kernel such as Jupyter's; Windows knows only spawn.
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


# ------------------------------------------------------------------------------- within a worker


def _serve(connection: Connection, task: Callable[[Any], Any], limits: Limits) -> None:
    """Answer items until the pipe ends, which it does also when the run has been killed."""
    if sys.platform != "win32":
        os.setpgid(0, 0)  # what a reader starts goes with it, and Ctrl-C is the run's affair
        signal.signal(signal.SIGTERM, _leave)
    _limit_memory(limits.memory)
    try:
        with suppress(EOFError, ConnectionError):
            connection.send(None)
            while True:
                item = connection.recv()
                _wake_at(math.ceil(limits.seconds) + _GRACE)
                connection.send(task(item))
                _wake_at(0)
    except _Told:
        os.killpg(0, signal.SIGKILL)


class _Told(BaseException):
    """The run has told this process to end; what is being done unwinds."""


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise _Told


def _limit_memory(size: int) -> None:
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        ceiling = size if most == resource.RLIM_INFINITY else min(size, most)
        resource.setrlimit(resource.RLIMIT_DATA, (ceiling, most))


def _wake_at(seconds: int) -> None:
    """Have the system end this process after that time (0: not): nobody else would, at a file that
    hangs, when the run itself has been killed."""
    if sys.platform != "win32":
        signal.alarm(seconds)
