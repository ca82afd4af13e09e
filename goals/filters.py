"""The filters of the list of measures."""

from collections import Counter
from dataclasses import replace

import django_filters
from django.db.models import F

from bildung.agreements.filters import (
    NOTHING,
    ChecksFilter,
    Counted,
    Offer,
    OfferFilter,
    PlanFilter,
)
from bildung.agreements.models import FocusTopic, Unit
from bildung.vocabulary.priority import Priority

from .models import Goal


class MeasureFilter(PlanFilter):
    priority = ChecksFilter(field_name="objective__goal__priority", label="Priorität")
    goal = OfferFilter(field_name="objective__goal", label="Ziel")
    unit = OfferFilter(field_name="lead_unit", label="Federführende Stelle")
    person = django_filters.CharFilter(
        label="Ansprechperson", method="filter_person", max_length=200
    )
    topic = OfferFilter(label="Schwerpunkt", method="filter_topic")

    agreement_path = "objective__goal__agreement"

    def load_offers(self):
        """Return what each field of choices offers (3 queries)."""
        names = {each.pk: str(each) for each in self.agreements}
        # Read as plain values: there may be hundreds.
        goals = Goal.objects.filter(agreement__in=names).order_by("number")
        goals = [
            (pk, agreement, Goal.name_of(number, title))
            for pk, agreement, number, title in goals.values_list(
                "pk", "agreement", "number", "title"
            )
        ]
        topics = FocusTopic.objects.filter(agreement__in=names)
        topics = [(topic.pk, topic.agreement_id, str(topic)) for topic in topics]
        # Only units that lead something here: a party has more, and works for others as well.
        led = self.queryset.order_by().values("lead_unit")
        units = Unit.objects.filter(pk__in=led).select_related("organisation")
        return {
            **super().load_offers(),
            "priority": [Offer(p.value, p.label, p.symbol) for p in Priority],
            "goal": _in_groups(goals, names),
            "unit": [
                Offer(str(unit.pk), unit.name, group=unit.organisation.name)
                for unit in units.order_by("organisation__name", "position", "pk")
            ]
            + [Offer(NOTHING, "(noch keine)")],
            "topic": _in_groups(topics, names),
        }

    def facets(self):
        return {
            **super().facets(),
            "priority": F("objective__goal__priority"),
            "goal": F("objective__goal"),
            "unit": F("lead_unit"),
        }

    def filter_person(self, queryset, name, value):
        return queryset.with_contact(value)

    def filter_topic(self, queryset, name, value):
        return queryset.about(value)

    def counted(self) -> Counted:
        """Count the records of every choice (2 queries: a measure can have several topics)."""
        counted = super().counted()
        matching = self.matching_all_but("topic").order_by()
        # Only what is tagged: most measures are not, and all of them would be read.
        tags = matching.filter(topics__isnull=False).values_list("pk", "topics")
        of_goals = matching.filter(objective__goal__topics__isnull=False)
        tags = tags.union(of_goals.values_list("pk", "objective__goal__topics"))
        topics = Counter(str(topic) for _, topic in tags)
        return replace(counted, by_choice={**counted.by_choice, "topic": topics})


def _in_groups(records: list[tuple[int, int, str]], names: dict[int, str]) -> list[Offer]:
    """Return offers by agreement, each group headed by its name where there are several.

    `records` are keys, their agreements' keys, and labels.
    """
    several = len(names) > 1
    order = {pk: place for place, pk in enumerate(names)}
    return [
        Offer(str(pk), label, group=names[agreement] if several else "")
        for pk, agreement, label in sorted(records, key=lambda record: order[record[1]])
    ]
