"""Named in `expectations/gx/great_expectations.yml`: makes the folder a plain Great Expectations project.

Importing this module registers our Expectation classes, and the store refuses what Great
Expectations would only log: a suite from which it dropped an expectation.
"""

from __future__ import annotations

from typing import Any

from great_expectations.core import ExpectationSuite
from great_expectations.data_context.store.expectations_store import ExpectationsStore as PlainStore

import audit.expect.conditions as registered
import audit.expect.intervals as registered_intervals
from audit.errors import SuiteError

__all__ = ["ExpectationsStore", "registered", "registered_intervals"]


class ExpectationsStore(PlainStore):
    """The plain store, whose suites are whole. The name is Great Expectations' own: it silently
    replaces a store whose class it does not know by name."""

    def deserialize_suite_dict(self, suite_dict: dict[str, Any]) -> ExpectationSuite:
        """The suite in `suite_dict`. Raises `SuiteError` when an expectation was dropped."""
        suite = super().deserialize_suite_dict(suite_dict)
        written, loaded = len(suite_dict["expectations"]), len(suite.expectations)
        if written != loaded:
            raise SuiteError(
                "套件未能完整载入",
                place=str(suite_dict.get("name", "")),
                found=f"{loaded} 条",
                expected=f"{written} 条",
                advice="检查 expectation 的 type、kwargs 与 severity",
            )
        return suite
