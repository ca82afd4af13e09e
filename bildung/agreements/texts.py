"""Text fields of models: what is stored, and looked for, is cleaned of what no document can hold.

Whatever way a text comes to the database (save, bulk_create, bulk_update, update, loaddata), it
passes `get_prep_value`; forms refuse beforehand what they should not change without a word (see
fields.py). What is signed, or a digest is taken over, stands in Django's own fields: it is never
rewritten.
"""

from django.db import models

from bildung.vocabulary.characters import cleaned

from . import fields


class _Cleaned:
    """For a text field. To migrations it is Django's own, for the database knows no difference."""

    form_class: type

    def to_python(self, value):
        return _cleaned(super().to_python(value))

    def pre_save(self, instance, add):
        value = _cleaned(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        return _cleaned(super().get_prep_value(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class Line(_Cleaned, models.CharField):
    """A text on one line."""

    form_class = fields.TextField


class Text(_Cleaned, models.TextField):
    """A text of any number of lines."""

    form_class = fields.LinesField


def _cleaned(value):
    return cleaned(value) if isinstance(value, str) else value
