"""What a hostile hand might add to a form: every field of every model, and lines of formsets."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

OURS = ("bildung", "goals", "milestones")

Data = dict[str, list[str]]


def hostile_data(index: int) -> Data:
    """Return a value for every field. `index` 0 and 1 differ: one of them is no stored value."""
    data = {"pk": [str(70 + index)]}
    for model in _models():
        for name, values in _fields(model, index):
            data.setdefault(name, values)
        for accessor in _accessors(model):
            data |= {f"{accessor}-TOTAL_FORMS": ["1"], f"{accessor}-INITIAL_FORMS": ["0"]}
            related = model._meta.get_field(accessor).related_model
            for name, values in _fields(related, index):
                data[f"{accessor}-0-{name}"] = data[f"form-0-{name}"] = values
    return data | {"form-TOTAL_FORMS": ["1"], "form-INITIAL_FORMS": ["0"]}


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def _accessors(model) -> list[str]:
    return [relation.name for relation in model._meta.related_objects if relation.one_to_many]


def _fields(model, index: int) -> Iterator[tuple[str, list[str]]]:
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        for name in {field.name, field.attname}:
            yield name, [_value(field, index)]


def _value(field: models.Field, index: int) -> str:
    if field.is_relation:
        keys = field.related_model._base_manager.order_by("-pk").values_list("pk", flat=True)
        return str(list(keys[:2])[index % max(len(keys[:2]), 1)] if keys else 1)
    if field.choices:
        return str([value for value, _ in field.flatchoices][-index])
    if isinstance(field, models.DateTimeField):
        return f"2003-02-0{index + 1} 10:00"
    if isinstance(field, models.DateField):
        return f"0{index + 1}.02.2003"
    if isinstance(field, models.BooleanField):
        return "on" if index else ""
    if isinstance(field, models.IntegerField):
        return str(70 + index)
    return f"untergeschoben-{index}@example.org"
