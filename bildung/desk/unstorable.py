"""Answers 400 where a request asks the database for what it cannot hold.

PostgreSQL refuses a NUL and a number out of range, SQLite a number of more than 64 bits. Forms
refuse them with a reason; this is for what stands in addresses, cookies and fields that no form
checks, wherever in the handling of a request it comes to the database.
"""

from traceback import walk_tb

from django.core.exceptions import SuspiciousOperation
from django.db import DataError, connection
from django.db.backends.base import operations


class Unstorable(SuspiciousOperation):
    """A request that asks for what no database holds; a session of that key is none."""


class UnstorableMiddleware:
    """Stands above all that asks the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with connection.execute_wrapper(_execute):
            return self.get_response(request)

    def process_exception(self, request, exception):
        """Refuse what Python stumbles over before the database does: numbers beyond its dates."""
        if isinstance(exception, OverflowError) or _is_about_a_value(exception):
            raise Unstorable(str(exception)) from exception


def _is_about_a_value(error: Exception) -> bool:
    """Whether Django failed to make a value for the database, as of the year 0."""
    *_, (last, _) = walk_tb(error.__traceback__)
    return isinstance(error, ValueError) and last.f_globals["__name__"] == operations.__name__


def _execute(execute, sql, params, many, context):
    try:
        return execute(sql, params, many, context)
    except (DataError, OverflowError) as error:
        raise Unstorable(str(error)) from error
