"""A large run out of a small one: its frames over and over, each copy with agencies of its own.

Reading and judging 50,000 reports takes hours; what the notebooks make of them does not depend on how the
frames came about. `python -m tests.support.replicated OUT AGENCIES` writes such a run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from audit.pipeline import Run, open_run, run
from audit.samples import make_corpus

__all__ = ["make_run", "replicate"]

_IDS = ("report_id", "agency_id", "finding_id", "cause", "outcome_id", "fingerprint")
_ONCE = ("rules",)
"""Frames that are no longer for more reports."""
_GROUP = 20_000
"""Rows stored together, as `audit.frames.store` does it."""


def make_run(out: Path, agencies: int = 12, year: int = 2024, seed: int = 5) -> Run:
    """A run over made-up reports of one year, faults included; the reports lie beside `out`."""
    corpus = out.parent / f"{out.name}-corpus"
    make_corpus(corpus, agencies=agencies, years=(year,), formats=("tabs",), seed=seed)
    return run([corpus / "reports"], out)


def replicate(small: Run, out: Path, agencies: int) -> Run:
    """A run of about `agencies` agencies in `out`: copies of all of `small`'s."""
    copies = max(1, round(agencies / small.frame("reports")["agency_id"].nunique()))
    folder = out / "runs" / small.run_id
    (folder / "frames").mkdir(parents=True)
    for path in sorted((small.folder / "frames").glob("*.parquet")):
        table = pq.read_table(path)
        with pq.ParquetWriter(folder / "frames" / path.name, table.schema, compression="zstd") as writer:
            numbers = range(1 if path.stem in _ONCE else copies)
            together = max(1, _GROUP // max(len(table), 1))
            for first in range(0, len(numbers), together):
                some = numbers[first : first + together]
                writer.write_table(pa.concat_tables(_copy(table, n) if n else table for n in some))
    (folder / "run.json").write_text(json.dumps(dict(small.info)), encoding="utf-8")
    (out / "current").write_text(small.run_id, encoding="utf-8")
    return open_run(out)


def _copy(table: pa.Table, number: int) -> pa.Table:
    for place, name in enumerate(table.column_names):
        if name in _IDS:
            suffix = f"-{number}"
        elif name == "agency":
            suffix = f"（{number}）"
        else:
            continue
        column = pc.binary_join_element_wise(table[name].cast(pa.string()), suffix, "")
        field = table.schema.field(place)
        table = table.set_column(place, field, column.cast(field.type))
    return table


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        print(replicate(make_run(Path(folder) / "out"), Path(sys.argv[1]), int(sys.argv[2])).folder)
