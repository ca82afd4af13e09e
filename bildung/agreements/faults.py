"""What no record can say: texts that are longer than its fields."""

from collections.abc import Iterator
from functools import cache

from django.core.validators import MaxLengthValidator
from django.db import models

from .names import shortened


def too_long(
    model: type[models.Model], name: str, text: str, place: str, record: str | None = None
) -> Iterator[str]:
    """Yield a German sentence where `text` is too long for the field `name` of `model`.

    It names the `place`, and the text of a `record` there where one is given.
    """
    if len(text) <= (most := _most(model, name)):
        return
    if record is not None:
        place = f"{place}, „{shortened(record)}“"
    field = model._meta.get_field(name)
    yield (
        f"{place}: „{shortened(text)}“ ({field.verbose_name}) hat {len(text)} Zeichen, "
        f"möglich sind höchstens {most}."
    )


@cache
def _most(model: type[models.Model], name: str) -> int:
    validators = model._meta.get_field(name).validators
    return min(each.limit_value for each in validators if isinstance(each, MaxLengthValidator))
