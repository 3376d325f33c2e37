"""Spark on a standalone cluster of two workers: what it finds is what the local engine finds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from audit.pipeline import Settings, open_run, run
from audit.samples import make_corpus
from tests.support.spark_cluster import start_cluster

pytestmark = pytest.mark.acceptance

REPORTS = int(os.environ.get("AUDIT_SPARK_REPORTS", "5000"))
YEARS = range(2019, 2025)


@pytest.fixture(scope="module")
def spark_home():
    """The distribution of Spark that pyspark carries."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        pytest.skip("needs the extra spark (pyspark)")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("needs the extra spark's Java")
    return Path(found.origin).parent


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A made-up corpus, and what the local engine says of it."""
    folder = tmp_path_factory.mktemp("spark")
    make_corpus(folder / "corpus", agencies=-(-REPORTS // len(YEARS)), years=YEARS, seed=31)
    finished = run([folder / "corpus" / "reports"], folder / "local", settings(folder, jobs=2))
    assert len(finished.frame("findings")) > REPORTS / 10
    return folder


def settings(folder, **more):
    return Settings(roster=folder / "corpus" / "roster.csv", **more)


def start(cluster, folder, out):
    """`disclosure-audit run` as people call it."""
    command = [sys.executable, "-c", "from audit.cli import main; raise SystemExit(main())"]
    given = ["run", folder / "corpus" / "reports", "--roster", folder / "corpus" / "roster.csv", "--out", out]
    engine = ["--engine", "spark", "--master", cluster.master, "--fail-on", "never"]
    return subprocess.Popen(
        [*command, *map(str, given), *engine], env=cluster.environment, stderr=subprocess.PIPE, text=True
    )


def finish(process):
    _, said = process.communicate()
    assert process.returncode == 0, said


def assert_same(folder, out):
    """Every frame of the two runs, row for row."""
    local, there = open_run(folder / "local"), open_run(out)
    assert there.names == local.names
    for name in local.names:
        pd.testing.assert_frame_equal(there.frame(name), local.frame(name), obj=name)
    return len(there.frame("reports")), len(there.frame("findings"))


def test_two_workers_find_what_one_machine_finds(spark_home, county, tmp_path, record_number):
    with start_cluster(spark_home, tmp_path, workers=2) as cluster:
        finish(start(cluster, county, tmp_path / "out"))
    reports, findings = assert_same(county, tmp_path / "out")
    record_number("reports:", reports)
    record_number("findings, each as the local engine has it:", findings)


@pytest.mark.parametrize("stage", ["readings", "verdicts"])
def test_a_worker_that_is_killed_costs_nothing(spark_home, county, tmp_path, record_number, stage):
    with start_cluster(spark_home, tmp_path, workers=2) as cluster:
        process = start(cluster, county, tmp_path / "out")
        while not any((tmp_path / "out").glob(f".spark-*/{stage}/_temporary/**/*.parquet")):
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.1)
        cluster.kill_worker()
        finish(process)
    _, findings = assert_same(county, tmp_path / "out")
    record_number("findings with one worker of two killed, each as the local engine has it:", findings)
