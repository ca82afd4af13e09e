"""Tells that something the software stands on is out of reach for now: its database, or a disk.

That is no fault of the software: pages are answered 503 and tried again later, the command line and
the log say it in one line.
"""

import errno
import logging
import sqlite3

from django.db import InterfaceError, OperationalError

# Of SQLite's primary result codes (sqlite.org/rescode.html).
SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
# Classes of PostgreSQL's error codes: connection, resources, intervention of the operator, system.
POSTGRES_CLASSES = {"08", "53", "57", "58"}
DISK_CODES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENXIO, errno.ESTALE}


def out_of_reach(error: BaseException | None) -> str:
    """Return on one line, as its driver says it, what is out of reach; empty for other errors."""
    if isinstance(error, OSError):
        return _line(error) if error.errno in DISK_CODES else ""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return ""
    driver = error.__cause__ or error
    if code := getattr(driver, "sqlite_errorcode", None):
        return _line(driver) if code & 0xFF in SQLITE_CODES else ""
    state = getattr(driver, "sqlstate", None)
    # Without a state there was no server to give one: no connection, or a lost one.
    return _line(driver) if state is None or state[:2] in POSTGRES_CLASSES else ""


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


class OneLine(logging.Filter):
    """Leaves out tracebacks that tell nothing: of what is out of reach, of a wrong Host.

    The record's message gains what was out of reach instead.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if reason := out_of_reach(error):
            record.msg, record.args = f"{record.getMessage()}: {reason}", ()
        if reason or record.name == "django.security.DisallowedHost":
            record.exc_info = record.exc_text = None
        return True
