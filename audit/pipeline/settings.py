"""How a run is done, and the rules it is done by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from audit.expect import Suite, adjust_suites, describe_changes, list_rules, load_suites
from audit.office import Office, find_office, load_office
from audit.reading import Limits
from audit.schema import conform, frame_specs

__all__ = ["PART", "Progress", "Rulebook", "Settings", "load_rulebook"]

PART = 1_000
"""Reports in a part: Great Expectations takes as long for ten as for some hundred."""

Progress = Callable[[str, int, int], None]
"""Called with the stage (Chinese), the steps done and the steps in all."""

_BETWEEN = "；"


def _local_time() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True)
class Settings:
    """How a run is done.

    `roster` is the list of who has to report, `manifest` the list of files (whose each is, for which
    year), `config` what the office has set (by default `office.toml` beside the roster), `suites` are
    folders of people's own suites, beside the shipped ones, `previous` runs (or output folders) with
    reports of earlier years, which are compared with and not judged. `review_url` is the database of
    decisions, by default a file in the output folder. Files are read by `jobs` processes, and `limits`
    say what one file may cost; with 0 jobs they are read in this process, where no limit holds
    (a script needs no `if __name__ == "__main__":` then). `part` is how many reports are built and judged
    together: memory goes with it, and what comes of them does not hang on it.
    """

    roster: Path | None = None
    manifest: Path | None = None
    config: Path | None = None
    suites: tuple[Path, ...] = ()
    previous: tuple[Path, ...] = ()
    review_url: str = ""
    jobs: int = 0
    limits: Limits = field(default_factory=Limits)
    part: int = PART
    progress: Progress | None = None
    now: Callable[[], datetime] = _local_time

    def stated(self) -> dict[str, str]:
        """What a run records of them."""
        return {
            "roster": str(self.roster or ""),
            "manifest": str(self.manifest or ""),
            "config": str(find_office(self.config, self.roster) or ""),
            "suites": _BETWEEN.join(str(folder) for folder in self.suites),
            "previous": _BETWEEN.join(str(folder) for folder in self.previous),
            "jobs": str(self.jobs),
        }

    def tell(self, stage: str, done: int, total: int) -> None:
        """Report progress to whoever asked for it."""
        if self.progress is not None:
            self.progress(stage, done, total)

    def continuing(self, earlier: Mapping[str, str]) -> Settings:
        """These, with the office's file and the previous runs that an earlier run recorded where none are
        given now."""
        config = Path(earlier.get("config") or "")
        previous = tuple(map(Path, filter(None, earlier.get("previous", "").split(_BETWEEN))))
        return replace(
            self,
            config=config if self.config is None and config.is_file() else self.config,
            previous=self.previous or previous,
        )


@dataclass(frozen=True)
class Rulebook:
    """The suites that a run is judged by, the office's settings, a Chinese line for each rule that they
    change, and every rule's texts (as `list_rules`)."""

    suites: tuple[Suite, ...]
    office: Office
    changes: tuple[str, ...]
    rules: pd.DataFrame


def load_rulebook(settings: Settings) -> Rulebook:
    """Raises `SettingsError` and `SuiteError`: a broken file should not cost the reading."""
    office = load_office(find_office(settings.config, settings.roster))
    shipped = load_suites((*settings.suites, *office.suites))
    suites = adjust_suites(shipped, office)
    return Rulebook(
        suites, office, describe_changes(shipped, office), conform(list_rules(suites), frame_specs()["rules"])
    )
