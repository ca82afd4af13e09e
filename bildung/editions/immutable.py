"""Records that are written once: no way through the ORM changes or deletes them.

The one exception is Django's own: where an account is deleted, what the person signed keeps the
name alone. The database refuses by itself, too (see triggers.py).
"""

from typing import ClassVar

from django.db import models
from django.db.models.signals import class_prepared, pre_delete
from django.dispatch import receiver


class ImmutableError(TypeError):
    """Somebody tried to change or delete what stays as it was written."""

    def __init__(self, model: type[models.Model]):
        super().__init__(f"{model.__name__} is immutable: it is neither changed nor deleted.")


class ImmutableQuerySet(models.QuerySet):
    """Finds records, and changes none. `_update` and `_raw_delete` are Django's own short ways."""

    def update(self, **values):
        self._refuse_unless_user_is_gone(values)
        return super().update(**values)

    def _update(self, values):
        # loaddata asks so before it inserts: a whole database comes back, and nothing is changed.
        if self.exists():
            raise ImmutableError(self.model)
        return 0

    def delete(self):
        raise ImmutableError(self.model)

    def _raw_delete(self, using):
        raise ImmutableError(self.model)

    def bulk_create(self, *args, **kwargs):
        raise ImmutableError(self.model)

    def bulk_update(self, *args, **kwargs):
        raise ImmutableError(self.model)

    def update_or_create(self, *args, **kwargs):
        raise ImmutableError(self.model)

    # As Django marks its own: not to be called from a template, not copied to managers.
    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True

    def _refuse_unless_user_is_gone(self, values) -> None:
        forgotten = self.model.forgotten
        if not forgotten or values != {forgotten: None}:
            raise ImmutableError(self.model)


class Immutable(models.Model):
    """`forgotten` names the field of the person, which is emptied when the account is deleted."""

    forgotten: ClassVar[str] = ""

    objects = models.Manager.from_queryset(ImmutableQuerySet)()

    class Meta:
        abstract = True
        # Related managers and deletions further up work through this one.
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ImmutableError(type(self))
        # Else Django would first try to update a row that has the same key.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise ImmutableError(type(self))


@receiver(class_prepared)
def watch_deletions(sender, **kwargs) -> None:
    if issubclass(sender, Immutable) and not sender._meta.abstract:
        pre_delete.connect(refuse_deletion, sender=sender)


def refuse_deletion(sender, **kwargs) -> None:
    """Stop what collects records by itself, past both delete()."""
    raise ImmutableError(sender)
