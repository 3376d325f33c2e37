"""The suite files in a plain Great Expectations context, without our runner."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audit.errors import SuiteError
from audit.expect import judge, load_suites, shipped_folder
from audit.expect.store import ExpectationsStore
from tests.expect.clean import clean_frames, together

# As in README, but for the two paths.
SCRIPT = """\
import sys

import great_expectations as gx
import pandas as pd

suite = gx.get_context(mode="file", project_root_dir=sys.argv[1]).suites.get("2021.arithmetic")
frame = pd.read_parquet(sys.argv[2]).set_index("report_id")
batch = gx.get_context(mode="ephemeral").data_sources.pandas_default.read_dataframe(frame)
keys = {"unexpected_index_column_names": ["report_id"], "exclude_unexpected_values": True}
for result in batch.validate(suite, result_format={"result_format": "COMPLETE", **keys}).results:
    if not result.success:
        print(result.expectation_config.meta["rule_id"], result.result["unexpected_index_list"])
"""


def test_a_plain_script_gets_the_same_failures(tmp_path: Path) -> None:
    frames = together(*(clean_frames(agency_id=f"QX{n}") for n in range(4)))
    wide = frames["wide_2021"]
    wide.loc[1, "applications.granted.business"] = 777.0
    wide.loc[2, "disputes.reconsideration.total"] = float("nan")
    wide.loc[3, ["proactive.regulations.in_force", "disputes.litigation_direct.upheld"]] = 0.0
    wide.to_parquet(tmp_path / "wide_2021.parquet")
    before = (shipped_folder() / "gx" / "great_expectations.yml").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(shipped_folder()), str(tmp_path / "wide_2021.parquet")],
        capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    suites = [suite for suite in load_suites() if suite.name == "2021.arithmetic"]
    failed = judge(frames, suites).outcomes.query("outcome == 'fail'")
    ours = {
        f"{rule} [{{'report_id': {sorted(group)}}}]" for rule, group in failed.groupby("rule_id")["report_id"]
    }
    assert len(ours) == 4
    assert set(done.stdout.splitlines()) == ours
    assert (shipped_folder() / "gx" / "great_expectations.yml").read_bytes() == before


def test_the_store_refuses_a_suite_that_lost_something() -> None:
    store = ExpectationsStore()
    good = {"type": "expect_column_to_exist", "kwargs": {"column": "a"}}
    assert len(store.deserialize_suite_dict({"name": "s", "expectations": [good]}).expectations) == 1
    with pytest.raises(SuiteError, match="未能完整载入"):
        store.deserialize_suite_dict(
            {"name": "s", "expectations": [good, {**good, "type": "expect_miracles"}]}
        )
