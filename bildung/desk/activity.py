"""When somebody of either side of an agreement last changed something in it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Max, Min, Q, QuerySet

from bildung.agreements.models import Agreement, Membership, Party
from bildung.history.kinds import ALL

from .prepared import prepared


class Stay(NamedTuple):
    """How long a person was a member: from `since`, before `until`; None for ever."""

    person: int
    organisation: int
    since: datetime | None
    until: datetime | None

    def begins_by(self, when: datetime) -> bool:
        return self.since is None or self.since <= when

    def covers(self, when: datetime) -> bool:
        return self.begins_by(when) and (self.until is None or when < self.until)

    @property
    def rows(self) -> Q:
        """The condition on history rows that the person wrote them meanwhile."""
        rows = Q(history_user=self.person)
        if self.since is not None:
            rows &= Q(history_date__gte=self.since)
        if self.until is not None:
            rows &= Q(history_date__lt=self.until)
        return rows


def activity_of(agreements: Iterable[Agreement]) -> dict[tuple[int, Party], datetime]:
    """Return when somebody of each side last changed something that is still there.

    A change counts for the side whose member its author was then, whatever has become of them
    since (2 queries; 3 where somebody wrote on after they had left a side).
    """
    parties = {each.pk: dict(zip(each.party_ids, Party, strict=True)) for each in agreements}
    stays = _stays({organisation for sides in parties.values() for organisation in sides})
    found: list[tuple[int, int, datetime]] = []
    left: set[Stay] = set()
    for key, person, latest in _latest_by_person(parties):
        for organisation in parties[key]:
            here = [stay for stay in stays[person] if stay.organisation == organisation]
            if any(stay.covers(latest) for stay in here):
                found.append((key, organisation, latest))
            else:
                left.update(stay for stay in here if stay.begins_by(latest))
    found += _latest_within(parties, left)
    active: dict[tuple[int, Party], datetime] = {}
    for key, organisation, when in found:
        if side := parties[key].get(organisation):  # a stay is looked for in all agreements
            active[key, side] = max(when, active.get((key, side), when))
    return active


def _stays(organisations: Collection[int]) -> dict[int, list[Stay]]:
    """Return who was a member of `organisations`, and when, by person (1 query).

    The first that is known of a person reaches back to all they wrote before: memberships are not
    as old as the history that an archive brought from elsewhere.
    """
    stays: dict[int, list[Stay]] = defaultdict(list)
    lines = sorted(_memberships(organisations), key=lambda line: line[3])
    for _, person, organisation, since, until in lines:
        begins = since if stays[person] else None
        stays[person].append(Stay(person, organisation, begins, until))
    return stays


@prepared
def _memberships(organisations: Sequence[int]) -> QuerySet:
    """Return each membership with its person, organisation, begin and end (1 query)."""
    return (
        Membership.history.filter(organisation__in=organisations)
        .order_by()
        .values_list("id", "user", "organisation")
        .annotate(since=Min("history_date"), until=Max("history_date", filter=Q(history_type="-")))
    )


@prepared
def _latest_by_person(agreements: Sequence[int]) -> QuerySet:
    """Return the agreements, who wrote in each, and when for the last time (1 query)."""
    rows = Q(history_user__isnull=False)
    return _latest(agreements, rows, {"person": F("history_user")}, {"latest": Max("history_date")})


def _latest_within(
    agreements: Collection[int], stays: Collection[Stay]
) -> Iterable[tuple[int, int, datetime]]:
    """Return the agreements, an organisation, and when a person of `stays` last wrote for that.

    1 query, where there are any.
    """
    if not stays:
        return
    columns = {f"stay_{n}": Max("history_date", filter=stay.rows) for n, stay in enumerate(stays)}
    people = Q(history_user__in={stay.person for stay in stays})
    for key, *dates in _latest(agreements, people, {}, columns):
        for stay, latest in zip(stays, dates, strict=True):
            if latest is not None:
                yield key, stay.organisation, latest


def _latest(agreements: Collection[int], rows: Q, by: dict, columns: dict) -> QuerySet:
    """Return `columns` of those history rows, for each kind, by agreement and `by`."""
    first, *others = (
        kind.history.objects.filter(rows, **{f"{kind.path}__in": agreements})
        .order_by()
        .values(within=F(kind.path), **by)
        .annotate(**columns)
        .values_list("within", *by, *columns)
        for kind in ALL
        if kind.path
    )
    return first.union(*others, all=True)
