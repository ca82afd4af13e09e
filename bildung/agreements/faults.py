"""What no record can say: texts that are longer than its fields."""

from collections.abc import Iterator

from django.db import models

from .names import shortened


def too_long(model: type[models.Model], name: str, text: str, place: str) -> Iterator[str]:
    """Yield a German sentence where `text` is too long for the field `name` of `model`."""
    field = model._meta.get_field(name)
    if field.max_length is not None and len(text) > field.max_length:
        yield (
            f"{place}: „{shortened(text)}“ ({field.verbose_name}) hat {len(text)} Zeichen, "
            f"möglich sind höchstens {field.max_length}."
        )
