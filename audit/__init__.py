"""Disclosure Audit: the audit workbench for annual reports on government information disclosure.

Importing the package does nothing; the main job is `audit.pipeline.run`.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
