"""What is told by looking across the reports of a run and of earlier ones, beside its frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from audit.corpus import Means, relate_parts
from audit.errors import RunError
from audit.frames import FrameWriter, StoredFrames
from audit.office import Office
from audit.pipeline.jobs import Job
from audit.pipeline.runs import open_run
from audit.pipeline.settings import Settings

__all__ = ["load_previous", "relate_run"]


def load_previous(settings: Settings) -> list[StoredFrames]:
    """The frames of the runs with earlier years. Without one of them findings would be missed in silence."""
    try:
        return [StoredFrames(open_run(folder).folder / "frames") for folder in settings.previous]
    except RunError as error:
        raise RunError(
            "用来比对的以往运行打不开",
            place=error.place,
            advice="核对位置；已经移走的放回原处，或者重新执行 disclosure-audit run，用 --previous 指明",
        ) from error


def relate_run(
    job: Job,
    office: Office,
    previous: Sequence[StoredFrames],
    folder: Path,
    means: Means | None = None,
) -> None:
    """Write the frames that follow from those in `folder` and from the settings of the `office`: what
    earlier reports say of claims takes the place of what was there. `means`: who does what takes long."""
    job.facts["wordings"] = asdict(office.wordings)
    with StoredFrames(folder / "frames") as frames, FrameWriter(folder / "related") as writer:
        tell = partial(job.settings.tell, "比对")
        for pieces in relate_parts(frames, office, previous, job.settings.part, tell, means):
            writer.add(pieces)
    for path in (folder / "related").iterdir():
        path.replace(folder / "frames" / path.name)
    (folder / "related").rmdir()
