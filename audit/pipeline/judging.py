"""Frames on disk judged part by part; outcomes and findings beside them as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.expect import Suite, Verdict, join_validations
from audit.frames import FrameWriter, StoredFrames
from audit.pipeline.parts import judge_part, plan_subjects
from audit.pipeline.settings import Settings

__all__ = ["Tally", "judge_run"]


@dataclass
class Tally:
    """What the suites said of all parts: how many findings of each severity, how many outcomes of each
    kind, and Great Expectations' own results by suite."""

    findings: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    validations: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        self.findings.update(verdict.findings["severity"])
        self.outcomes.update(verdict.outcomes["outcome"])
        self.validations = join_validations(self.validations, verdict.validations)


def judge_run(folder: Path, suites: Sequence[Suite], settings: Settings) -> Tally:
    """Judge everything in the frames of the run in `folder`, and write `outcomes` and `findings` to them."""
    tally = Tally()
    with StoredFrames(folder / "frames") as frames, FrameWriter(frames.folder) as writer:
        parts = plan_subjects(frames, settings.part)
        for number, subjects in enumerate(parts):
            settings.tell("审查", number, len(parts))
            verdict = judge_part(frames, subjects, suites)
            writer.add({"outcomes": verdict.outcomes, "findings": verdict.findings})
            tally.add(verdict)
    settings.tell("审查", len(parts), len(parts))
    return tally
