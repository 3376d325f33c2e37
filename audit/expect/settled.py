"""Expectations that say what they are without working it out each time."""

from __future__ import annotations

from typing import Any

from great_expectations.compatibility import pydantic
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

__all__ = ["SettledExpectation"]


class SettledExpectation(MulticolumnMapExpectation):
    """Great Expectations asks an expectation for its configuration some hundred times a validation, and
    works it out anew each time. Ours keep it until one of their fields is set."""

    _settled: ExpectationConfiguration | None = pydantic.PrivateAttr(None)

    @property
    def configuration(self) -> ExpectationConfiguration:
        """As Great Expectations makes it; a new object each time, because callers add to its kwargs."""
        if self._settled is None:
            self._settled = super().configuration
        kept = self._settled
        return ExpectationConfiguration(
            type=kept.type,
            kwargs=dict(kept.kwargs),
            meta=dict(kept.meta) if kept.meta else kept.meta,
            notes=kept.notes,
            description=kept.description,
            severity=kept.severity,
            id=kept.id,
            rendered_content=kept.rendered_content,
        )

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name != "_settled":
            super().__setattr__("_settled", None)
