"""The history of a record, as django-simple-history keeps it, with less work for each row."""

from functools import cache

from simple_history import models
from simple_history.manager import HistoryManager

from .acts import HistoryRow, know_all


class Manager(HistoryManager):
    """Makes the class for a query set once.

    django-simple-history asks for it whenever a history is looked at, so for each row that is
    written, and Django looks through all of the query set's members to make it.
    """

    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)

    def bulk_history_create(self, objs, *args, **kwargs):
        """Write the rows of `objs`, whose agreements are looked up at once."""
        know_all(objs)
        return super().bulk_history_create(objs, *args, **kwargs)


class HistoricalRecords(models.HistoricalRecords):
    """Keeps every state of a record, and by which act it came; see django-simple-history."""

    def __init__(self, *args, **options):
        super().__init__(*args, **({"history_manager": Manager, "bases": (HistoryRow,)} | options))
