"""Where a change came from, kept in the history as its reason.

Whoever writes may set `_change_reason` on the record. What a page writes without saying so is
named here: the admin's inlines and actions, tags, and all that goes when a record is deleted.
"""

from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

BROWSER = "Browser"
ADMIN = "Verwaltung"
IMPORT = "Import"
STOCK = "Bestand übernommen"  # see the command begin_history


@receiver(pre_create_historical_record)
def name_origin(history_instance, **kwargs):
    """Give a history row without a reason the one of the page that is writing it, if any."""
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None or history_instance.history_change_reason:
        return
    match = getattr(request, "resolver_match", None)
    if match is not None:
        history_instance.history_change_reason = ADMIN if match.app_name == "admin" else BROWSER
