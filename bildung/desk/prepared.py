"""Queries of overviews that Django puts in words once, and not for each page.

To word a query with many joins takes Django longer than the database takes to answer it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, update_wrapper

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ExpressionWrapper, F, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class prepared:
    """Makes a function that returns a query, given keys, return the query's lines.

    The query is a `values_list`. Nothing but the keys may change in it from one time to the next:
    no day, and no person. Keys are positive, and the query has no negative number of its own.
    """

    def __init__(self, query_for: Callable[[Sequence[int]], QuerySet]):
        update_wrapper(self, query_for)
        self._query_for = query_for
        # For each number of keys there are other words. Each thread has a connection of its own.
        self._worded = lru_cache(maxsize=100)(self._word)

    def __call__(self, keys: Collection[int]) -> Iterable[tuple]:
        """Return the lines for `keys` (1 query; none without keys)."""
        if not keys:
            return ()
        given, connection = list(keys), connections[DEFAULT_DB_ALIAS]
        compiler, sql, parameters = self._worded(connection, len(given))
        filled = [given[-1 - each] if _is_place(each) else each for each in parameters]
        with connection.cursor() as cursor:
            if all(map(_is_place, parameters)):
                # Numbers alone need no quoting, for which drivers read the whole query.
                cursor.execute(sql % tuple(map(int, filled)))
            else:
                cursor.execute(sql, filled)
            lines = cursor.fetchall()
        return compiler.results_iter([lines], tuple_expected=True)

    def _word(
        self, connection: BaseDatabaseWrapper, count: int
    ) -> tuple[SQLCompiler, str, tuple[object, ...]]:
        places = [-1 - place for place in range(count)]
        compiler = self._query_for(places).query.get_compiler(connection=connection)
        return compiler, *compiler.as_sql()


def unconverted(name: str) -> ExpressionWrapper:
    """Return a column of dates or truth values, to be read as the database's driver returns it.

    That is a date or a truth value already, and yet Django looks at each on its way.
    """
    return ExpressionWrapper(F(name), output_field=Field())


def _is_place(parameter: object) -> bool:
    """Whether a key is to stand here: a negative number names its place among the keys."""
    return isinstance(parameter, int) and parameter < 0
