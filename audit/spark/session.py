"""The connection to Spark: on this machine (`local[2]`) or to a cluster's master."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from audit.errors import SettingsError

__all__ = ["connect"]

# A row of ours may hold a whole report, or a frame of a part: few travel at a time.
_ROWS_AT_A_TIME = 64
_OURS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(_ROWS_AT_A_TIME),
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def connect(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """A session at `master`, ended with the block, with further `settings` of Spark's. What is not about
    our rows (memory, cores) is otherwise the cluster's affair: `spark-defaults.conf` in `SPARK_CONF_DIR`.

    Raises `SettingsError` when there is no Java, or nobody answers at `master`.
    """
    builder = SparkSession.builder.appName("disclosure-audit").master(master)
    for name, value in {**_OURS, **(settings or {})}.items():
        builder = builder.config(name, value)
    if "PYSPARK_PYTHON" not in os.environ:
        builder = builder.config("spark.pyspark.python", sys.executable)
    try:
        session = builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        raise SettingsError(
            "无法启动或连接 Spark",
            place=master,
            found=str(error).splitlines()[0],
            advice="确认已安装 Java 17（或 21）、--master 的地址正确且集群正在运行",
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()
