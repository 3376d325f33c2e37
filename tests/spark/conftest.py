"""One Spark on this machine for all tests of the folder; without pyspark or Java they skip."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

import pytest

if find_spec("pyspark") is not None:
    from audit.spark.session import connect


@pytest.fixture(scope="session")
def spark():
    """A session with one core and a small heap."""
    if find_spec("pyspark") is None:
        pytest.skip("needs the extra spark (pyspark)")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("needs the extra spark's Java")
    small = {"spark.driver.memory": "1g", "spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"}
    with connect("local[1]", small) as session:
        yield session
