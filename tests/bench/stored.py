"""Puts agreements of any size into the bench's own database."""

from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from bildung.agreements.models import Agreement, Membership, Party, User
from goals.models import Goal, Measure, Objective, Step

MEASURES = 5  # of each goal, under two Erläuterungen


def add_agreement(model: Agreement, slug: str, goals: int) -> Agreement:
    """Return a new agreement between the parties of `model`, with its texts over and again.

    Each goal has five measures, each of them one step; no milestones.
    """
    agreement = Agreement.objects.create(
        slug=slug, title=model.title, municipality=model.municipality, agency=model.agency
    )
    of_model = {"goal__agreement": model}
    titles = cycle(model.goals.order_by("number").values_list("title", "priority"))
    texts = cycle(Objective.objects.filter(**of_model).values_list("text", flat=True))
    measures = cycle(
        Measure.objects.filter(objective__goal__agreement=model).values_list(
            "text", "timeframe_wording"
        )
    )
    made = Goal.objects.bulk_create(
        Goal(agreement=agreement, number=number, title=title, priority=priority)
        for number, (title, priority) in enumerate(islice(titles, goals), start=1)
    )
    objectives = Objective.objects.bulk_create(
        Objective(goal=goal, position=position, text=next(texts))
        for goal in made
        for position in (1, 2)
    )
    places = [
        (objectives[2 * goal + (number > 2)], number)
        for goal in range(goals)
        for number in range(1, MEASURES + 1)
    ]
    planned = [
        Measure(objective=objective, position=number, text=text, timeframe_wording=wording)
        for (objective, number), (text, wording) in zip(places, measures, strict=False)
    ]
    for measure in planned:
        measure.read_timeframe()  # as save() does
    stored = Measure.objects.bulk_create(planned)
    Step.objects.bulk_create(
        Step(measure=measure, position=1, text="Abstimmung mit dem Stadtrat") for measure in stored
    )
    return agreement


def add_member(agreement: Agreement, side: Party) -> User:
    """Return a new person of one side, who may edit all that is its own and was here before."""
    now = timezone.now()
    user = User.objects.create_user(
        username=side.value,
        email=f"{side.value}@example.org",
        seen_at=now,
        last_visit_at=now - timedelta(days=7),
    )
    organisation = getattr(agreement, side.value)
    Membership.objects.create(organisation=organisation, user=user)
    return user
