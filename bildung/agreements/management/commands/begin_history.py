"""The first history entry of records that have none."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction
from django.db.models.signals import post_save
from simple_history.utils import get_history_manager_for_model

from bildung.agreements.acts import Origin, act
from bildung.agreements.origins import STOCK as REASON


@act(Origin.COMMAND, "begin_history")
@transaction.atomic
def begin_history() -> int:
    """Write „erstellt“ into the history of each record without one; return for how many.

    `loaddata` writes no history but for records with tags (many-to-many). The package's own
    `populate_history` skips a model as soon as one record has a history, and leaves out the tags.
    """
    begun = 0
    for model in apps.get_models():
        if hasattr(model._meta, "simple_history_manager_attribute"):
            for record in _without_history(model):
                record._change_reason = REASON
                post_save.send(
                    sender=model, instance=record, created=True, raw=False, using=record._state.db
                )
                begun += 1
    return begun


def _without_history(model: type[models.Model]) -> list[models.Model]:
    known = get_history_manager_for_model(model).values(model._meta.pk.attname)
    return list(model._base_manager.exclude(pk__in=known))


class Command(BaseCommand):
    help = "Begins the history of all records that have none, as after loaddata. Safe to repeat."

    def handle(self, **options):
        self.stdout.write(f"Records whose history begins now: {begin_history()}")
