"""The history of a record, as django-simple-history keeps it, with less work for each row."""

from functools import cache

from simple_history import models
from simple_history.manager import HistoryManager


class Manager(HistoryManager):
    """Makes the class for a query set once.

    django-simple-history asks for it whenever a history is looked at, so for each row that is
    written, and Django looks through all of the query set's members to make it.
    """

    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(models.HistoricalRecords):
    """Keeps every state of a record; see django-simple-history."""

    def __init__(self, *args, **options):
        super().__init__(*args, **({"history_manager": Manager} | options))
