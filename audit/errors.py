"""Every error this package raises on purpose.

```
AuditError
├── ReadError            a file cannot be read; costs one line in the list of unread files
│   ├── UnknownFormat    no reader for this kind of file
│   ├── DamagedFile      the format is known, the content is broken, empty or encrypted
│   ├── HostileFile      entities, traversal, explosion: refused
│   ├── LimitExceeded    larger than what a report can sensibly be
│   └── Unreachable      permissions, link loops, a directory in place of a file
├── TemplateError        a template TOML is inconsistent
├── SchemaError          a frame does not have the columns the schema promises
├── SuiteError           a suite file cannot be loaded whole
├── SettingsError        arguments, roster or settings files are wrong
├── RunError             an output folder cannot be used
└── ReviewError          a decision cannot be recorded, or their log cannot be opened
    └── DecidedMeanwhile somebody else has decided on the same finding since
```

The message is written for the person at the keyboard, in Chinese, and carries place, what was
found, what was expected and what to do; the parts stay available as attributes.
"""

from __future__ import annotations

__all__ = [
    "AuditError",
    "DamagedFile",
    "DecidedMeanwhile",
    "HostileFile",
    "LimitExceeded",
    "ReadError",
    "ReviewError",
    "RunError",
    "SchemaError",
    "SettingsError",
    "SuiteError",
    "TemplateError",
    "UnknownFormat",
    "Unreachable",
]


class AuditError(Exception):
    """Base of the tree. `str(error)` is one Chinese sentence fit for a screen or a sheet."""

    def __init__(
        self, problem: str, *, place: str = "", found: str = "", expected: str = "", advice: str = ""
    ) -> None:
        self.problem = problem
        self.place = place
        self.found = found
        self.expected = expected
        self.advice = advice
        super().__init__(problem, place, found, expected, advice)

    def __str__(self) -> str:
        return f"{self.place}：{self.reason}" if self.place else self.reason

    @property
    def reason(self) -> str:
        """The message without the place, for lists that name the place in a column of their own."""
        parts = [self.problem]
        if self.found:
            parts.append(f"实际为{self.found}")
        if self.expected:
            parts.append(f"应为{self.expected}")
        if self.advice:
            parts.append(f"建议：{self.advice}")
        return "；".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default protocol, and readers run in workers.
        return _rebuild, (type(self), self.problem, self.place, self.found, self.expected, self.advice)


def _rebuild(
    kind: type[AuditError], problem: str, place: str, found: str, expected: str, advice: str
) -> AuditError:
    return kind(problem, place=place, found=found, expected=expected, advice=advice)


class ReadError(AuditError):
    """A file cannot be read. `code` names the reason for programs."""

    code = "unreadable"


class UnknownFormat(ReadError):
    code = "unknown_format"


class DamagedFile(ReadError):
    code = "damaged"


class HostileFile(ReadError):
    code = "hostile"


class LimitExceeded(ReadError):
    code = "too_large"


class Unreachable(ReadError):
    code = "unreachable"


class TemplateError(AuditError):
    """A template file is inconsistent: unknown key, duplicate, dangling reference."""


class SchemaError(AuditError):
    """A frame lacks a column, has a wrong type, or its key is not unique."""


class SuiteError(AuditError):
    """A suite file cannot be loaded whole: unknown expectation, duplicate rule, bad severity."""


class SettingsError(AuditError):
    """Arguments, roster or settings are wrong."""


class RunError(AuditError):
    """An output folder cannot be used as one."""


class ReviewError(AuditError):
    """A decision cannot be recorded, or the log of decisions cannot be opened."""


class DecidedMeanwhile(ReviewError):
    """Somebody else has decided since; `findings` are the ids concerned, and nothing was recorded."""

    def __init__(
        self,
        problem: str,
        *,
        place: str = "",
        found: str = "",
        expected: str = "",
        advice: str = "",
        findings: tuple[str, ...] = (),
    ) -> None:
        super().__init__(problem, place=place, found=found, expected=expected, advice=advice)
        self.findings = findings
