"""A county over three years in parts of seven reports, and judged again in other parts."""

from __future__ import annotations

import pytest

from audit.pipeline import Settings, check
from tests.pipeline.test_parts import compare_frames, compare_validations, run_both_ways

pytestmark = pytest.mark.acceptance


def test_a_county_in_parts_of_seven_is_the_county(tmp_path):
    one, parts = run_both_ways(tmp_path, agencies=40, part=7)
    compare_frames(one, parts)
    compare_validations(one, parts)
    assert len(one.frame("rollups")) > 0
    assert len(one.frame("year_counts")) > 0
    again = check(one.folder, Settings(part=30))
    for name in ("claims", "sections", "cells", "similar", "year_pairs", "rollups", "filings"):
        assert one.frame(name).equals(again.frame(name))
    assert set(again.frame("findings")["finding_id"]) == set(one.frame("findings")["finding_id"])
