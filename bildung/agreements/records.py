"""What the records of both annexes have in common: a version, a place in order, a time frame."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, Q

from bildung.vocabulary.status import Status

from .locking import hold_agreement_of
from .ordering import Place
from .scheduled import undated

FINISHED = tuple(status.value for status in Status if status.finished)
# How near an end is soon, and how long without a Sachstand is long.
SOON = timedelta(days=60)
SILENT = timedelta(days=90)


class Versioned(models.Model):
    """Counts its changes, so that a form can tell whether its page is stale (see forms.py)."""

    version = models.PositiveIntegerField("Version", default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class Ordered(models.Model):
    """Has a place among its siblings: those with the same record in the field `ordered_within`.

    Saved without a place, a record becomes the last one (`bulk_create` needs the place given).
    Equal places keep the order in which they were made.
    """

    ordered_within: ClassVar[str]

    position = models.PositiveIntegerField(
        "Reihenfolge", default=None, blank=True, help_text="Leer: ans Ende."
    )

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def save(self, *args, **kwargs):
        if self.position is None:
            self.position = self._place_after_siblings()
        super().save(*args, **kwargs)

    def move(self, step: int) -> bool:
        """Change places with the sibling at `step`, after reading this record anew.

        Returns False, and changes nothing, where there is no such sibling. Raises DoesNotExist
        where the record is gone.
        """
        with transaction.atomic():
            self._hold_parents(getattr(self, self._within))
            siblings = self._siblings_at(getattr(self, self._within))
            places = [record.position for record in siblings]
            here = siblings.index(self)
            there = here + step
            if not 0 <= there < len(siblings):
                return False
            siblings[here], siblings[there] = siblings[there], siblings[here]
            self._take_places(siblings, places)
            return True

    def move_to(self, parent: models.Model, before: "models.Model | None" = None) -> bool:
        """Go below `parent`, to the place of the record `before`, or to the end.

        Returns False, and changes nothing, where the record stands there. Raises DoesNotExist
        where the record, `parent` or `before` is gone, or `before` stands elsewhere by now.
        """
        with transaction.atomic():
            former = getattr(self, self._within)
            self._hold_parents(former, parent.pk)
            stored = self._siblings_at(parent.pk)
            siblings = [record for record in stored if record != self]
            if before is not None and before not in siblings:
                raise type(self).DoesNotExist
            index = len(siblings) if before is None else siblings.index(before)
            siblings.insert(index, self)
            if siblings == stored:
                return False
            places = [record.position for record in stored]
            if self not in stored:
                places.append(max(places, default=0) + 1)
            setattr(self, self.ordered_within, parent)
            self._take_places(siblings, places)
            return True

    @property
    def _within(self) -> str:
        return self._meta.get_field(self.ordered_within).attname

    def _hold_parents(self, *keys: int) -> None:
        """Lock what the places are counted in, and read this record anew.

        Whoever adds below it, or moves there, waits. What was moved meanwhile is held where it is.
        """
        hold_agreement_of(self)
        parents = self._meta.get_field(self.ordered_within).related_model._base_manager
        wanted = set(keys)
        # In the order of their keys, so that two people never wait for each other. No stronger than
        # foreign keys allow, for whoever writes below holds an agreement so (see locking.py).
        held = parents.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        if len(held) < len(wanted):
            raise type(self).DoesNotExist
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        if getattr(self, self._within) not in wanted:
            raise type(self).DoesNotExist

    def _siblings_at(self, parent: int) -> list:
        stored = type(self)._base_manager.select_for_update()
        return list(stored.filter(**{self._within: parent}).order_by("position", "pk"))

    def _take_places(self, records: list, places: list[int]) -> None:
        """Give `records`, of which this is one, the `places` in their order.

        Only those are written whose place changes, with the reason this record has for it.
        """
        least = 0
        for record, place in zip(records, places, strict=True):
            place = max(place, least)  # equal places have no order to change
            least = place + 1
            if record == self:
                self.position = place
                self.save()
            elif record.position != place:
                record.position = place
                record._change_reason = getattr(self, "_change_reason", None)
                record.save()

    def _place_after_siblings(self) -> int:
        whole = {self.ordered_within: getattr(self, self.ordered_within)}
        last = type(self)._base_manager.filter(**whole).aggregate(last=Max("position"))["last"]
        return (last or 0) + 1


def below(records: models.QuerySet, parent: str, *names: str) -> dict[int, list[tuple]]:
    """Map the keys of parents to the values of the fields `names` of each of `records` below them.

    In the order of `records` (1 query). Where thousands are shown, records themselves would take
    ten times the time and memory.
    """
    found: dict[int, list[tuple]] = {}
    for key, *values in records.values_list(f"{parent}_id", *names):
        found.setdefault(key, []).append(tuple(values))
    return found


def late(today) -> Q:
    """Return the condition that work is overdue, as `Scheduled.is_overdue` says for one record."""
    return Q(ends_on__lt=today) & ~Q(status__in=FINISHED)


def due_soon(today: date) -> Q:
    """Return the condition that work is to be finished soon, and not overdue."""
    return Q(ends_on__range=(today, today + SOON)) & ~Q(status__in=FINISHED)


def silent(records: type[models.Model], today: date) -> Q:
    """Return the condition on `records` that work goes on, and long since without a Sachstand.

    What has not begun needs none.
    """
    reports = records._meta.get_field("reports").related_model
    of_it = {reports.about: OuterRef("pk")}
    recent = reports.objects.filter(reported_on__gt=today - SILENT, **of_it)
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    return begun & ~Q(status__in=FINISHED) & ~Q(Exists(recent))


class ScheduledQuerySet(models.QuerySet):
    """Selects records with a time frame and a status."""

    # The fields that records of one agreement are sorted by in its annex.
    annex_order: ClassVar[tuple[str, ...]]

    def in_agreements(self, keys: Collection[int]):
        """Those of the agreements with these keys, which the caller has found to be allowed."""
        return self.filter(**{f"{self.model.agreement_path}__in": keys})

    def in_annex_order(self, agreements: Sequence[int], *first):
        """Sort by `first`, then by agreement, then as in its annex.

        `agreements` are the keys of those there may be, in their order.
        """
        place = Place(self.model.agreement_path, agreements)
        return self.order_by(*first, place, *self.annex_order)

    def running(self, start, end):
        """Those whose time frame shares a day with the period; None means open.

        As `Timeframe.runs_in`: „laufend“ runs in every period, what cannot be read in none. The
        wordings without dates are read for that (1 query).
        """
        wordings = self.filter(starts_on=None, ends_on=None).order_by()
        ongoing = Q(starts_on=None, ends_on=None) & Q(
            timeframe_wording__in=filter(
                _is_ongoing, wordings.values_list("timeframe_wording", flat=True).distinct()
            )
        )
        dated = Q(starts_on__isnull=False) | Q(ends_on__isnull=False)
        if end is not None:
            dated &= Q(starts_on=None) | Q(starts_on__lte=end)
        if start is not None:
            dated &= Q(ends_on=None) | Q(ends_on__gte=start)
        return self.filter(dated | ongoing)


def _is_ongoing(wording: str) -> bool:
    frame = undated(wording)
    return frame is not None and frame.ongoing
