"""What the executors read and build is what the local engine reads and builds."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="needs the extra spark (pyspark)")

from audit.office import load_office
from audit.pipeline import LocalEngine, Settings
from audit.pipeline.inputs import gather
from audit.pipeline.jobs import Job
from audit.spark.engine import SparkEngine


@pytest.fixture
def county(root, tmp_path):
    """A file that no reader can read; `fill` adds some of the sample, and all of them in an archive."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    return folder


def fill(folder, source):
    for path in sorted(source.glob("*.txt"))[:4]:
        shutil.copy(path, folder)
    shutil.make_archive(str(folder / "more"), "zip", folder)


def built_by(engine, county, out):
    job = Job("read", [county], out, Settings(jobs=1))
    inputs = gather(job.paths, out, find=lambda paths: engine.find(paths, job.settings))
    folder = out / "run"
    folder.mkdir(parents=True)
    engine.build(job, inputs, load_office(), folder)
    return {path.stem: pd.read_parquet(path) for path in (folder / "frames").iterdir()}


@pytest.mark.parametrize("reports", [4, 0])
def test_frames_are_those_of_the_local_engine(spark, county, root, tmp_path, reports):
    if reports:
        fill(county, root / "data" / "sample" / "reports" / "2022")
    local = built_by(LocalEngine(), county, tmp_path / "local")
    there = built_by(SparkEngine(spark, tmp_path / "staging"), county, tmp_path / "spark")
    assert there.keys() == local.keys()
    for name, frame in local.items():
        pd.testing.assert_frame_equal(there[name], frame, obj=name)
    assert (local["files"]["read_status"] == "unread").sum() >= 1
