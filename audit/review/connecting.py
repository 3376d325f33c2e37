"""Databases: where the log of an output folder is, how it is opened, made, and brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from audit.errors import ReviewError
from audit.review.store import ReviewStore

__all__ = ["default_url", "open_store"]

_FILE = "review.sqlite"
_BUSY = 60.0  # seconds that a writer waits for another
_LOCK = 0x61756469  # PostgreSQL's advisory lock while the tables are made: an arbitrary number of ours
_URL_ADVICE = (
    "写成 postgresql+pg8000://用户:口令@主机/库 或 sqlite:///路径，并安装 disclosure-audit[postgres]"
)


def default_url(out: Path) -> str:
    """The log beside the runs of the output folder `out`."""
    return f"sqlite:///{(out / _FILE).resolve()}"


def open_store(url: str, now: Callable[[], datetime] | None = None) -> ReviewStore:
    """The log at `url`, made or brought up to date if need be.

    Raises `ReviewError` when the database cannot be reached, or was written by a newer version.
    """
    engine = _connect(url)
    try:
        with _exclusive(engine) as connection:
            _upgrade(connection)
    except DBAPIError as error:
        raise ReviewError("处置记录无法打开", place=_show(url), found=str(error.orig)) from error
    return ReviewStore(engine, now or _local_time)


def _local_time() -> datetime:
    return datetime.now(UTC).astimezone()


def _connect(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True)
        # No pool: notebooks stay open for days, and a file that is held open cannot be moved or copied.
        engine = create_engine(parsed, poolclass=NullPool, connect_args={"timeout": _BUSY})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ReviewError("处置记录的地址无效", place=_show(url), advice=_URL_ADVICE) from error
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _show(url: str) -> str:
    """The address without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "（无法识别）"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # begin is said below, not by the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its turn at once: what it has looked at cannot change before it writes.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _exclusive(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else makes tables."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("audit.review") / "migrations"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision == scripts.get_current_head():
        return
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise ReviewError(
            "处置记录由更新版本的程序写成", found=str(revision), advice="请升级本程序后再打开"
        ) from error
