"""`run`, `read` and `check` on Apache Spark (`--engine spark`)."""

from __future__ import annotations

import argparse

from audit.cli import run
from audit.pipeline import open_run
from audit.spark.engine import open_engine

__all__ = ["execute"]


def execute(options: argparse.Namespace) -> int:
    """As `audit.cli.run.execute`, the stages being done at `--master`."""
    out = open_run(options.out).folder.parent.parent if options.command == "check" else options.out
    with open_engine(options.master, out) as engine:
        return run.execute(options, engine)
