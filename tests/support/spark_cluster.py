"""A standalone cluster of Spark on the loopback: a master and workers as processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cluster", "start_cluster"]

_HOST = "127.0.0.1"
_PATIENCE = 120.0  # seconds until a process of the cluster is up


@dataclass(frozen=True)
class Cluster:
    """`master` is the address for `--master`, `environment` what a driver has to be started with."""

    master: str
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]]

    def kill_worker(self) -> None:
        """End one worker at once, and with it its executors: what a machine's loss looks like."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)
        self.workers.pop(0).wait()


@contextmanager
def start_cluster(home: Path, folder: Path, *, workers: int) -> Iterator[Cluster]:
    """A master and `workers` workers with a core each, from the distribution of Spark at `home` (pyspark
    carries one). Logs go to `folder`. Everything is ended with the block."""
    port = _free_port()
    master = f"spark://{_HOST}:{port}"
    small = {
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_IP": _HOST,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }
    environment = {**os.environ, **small, "SPARK_HOME": str(home)}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments]
        with (folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        started.append(process)
        return process

    try:
        start(
            "master", "master.Master", "--host", _HOST, "--port", str(port), "--webui-port", str(_free_port())
        )
        _await_line(folder / "master.log", "New state: ALIVE")
        standing = []
        for number in range(workers):
            name = f"worker-{number}"
            given = ["--host", _HOST, "--cores", "1", "--memory", "1g", "--webui-port", str(_free_port())]
            standing.append(start(name, "worker.Worker", *given, "--work-dir", str(folder / name), master))
        for number in range(workers):
            _await_line(folder / f"worker-{number}.log", "Successfully registered with master")
        yield Cluster(master, environment, standing)
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _await_line(log: Path, text: str) -> None:
    end = time.monotonic() + _PATIENCE
    while text not in log.read_text(encoding="utf-8", errors="replace"):
        assert time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")
        time.sleep(0.2)
