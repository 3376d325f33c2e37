"""The stages of a run on Spark, in the place of the local engine's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession

from audit.corpus import Means
from audit.expect import Suite
from audit.expect.distributed import refuse_untranslatable
from audit.frames import FrameWriter, Seats, StoredFrames, assign, build_files, build_roster
from audit.office import Office
from audit.pipeline.building import earlier_versions
from audit.pipeline.inputs import Inputs
from audit.pipeline.jobs import Job
from audit.pipeline.judging import Tally
from audit.pipeline.parts import build
from audit.pipeline.relating import relate_run
from audit.pipeline.runs import new_cache
from audit.pipeline.settings import Settings
from audit.readers import Input
from audit.spark.building import build_on_spark
from audit.spark.judging import judge_on_spark
from audit.spark.pieces import settle, take
from audit.spark.reading import KEY, ReadingOrders, find_on_spark, read_on_spark
from audit.spark.relating import SparkYears
from audit.spark.session import connect
from audit.spark.similar import SparkCandidates

__all__ = ["SparkEngine", "open_engine"]

_STAGING = ".spark-"
_BUILT_TOGETHER = 500
"""Reports whose frames are one piece: what comes of them does not hang on it, memory does."""


@contextmanager
def open_engine(master: str, out: Path) -> Iterator[SparkEngine]:
    """The engine at `master` for runs into `out`. Raises `SettingsError` when nobody answers there, and
    `RunError` when nothing can be written in `out`."""
    new_cache(out)
    with (
        connect(master) as spark,
        tempfile.TemporaryDirectory(dir=out, prefix=_STAGING, ignore_cleanup_errors=True) as staging,
    ):
        yield SparkEngine(spark, Path(staging))


@dataclass(frozen=True)
class SparkEngine:
    """The engine at `spark`. Stages are put down in `staging`, a folder that driver and executors share."""

    spark: SparkSession
    staging: Path

    def refuse(self, suites: Sequence[Suite]) -> None:
        """As `Engine` has it."""
        refuse_untranslatable(suites)

    def find(self, paths: Sequence[Path], settings: Settings) -> list[Input]:
        """As `Engine` has it."""
        return find_on_spark(self.spark, paths, settings.limits)

    def build(self, job: Job, inputs: Inputs, office: Office, folder: Path) -> None:
        """As `Engine` has it."""
        orders = ReadingOrders(job.settings.limits, new_cache(job.out).resolve(), inputs.years, office.topics)
        for left in set(job.out.glob(f"{_STAGING}*")) - {self.staging}:  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        with job.clock.stage("read"):
            readings = settle(read_on_spark(self.spark, inputs.files, orders), self.staging / "readings")
            keys = list(take(readings, KEY))
        reused = sum(key.reused for key in keys)
        job.counts.update(reread=len(keys) - reused, reused=reused)
        with job.clock.stage("frames"):
            entries, placements = assign(
                keys, inputs.roster, inputs.manifest.listed, earlier_versions(job.out)
            )
            seats = Seats(inputs.roster)
            pieces = build_on_spark(readings, placements, seats, office, _BUILT_TOGETHER)
            with FrameWriter(folder / "frames") as writer:
                writer.add({"files": build_files(entries), "roster": build_roster(inputs.roster)})
                writer.add(build([], seats, office))  # frames are there also when no file is a report
                for frames in take(settle(pieces, self.staging / "frames")):
                    writer.add(frames)

    def relate(self, job: Job, office: Office, previous: Sequence[StoredFrames], folder: Path) -> None:
        """As `Engine` has it."""
        folders = [path.resolve() for path in (folder / "frames", *(frames.folder for frames in previous))]
        years = SparkYears(self.spark, folders, self.staging / "years")
        relate_run(job, office, previous, folder, Means(years, SparkCandidates(self.spark, self.staging)))

    def judge(self, folder: Path, suites: Sequence[Suite], settings: Settings) -> Tally:
        """As `Engine` has it."""
        tally = Tally()
        written, validations = judge_on_spark(self.spark, folder.resolve() / "frames", suites, settings.part)
        with FrameWriter(folder / "frames") as writer:
            for verdict in take(settle(written, self.staging / "verdicts")):
                writer.add({"outcomes": verdict.outcomes, "findings": verdict.findings})
                tally.add(verdict)
        tally.validations = validations
        return tally
