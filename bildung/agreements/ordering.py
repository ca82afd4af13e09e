"""What long lists are sorted by, as expressions for the database."""

from collections.abc import Sequence

from django.db.models import Func, IntegerField

from bildung.vocabulary.status import Status


class Place(Func):
    """The place of a value among `values`, from 0; what is none of them comes last."""

    output_field = IntegerField()

    def __init__(self, expression, values: Sequence[int | str]):
        super().__init__(expression)
        self.values = tuple(values)

    def as_sql(self, compiler, connection, **context):
        value, params = compiler.compile(self.source_expressions[0])
        last = len(self.values)
        if not last:
            return "CAST(0 AS integer)", ()  # a bare number would be the number of a column
        places = " ".join(f"WHEN %s THEN {place}" for place in range(last))
        return f"CASE {value} {places} ELSE {last} END", (*params, *self.values)


def ordered(expressions: tuple, descending: bool) -> list:
    """Return the expressions to sort by, turned round where `descending`, without dates last."""
    return [
        each.desc(nulls_last=True) if descending else each.asc(nulls_last=True)
        for each in expressions
    ]


def status_place() -> Place:
    """Return the place of a record's status in the vocabulary."""
    return Place("status", [status.value for status in Status])
