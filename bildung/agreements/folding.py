"""Search and sorting that know umlauts, the same on SQLite and PostgreSQL.

SQLite's `LIKE` and `lower()` know ASCII alone, and what PostgreSQL's do depends on the locale of
the cluster. So neither is trusted with letters: SQLite calls vocabulary/folding.py itself, as a
function of each connection, and PostgreSQL gets its table of letters for `translate`.
"""

import operator
from collections.abc import Iterable
from functools import reduce

from django.db.models import CharField, Func, Q, Value
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import Contains

from bildung.vocabulary import folding

FUNCTIONS = {
    "bildung_dictionary": folding.dictionary,
    "bildung_forms": folding.forms,
}

_ACCENTS = "".join(map(chr, folding.COMBINING))  # without a counterpart, so they are dropped


def register(connection, **kwargs) -> None:
    """Teach a new SQLite connection the functions (a receiver of `connection_created`)."""
    if connection.vendor == "sqlite":
        for name, function in FUNCTIONS.items():
            connection.connection.create_function(
                name, 1, lambda text, fold=function: text and fold(text), deterministic=True
            )


class Dictionary(Func):
    """The dictionary form of a text: what texts are sorted by."""

    function = "bildung_dictionary"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler, connection, **context):
        return compiler.compile(_translated(self.source_expressions[0]))


class Forms(Func):
    """Both forms of a text, in which `holding` looks for words."""

    function = "bildung_forms"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler, connection, **context):
        text = self.source_expressions[0]
        both = Concat(_translated(text), Value("\n"), _translated(_replaced(text, folding.UMLAUTS)))
        return compiler.compile(both)


def holding(text: str, *fields: str) -> Q:
    """Return the condition that each word of `text` stands in one of `fields`."""
    return reduce(operator.and_, (_word(word, fields) for word in folding.words(text)), Q())


def _word(word: str, fields: Iterable[str]) -> Q:
    condition = Q()
    for form in {folding.dictionary(word), folding.telephone_book(word)}:
        for field in fields:
            condition |= Q(
                Contains(Forms(Coalesce(field, Value(""), output_field=CharField())), form)
            )
    return condition


def _replaced(text, pairs):
    for old, new in pairs.items():
        text = Func(text, Value(old), Value(new), function="REPLACE", output_field=CharField())
    return text


def _translated(text):
    letters = folding.LETTERS
    table = Value("".join(letters) + _ACCENTS), Value("".join(letters.values()))
    plain = Func(
        _replaced(text, folding.PAIRS), *table, function="TRANSLATE", output_field=CharField()
    )
    return Func(plain, function="LOWER", output_field=CharField())
