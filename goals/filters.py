"""The filters of the list of measures."""

from collections import defaultdict
from collections.abc import Sequence

import django_filters

from bildung.agreements.counting import NOTHING
from bildung.agreements.filters import ChecksFilter, Offer, OfferFilter, PlanFilter
from bildung.agreements.folding import Dictionary
from bildung.agreements.models import FocusTopic, Unit
from bildung.vocabulary.priority import Priority

from .models import Goal, Measure


class MeasureFilter(PlanFilter):
    priority = ChecksFilter(field_name="objective__goal__priority", label="Priorität")
    goal = OfferFilter(field_name="objective__goal", label="Ziel")
    unit = OfferFilter(field_name="lead_unit", label="Federführende Stelle")
    person = django_filters.CharFilter(
        label="Ansprechperson", method="filter_person", max_length=200
    )
    topic = OfferFilter(label="Schwerpunkt", method="filter_topic")

    agreement_path = "objective__goal__agreement"
    paths = ("objective__goal", "lead_unit")

    def records(self):
        return Measure.objects.all()

    def load_offers(self):
        """Return what each field of choices offers (3 queries)."""
        names = {each.pk: str(each) for each in self.agreements}
        # Read as plain values: there may be hundreds.
        goals = Goal.objects.filter(agreement__in=names).order_by("number")
        self.goals = list(goals.values_list("pk", "agreement", "number", "title", "priority"))
        topics = FocusTopic.objects.filter(agreement__in=names)
        self.topics = list(topics.values_list("pk", "agreement", "name"))
        # Only units that lead something here: a party has more, and works for others as well.
        led = self.queryset.order_by().values("lead_unit")
        units = Unit.objects.filter(pk__in=led).order_by(
            Dictionary("organisation__name"), "position", "pk"
        )
        named = [
            (pk, agreement, Goal.name_of(number, title))
            for pk, agreement, number, title, _ in self.goals
        ]
        return {
            **super().load_offers(),
            "priority": [Offer(p.value, p.label, p.symbol) for p in Priority],
            "goal": _in_groups(named, names),
            "unit": [
                Offer(str(pk), name, group=organisation)
                for pk, name, organisation in units.values_list("pk", "name", "organisation__name")
            ]
            + [Offer(NOTHING, "(noch keine)")],
            "topic": _in_groups(self.topics, names),
        }

    def further_columns(self, keys, goals, units):
        """Return the values by field (2 queries where there are topics)."""
        slugs = {each.pk: each.slug for each in self.agreements}
        agreement_of = {goal: slugs[agreement] for goal, agreement, *_ in self.goals}
        priority_of = {goal: priority for goal, *_, priority in self.goals}
        return {
            # get(): a goal may have come since
            "agreement": list(map(agreement_of.get, goals)),
            "priority": list(map(priority_of.get, goals)),
            "goal": goals,
            "unit": units,
            "topic": self._topics(keys, goals),
        }

    def _topics(self, keys: Sequence[int], goals: Sequence[int]) -> list[tuple[int, ...]]:
        """Return the topics of each measure: its own and those of its goal."""
        of_measures = self._tags(Measure.topics.through, "measure")
        of_goals = self._tags(Goal.topics.through, "goal")
        if not of_measures and not of_goals:
            return [()] * len(keys)
        none: set[int] = set()
        return [
            tuple(of_measures.get(key, none) | of_goals.get(goal, none))
            for key, goal in zip(keys, goals, strict=True)
        ]

    def _tags(self, through, record: str) -> dict[int, set[int]]:
        tags = through.objects.filter(focustopic__in=[pk for pk, *_ in self.topics])
        found: dict[int, set[int]] = defaultdict(set)
        for key, topic in tags.values_list(record, "focustopic"):
            found[key].add(topic)
        return found

    def filter_person(self, queryset, name, value):
        return queryset.with_contact(value)

    def filter_topic(self, queryset, name, value):
        return queryset.about(value)


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
