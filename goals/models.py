"""Anlage 1: goals, their explanations, first measures and steps."""

from itertools import count

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from bildung.agreements.folding import holding
from bildung.agreements.historical import HistoricalRecords
from bildung.agreements.lengths import not_too_long
from bildung.agreements.locking import Wording, keep_tags_while_locked
from bildung.agreements.models import Agreement, FocusTopic, Unit
from bildung.agreements.records import Ordered, ScheduledQuerySet, Versioned
from bildung.agreements.reports import ProgressReport
from bildung.agreements.scheduled import Scheduled
from bildung.agreements.texts import Line, Text
from bildung.vocabulary.priority import CHOICES as PRIORITIES
from bildung.vocabulary.priority import Priority
from bildung.vocabulary.status import CHOICES as STATUSES
from bildung.vocabulary.status import Status


class Goal(Wording, Versioned):
    """A grundlegendes Ziel. Its number is printed and is its place in the annex."""

    agreement_path = "agreement"

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="goals", verbose_name="Zielvereinbarung"
    )
    number = models.PositiveIntegerField("Nummer", validators=[MinValueValidator(1)])
    priority = models.CharField(
        "Priorität", max_length=10, choices=PRIORITIES, default=Priority.MEDIUM.value
    )
    title = Line("Grundlegendes Ziel", max_length=300)
    topics = models.ManyToManyField(
        FocusTopic, blank=True, related_name="goals", verbose_name="Schwerpunkte"
    )

    history = HistoricalRecords(m2m_fields=[topics])

    class Meta:
        verbose_name = "Grundlegendes Ziel"
        verbose_name_plural = "Grundlegende Ziele"
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "number"),
                name="goal_number_once_in_agreement",
                violation_error_message="Diese Nummer hat schon ein anderes Ziel.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="goal_number_from_one",
                violation_error_message="Die Nummern beginnen bei 1.",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=[value for value, _ in PRIORITIES]),
                name="goal_priority_is_known",
            ),
        )

    def __str__(self):
        return self.name_of(self.number, self.title)

    @staticmethod
    def name_of(number: int, title: str) -> str:
        """Return how a goal is called; for lists that read no more of it than that."""
        return f"{number}. {title}"

    def neighbour(self, step: int) -> "Goal | None":
        """Return the goal `step` places further down, or up where `step` is negative, if any."""
        goals = list(Goal.objects.filter(agreement=self.agreement_id).order_by("number"))
        place = goals.index(self) + step
        return goals[place] if 0 <= place < len(goals) else None

    @transaction.atomic
    def move(self, step: int) -> bool:
        """Swap numbers with the neighbour at `step`, after reading this goal anew.

        Returns False, and changes nothing, where there is no such neighbour.
        """
        goals = self._all_held()
        here = goals.index(self)
        there = here + step
        if not 0 <= there < len(goals):
            return False
        numbers = [goal.number for goal in goals]
        goals[here], goals[there] = goals[there], goals[here]
        self._take_numbers(goals, numbers)
        return True

    @transaction.atomic
    def move_to(self, parent: Agreement, before: "Goal | None" = None) -> bool:
        """Take the place of the goal `before`, or the last one, as other records do (`Ordered`).

        Returns False, and changes nothing, where the goal stands there. Raises DoesNotExist where
        `parent` is not its agreement or `before` is gone.
        """
        goals = self._all_held()
        others = [goal for goal in goals if goal != self]
        if parent.pk != self.agreement_id or (before is not None and before not in others):
            raise Goal.DoesNotExist
        others.insert(len(others) if before is None else others.index(before), self)
        if others == goals:
            return False
        self._take_numbers(others, [goal.number for goal in goals])
        return True

    def _all_held(self) -> list["Goal"]:
        """Lock the agreement's goals, read this one anew and return all as they stand."""
        # no_key, as whoever writes holds the agreement, too (see agreements/locking.py).
        held = Agreement._base_manager.select_for_update(no_key=True)
        held.filter(pk=self.agreement_id).first()
        self.refresh_from_db()
        held = Goal.objects.select_for_update().filter(agreement=self.agreement_id)
        return [self if goal == self else goal for goal in held.order_by("number")]

    def _take_numbers(self, goals: list["Goal"], numbers: list[int]) -> None:
        """Give `goals` the `numbers` in their order; write only those whose number changes."""
        changed = [pair for pair in zip(goals, numbers, strict=True) if pair[0].number != pair[1]]
        # The database checks the numbers row by row, so those to come step aside first. That is no
        # change anybody made, hence update(), which writes no history.
        used = set(numbers)
        free = (number for number in count(1) if number not in used)
        for goal, _ in changed:
            Goal.objects.filter(pk=goal.pk).update(number=next(free))
        for goal, number in changed:
            goal.number = number
            if goal != self:
                goal._change_reason = getattr(self, "_change_reason", None)
            goal.save()


class Objective(Wording, Versioned, Ordered):
    """An Erläuterung: one row of Anlage 1 under a goal. Its text is an outline (see vocabulary)."""

    ordered_within = "goal"
    agreement_path = "goal__agreement"

    goal = models.ForeignKey(
        Goal, models.CASCADE, related_name="objectives", verbose_name="Grundlegendes Ziel"
    )
    text = Text(
        "Erläuterung",
        blank=True,
        validators=[not_too_long],
        help_text="Eine Zeile je Aufzählungspunkt; eingerückte Zeilen sind Unterpunkte.",
    )

    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Erläuterung"
        verbose_name_plural = "Erläuterungen"

    def __str__(self):
        return self.text.split("\n", 1)[0] or "(ohne Text)"

    @property
    def agreement(self) -> Agreement:
        return self.goal.agreement


class MeasureQuerySet(ScheduledQuerySet):
    annex_order = (
        "objective__goal__number",
        "objective__position",
        "objective__pk",
        "position",
        "pk",
    )

    def about(self, topic):
        """Those tagged with a topic themselves or by their goal. `topic` is a FocusTopic's key."""
        tagged = Measure.topics.through.objects.filter(focustopic=topic).values("measure")
        goals = Goal.topics.through.objects.filter(focustopic=topic).values("goal")
        return self.filter(Q(pk__in=tagged) | Q(objective__goal__in=goals))

    def containing(self, text: str):
        """Those with each word of `text` in the measure, its partners or one of its steps."""
        found = self
        for word in text.split():
            steps = Step.objects.filter(holding(word, "text"), measure=models.OuterRef("pk"))
            found = found.filter(holding(word, "text", "partners") | models.Exists(steps))
        return found

    def with_contact(self, text: str):
        """Those with each word of `text` in the name of the Ansprechperson."""
        return self.filter(holding(text, "contact"))


class Measure(Wording, Versioned, Ordered, Scheduled):
    """An (erste) Maßnahme beside an Erläuterung."""

    ordered_within = "objective"
    agreement_path = "objective__goal__agreement"
    working = frozenset(("status", "lead_unit", "partners", "contact"))

    objective = models.ForeignKey(
        Objective, models.CASCADE, related_name="measures", verbose_name="Erläuterung"
    )
    text = Text("Maßnahme", validators=[not_too_long])
    lead_unit = models.ForeignKey(
        Unit,
        models.PROTECT,  # SET_NULL would change measures without a history
        null=True,
        blank=True,
        related_name="led_measures",
        verbose_name="Federführende Stelle",
    )
    partners = Line("Beteiligte", max_length=300, blank=True)
    contact = Line("Ansprechperson", max_length=200, blank=True)
    status = models.CharField("Status", max_length=12, choices=STATUSES, default=Status.OPEN.value)
    topics = models.ManyToManyField(
        FocusTopic, blank=True, related_name="measures", verbose_name="Schwerpunkte"
    )

    objects = MeasureQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics])

    class Meta(Ordered.Meta):
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        constraints = (
            *Scheduled.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in STATUSES]),
                name="measure_status_is_known",
            ),
        )

    def __str__(self):
        return self.text

    @property
    def agreement(self) -> Agreement:
        return self.objective.agreement

    def take_report(self, report: "MeasureReport") -> bool:
        """Take over what `report` sets, without saving. Returns whether anything changed."""
        before, self.status = self.status, report.status
        return before != self.status

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        if "lead_unit" not in (exclude or ()) and not self._lead_unit_is_of_a_party():
            raise ValidationError(
                {"lead_unit": "Die Stelle gehört zu keiner der beiden Vertragsparteien."}
            )

    def _lead_unit_is_of_a_party(self) -> bool:
        try:
            unit, agreement = self.lead_unit, self.agreement
        except ObjectDoesNotExist:  # nothing to compare with; the missing field has its own error
            return True
        return unit is None or unit.organisation_id in agreement.party_ids


class Step(Wording, Ordered):
    """A Teilschritt of a measure, which can be ticked off."""

    ordered_within = "measure"
    agreement_path = "measure__objective__goal__agreement"
    working = frozenset(("done",))

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="steps", verbose_name="Maßnahme"
    )
    text = Line("Teilschritt", max_length=500)
    done = models.BooleanField("erledigt", default=False)

    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Teilschritt"
        verbose_name_plural = "Teilschritte"

    def __str__(self):
        return self.text

    @property
    def agreement(self) -> Agreement:
        return self.measure.agreement


@receiver((post_save, post_delete), sender=Step)
def count_as_change_of_the_measure(
    instance: Step, raw: bool = False, origin: object = None, **kwargs
) -> None:
    """Make pages of the measure stale, by whatever way one of its steps was changed.

    The version is no wording: update() raises it without an entry in the history. A step that goes
    with its measure (`origin` is what somebody deleted) leaves none to count for.
    """
    if not raw and getattr(origin, "model", type(origin)) in (Step, type(None)):
        Measure.objects.filter(pk=instance.measure_id).update(version=F("version") + 1)


for tagged in (Goal, Measure):
    m2m_changed.connect(keep_tags_while_locked, sender=tagged.topics.through)


@receiver(pre_delete, sender=FocusTopic)
def untag(instance: FocusTopic, **kwargs) -> None:
    """Leave an entry in the history of each goal and measure that loses a deleted topic."""
    for record in (*instance.goals.all(), *instance.measures.all()):
        record._change_reason = getattr(instance, "_change_reason", None)
        record.topics.remove(instance)


class MeasureReport(ProgressReport):
    """A Sachstand on a measure."""

    about = "measure"
    agreement_path = f"measure__{Measure.agreement_path}"

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="reports", verbose_name="Maßnahme"
    )

    history = HistoricalRecords()

    class Meta(ProgressReport.Meta):
        verbose_name = "Sachstand einer Maßnahme"
        verbose_name_plural = "Sachstände der Maßnahmen"
