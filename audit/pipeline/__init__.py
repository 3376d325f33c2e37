"""The one place where the stages meet: files -> readings -> frames -> suites -> findings -> workbook.

`run` does it all, `read` stops at the frames, `check` judges the frames of an earlier run again.
Each returns the finished `Run`; nothing of an earlier run is changed. `open_review`, `decide`, `export`,
`import_workbook` and `compare` are about what people decide of the findings.

What concerns one report is done part by part (`audit.pipeline.parts`): nothing grows with the corpus but
keys and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from audit.excel import refuse_open
from audit.office import Office, find_office, load_office
from audit.pipeline.building import rebuild_run
from audit.pipeline.engines import Engine, LocalEngine
from audit.pipeline.exporting import export, export_changes
from audit.pipeline.importing import import_workbook
from audit.pipeline.inputs import gather
from audit.pipeline.jobs import Job
from audit.pipeline.relating import load_previous
from audit.pipeline.reviewing import compare, decide, open_review
from audit.pipeline.runs import Run, hold, name_run, new_run, open_run
from audit.pipeline.settings import Rulebook, Settings, load_rulebook
from audit.pipeline.writing import Judged, finish_run
from audit.reading import Limits
from audit.review import default_url, open_store

__all__ = [
    "Engine",
    "Limits",
    "LocalEngine",
    "Run",
    "Settings",
    "check",
    "compare",
    "decide",
    "export",
    "export_changes",
    "import_workbook",
    "open_review",
    "open_run",
    "read",
    "run",
]

_Build = Callable[[Path], None]
"""Writes the frames that follow from reading into the folder of a new run."""
_LOCAL = LocalEngine()


def run(
    paths: Sequence[Path | str],
    out: Path | str,
    settings: Settings | None = None,
    engine: Engine = _LOCAL,
) -> Run:
    """Read, judge and write everything; `engine` is who does it.

    A file whose content an earlier run into `out` has read is not read again. Raises `SettingsError`
    for paths that do not exist and `RunError` for an unusable `out`; a file that cannot be read is a
    row of the frame `files`, never an error here.
    """
    _refuse_open(Path(out))
    job = Job("run", paths, Path(out), settings or Settings())
    rulebook = load_rulebook(job.settings)  # first: a broken suite should not cost the reading
    engine.refuse(rulebook.suites)
    return _finish(job, rulebook.office, engine, _from_files(job, rulebook.office, engine), rulebook)


def read(
    paths: Sequence[Path | str],
    out: Path | str,
    settings: Settings | None = None,
    engine: Engine = _LOCAL,
) -> Run:
    """Read only: a run with frames and no findings."""
    job = Job("read", paths, Path(out), settings or Settings())
    office = load_office(find_office(job.settings.config, job.settings.roster))
    return _finish(job, office, engine, _from_files(job, office, engine))


def check(out: Path | str, settings: Settings | None = None, engine: Engine = _LOCAL) -> Run:
    """Judge the frames of the run at `out` again (an output folder or a run), as a new run beside it.

    What the office has set since counts: thresholds, deadlines, accepted wordings. Its topics count from
    the next `run` on, for they are read with the files. Raises `RunError` when there is no run, or when
    one that it was compared with is gone.
    """
    earlier = open_run(out)
    _refuse_open(earlier.folder.parent.parent)
    settings = (settings or Settings()).continuing(earlier.info.get("settings", {}))
    paths = [Path(path) for path in earlier.info.get("paths", [])]
    facts = {name: earlier.info[name] for name in ("manifest", "warnings") if name in earlier.info}
    job = Job("check", paths, earlier.folder.parent.parent, settings, facts=facts)
    rulebook = load_rulebook(settings)
    engine.refuse(rulebook.suites)

    def build(folder: Path) -> None:
        with job.clock.stage("load"):
            rebuild_run(earlier, rulebook.office, folder, settings.part)

    return _finish(job, rulebook.office, engine, build, rulebook)


def _refuse_open(out: Path) -> None:
    """A workbook that somebody has open would be saved over the new run's: said before anything is read."""
    for path in (out / "findings.xlsx", out / "current" / "findings.xlsx"):
        refuse_open(path)


def _from_files(job: Job, office: Office, engine: Engine) -> _Build:
    settings = job.settings
    with job.clock.stage("find"):
        inputs = gather(
            job.paths,
            job.out,
            roster=settings.roster,
            manifest=settings.manifest,
            find=lambda found: engine.find(found, settings),
        )
    job.facts.update(inputs.facts())
    return lambda folder: engine.build(job, inputs, office, folder)


def _finish(job: Job, office: Office, engine: Engine, build: _Build, rulebook: Rulebook | None = None) -> Run:
    """Fill a new run: nothing of it is there until it is whole."""
    settings = job.settings
    previous = load_previous(settings)
    started = settings.now()
    with hold(job.out):
        run_id = name_run(job.out, started)
        with new_run(job.out, run_id) as folder:
            build(folder)
            with job.clock.stage("relate"):
                engine.relate(job, office, previous, folder)
            judged = None
            if rulebook is not None:
                with job.clock.stage("judge"):
                    judged = Judged(engine.judge(folder, rulebook.suites, settings), rulebook)
            settings.tell("写表", 0, 1)
            with closing(open_store(settings.review_url or default_url(job.out))) as store:
                finish_run(job, started, folder, judged, store)
            settings.tell("写表", 1, 1)
    return open_run(job.out / "runs" / run_id)
