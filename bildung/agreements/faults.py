"""What no record can say: texts that are longer than its fields."""

from collections.abc import Iterator

from django.core.validators import MaxLengthValidator
from django.db import models

from .names import shortened


def too_long(model: type[models.Model], name: str, text: str, place: str) -> Iterator[str]:
    """Yield a German sentence where `text` is too long for the field `name` of `model`."""
    field = model._meta.get_field(name)
    limits = (each for each in field.validators if isinstance(each, MaxLengthValidator))
    most = min(limit.limit_value for limit in limits)
    if len(text) > most:
        yield (
            f"{place}: „{shortened(text)}“ ({field.verbose_name}) hat {len(text)} Zeichen, "
            f"möglich sind höchstens {most}."
        )
