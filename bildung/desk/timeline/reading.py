"""Reads what the timeline shows: a stretch of the records that its filters let through."""

from itertools import groupby

from bildung.agreements.addresses import address_of
from bildung.vocabulary.status import Status
from goals.models import Measure
from milestones.models import Stage

from .filtering import Found, TimelineFilter
from .layout import Item


def items_of(shown: TimelineFilter, found: Found, first: int, count: int) -> tuple[Item, ...]:
    """Return `count` items from number `first` (from 0): all measures, then all stages.

    Both in the order of the annexes; 2 queries at most.
    """
    last = first + count
    keys = shown.agreement_keys
    measures = shown.measures.in_annex_order(keys).select_related("objective__goal")[first:last]
    start, end = max(first - found.measures, 0), max(last - found.measures, 0)
    stages = shown.stages.in_annex_order(keys).select_related("milestone")[start:end]
    names = {each.pk: str(each) for each in shown.agreements}
    if len(names) == 1:
        names = dict.fromkeys(names, "")  # no need to say whose
    return tuple(_measure(each, names, shown.today) for each in measures) + tuple(
        _stage(each, names, shown.today) for each in stages
    )


def groups_of(items: tuple[Item, ...]) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return the items by group, in their order."""
    return tuple((name, tuple(each)) for name, each in groupby(items, key=lambda item: item.group))


def _measure(measure: Measure, names: dict[int, str], today) -> Item:
    goal = measure.objective.goal
    return _item(
        measure,
        "measure",
        _group(f"Ziel {goal}", names[goal.agreement_id]),
        measure.text,
        address_of("goals:reports", measure.pk),
        today,
    )


def _stage(stage: Stage, names: dict[int, str], today) -> Item:
    milestone = stage.milestone
    return _item(
        stage,
        "stage",
        _group(f"Meilenstein {milestone}", names[milestone.agreement_id]),
        stage.valid_purpose or milestone.title,
        address_of("milestones:reports", stage.pk),
        today,
    )


def _group(name: str, agreement: str) -> str:
    return f"{agreement}: {name}" if agreement else name


def _item(record: Measure | Stage, kind: str, group: str, name: str, url: str, today) -> Item:
    return Item(
        key=f"{kind}-{record.pk}",
        group=group,
        name=" ".join(name.split()),
        wording=record.timeframe_wording,
        timeframe=record.timeframe,
        status=Status(record.status),
        is_overdue=record.is_overdue(today),
        url=url,
    )
