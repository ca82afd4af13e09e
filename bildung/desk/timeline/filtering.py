"""The filters of both lists as one form, for what shows measures and stages together.

A field that only one kind has, as „Ziel“ or „Meilenstein“, leaves out the other kind; the page
says so. All else is as in the lists, for it is their filter sets that filter, count and check.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min
from django.http import QueryDict

from bildung.agreements.access import agreements_of
from bildung.agreements.counting import Counted
from bildung.agreements.filter_form import Chip, FilterField
from goals.filters import MeasureFilter
from milestones.filters import StageFilter


@dataclass(frozen=True)
class Found:
    """How many records the filters let through, and the first and last of their days."""

    measures: int
    stages: int
    days: tuple[date | None, ...]

    @property
    def total(self) -> int:
        return self.measures + self.stages


class TimelineFilter:
    def __init__(self, data: QueryDict, user):
        all_fields = MeasureFilter.wants_all(data) or StageFilter.wants_all(data)
        self.agreements = list(agreements_of(user))
        self.measure_filter = MeasureFilter(data, self.agreements, all_fields)
        self.stage_filter = StageFilter(data, self.agreements, all_fields)
        self.today = self.measure_filter.today
        self.agreement_keys = self.measure_filter.agreement_keys
        own_of_measures = self._chosen(self.measure_filter, self.stage_filter)
        own_of_stages = self._chosen(self.stage_filter, self.measure_filter)
        self.measures = self.measure_filter.qs.none() if own_of_stages else self.measure_filter.qs
        self.stages = self.stage_filter.qs.none() if own_of_measures else self.stage_filter.qs
        self.notices = _notices(own_of_measures, own_of_stages)
        self._measures_left_out, self._stages_left_out = bool(own_of_stages), bool(own_of_measures)

    @staticmethod
    def _chosen(own, other) -> list[str]:
        """Return the labels of the fields that hold and that only `own` has."""
        own.errors  # noqa: B018  checks the form
        names = [name for name in own.filters if name not in other.filters]
        return [own.filters[name].label for name in names if own.form.cleaned_data.get(name)]

    @property
    def period(self) -> tuple[date | None, date | None]:
        cleaned = self.measure_filter.form.cleaned_data
        return cleaned.get("start"), cleaned.get("end")

    def found(self, counted: tuple[Counted, Counted]) -> Found:
        """Return numbers and days, given what `counted` returns (2 queries)."""
        days: list[date | None] = []
        for records in (self.measures, self.stages):
            firsts_and_lasts = records.order_by().aggregate(
                Min("starts_on"), Max("starts_on"), Min("ends_on"), Max("ends_on")
            )
            days += firsts_and_lasts.values()
        return Found(*(each.total for each in counted), tuple(days))

    def counted(self) -> tuple[Counted, Counted]:
        """Return the counts of measures and of stages (2 queries, 4 where there are topics)."""
        measures, stages = self.measure_filter.counted(), self.stage_filter.counted()
        return (
            Counted(0, measures.by_choice) if self._measures_left_out else measures,
            Counted(0, stages.by_choice) if self._stages_left_out else stages,
        )

    def fields(self, counted: tuple[Counted, Counted]) -> dict[str, FilterField]:
        """Return the form's fields by name, each choice with the records of both kinds."""
        measures, stages = counted
        shared = [name for name in stages.by_choice if name in measures.by_choice]
        both = dict(measures.by_choice)
        for name in shared:
            parts = (
                Counter() if self._measures_left_out else measures.by_choice[name],
                Counter() if self._stages_left_out else stages.by_choice[name],
            )
            both[name] = parts[0] + parts[1]
        fields = self.measure_filter.fields(Counted(measures.total + stages.total, both))
        own = self.stage_filter.fields(stages)
        return fields | {name: field for name, field in own.items() if name not in fields}

    def canonical(self) -> QueryDict:
        query = self.measure_filter.canonical()
        for name, values in self.stage_filter.canonical().lists():
            query.setlist(name, values)
        return query

    def chips(self, url_of: Callable[[QueryDict], str]) -> tuple[Chip, ...]:
        """Return the filters that hold, in words. `url_of` gives the address of parameters."""
        of_measures = self.measure_filter.chips(self._with_rest(url_of, self.stage_filter))
        of_stages = self.stage_filter.chips(self._with_rest(url_of, self.measure_filter))
        labels = {each.label for each in self.measure_filter.filters.values()}
        return of_measures + tuple(chip for chip in of_stages if chip.label not in labels)

    def _with_rest(self, url_of, other):
        """Return `url_of` for parameters of one kind, with those that only `other` has."""
        mine = self.stage_filter if other is self.measure_filter else self.measure_filter
        rest = {
            name: values for name, values in other.canonical().lists() if name not in mine.filters
        }

        def url(query: QueryDict) -> str:
            whole = query.copy()
            for name, values in rest.items():
                whole.setlist(name, values)
            return url_of(whole)

        return url


def _notices(of_measures: list[str], of_stages: list[str]) -> tuple[str, ...]:
    notices = []
    if of_measures:
        named = " und ".join(f"„{label}“" for label in of_measures)
        notices.append(f"Nach {named} lassen sich nur Maßnahmen filtern. Meilensteine fehlen hier.")
    if of_stages:
        named = " und ".join(f"„{label}“" for label in of_stages)
        notices.append(f"Nach {named} lassen sich nur Abschnitte filtern. Maßnahmen fehlen hier.")
    return tuple(notices)
