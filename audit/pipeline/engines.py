"""Who does the stages of a run: this machine's processes, or another engine in their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from audit.expect import Suite
from audit.frames import StoredFrames
from audit.office import Office
from audit.pipeline.building import build_run
from audit.pipeline.inputs import Inputs
from audit.pipeline.jobs import Job
from audit.pipeline.judging import Tally, judge_run
from audit.pipeline.relating import relate_run
from audit.pipeline.settings import Settings
from audit.readers import Input
from audit.reading import find_inputs

__all__ = ["Engine", "LocalEngine"]


class Engine(Protocol):
    """The stages. What one writes into `folder`, a run on its way, does not hang on the engine."""

    def refuse(self, suites: Sequence[Suite]) -> None:
        """Raise `SuiteError` for what it cannot judge by, before anything is read."""

    def find(self, paths: Sequence[Path], settings: Settings) -> Sequence[Input]:
        """Every file under `paths`."""

    def build(self, job: Job, inputs: Inputs, office: Office, folder: Path) -> None:
        """Read the files, and write the frames that follow from reading alone."""

    def relate(self, job: Job, office: Office, previous: Sequence[StoredFrames], folder: Path) -> None:
        """Write the frames that follow from those in `folder` and the settings of the `office`."""

    def judge(self, folder: Path, suites: Sequence[Suite], settings: Settings) -> Tally:
        """Judge everything in the frames in `folder`, and write `outcomes` and `findings` to them."""


class LocalEngine:
    """This process, and `settings.jobs` others that read."""

    def refuse(self, suites: Sequence[Suite]) -> None:
        """As `Engine` has it: nothing that `load_suites` has taken."""

    def find(self, paths: Sequence[Path], settings: Settings) -> Sequence[Input]:
        """As `Engine` has it."""
        return find_inputs(paths, jobs=settings.jobs, limits=settings.limits)

    def build(self, job: Job, inputs: Inputs, office: Office, folder: Path) -> None:
        """As `Engine` has it."""
        build_run(job, inputs, office, folder)

    def relate(self, job: Job, office: Office, previous: Sequence[StoredFrames], folder: Path) -> None:
        """As `Engine` has it."""
        relate_run(job, office, previous, folder)

    def judge(self, folder: Path, suites: Sequence[Suite], settings: Settings) -> Tally:
        """As `Engine` has it."""
        return judge_run(folder, suites, settings)
