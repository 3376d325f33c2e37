"""A run over a made-up corpus against the corpus's key: what was found, missed, and not explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from audit.corpus import relate
from audit.expect import judge, load_suites
from audit.frames import build_frames, match_files, read_manifest, read_roster
from audit.office import load_office
from audit.readers import Input
from audit.reading import read_all
from audit.samples.key import CorpusKey, read_key

__all__ = ["Subject", "audit_corpus", "compare", "score_rules"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A filing, a missing one or an unread file: rules that must fail, that may, and that do."""

    name: str
    must: frozenset[str]
    may: frozenset[str]
    failing: frozenset[str]

    @property
    def missed(self) -> frozenset[str]:
        """Rules that should have failed."""
        return self.must - self.failing

    @property
    def unexplained(self) -> frozenset[str]:
        """Rules that failed without a reason."""
        return self.failing - self.must - self.may


def compare(key: CorpusKey, frames: Mapping[str, pd.DataFrame], folder: str = "") -> Iterator[Subject]:
    """Every subject of the corpus. `folder`: what stands before the files of the key in the run's own."""
    outcomes = frames["outcomes"]
    fails = outcomes[outcomes["outcome"] == "fail"]
    failing = {str(name): frozenset(rules) for name, rules in fails.groupby("report_id")["rule_id"]}
    files = frames["files"]
    by_file = dict(zip(files["file"], files["report_id"], strict=True))
    for filing, reports in key.filings().items():
        ids = {by_file[report.file.removeprefix(folder)] for report in reports}
        must = frozenset[str]().union(*(report.must_fail for report in reports))
        may = frozenset[str]().union(*(report.may_fail for report in reports))
        found = frozenset[str]().union(*(failing.pop(each, frozenset()) for each in ids))
        yield Subject(filing, must, may, found)
    expected = dict.fromkeys(key.missing, "G-MISSING-01")
    expected |= {f"file:{file.removeprefix(folder)}": "G-UNREAD-01" for file in key.unread}
    for name in {*expected, *failing}:
        must = frozenset([expected[name]] if name in expected else [])
        yield Subject(name, must, frozenset(), failing.get(name, frozenset()))


def score_rules(subjects: Iterable[Subject]) -> pd.DataFrame:
    """Rule by rule over the subjects: `planted` (must fail), `found` of them, `fired`, `confirmed` (explained
    by the key), with `recall` and `precision`. The index is `rule_id`."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("planted", "found", "fired", "confirmed")}
    for subject in subjects:
        counts["planted"].update(subject.must)
        counts["found"].update(subject.must & subject.failing)
        counts["fired"].update(subject.failing)
        counts["confirmed"].update(subject.failing - subject.unexplained)
    table = pd.DataFrame(counts).fillna(0).astype(int).sort_index().rename_axis("rule_id")
    table["recall"] = table["found"] / table["planted"]
    table["precision"] = table["confirmed"] / table["fired"]
    return table


def audit_corpus(folder: Path) -> tuple[CorpusKey, Mapping[str, pd.DataFrame]]:
    """The corpus that `make_corpus` wrote into `folder`, read and judged with its roster and manifest: its
    key, and the frames with outcomes and findings among them."""
    key = read_key(folder / "key.json")
    names = [*(report.file for report in key.reports), *key.unread]
    listed = match_files(read_manifest(folder / "manifest.csv"), names, "manifest.csv").listed
    readings = read_all([Input(folder / name, name) for name in names])
    frames = build_frames(readings, roster=read_roster(folder / "roster.csv"), listed=listed)
    frames |= relate(frames, office=load_office())
    verdict = judge(frames, load_suites())
    return key, {**frames, "outcomes": verdict.outcomes, "findings": verdict.findings}
