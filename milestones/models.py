"""Anlage 2: milestones, their stages, and what each party answers for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from bildung.agreements.folding import holding
from bildung.agreements.historical import HistoricalRecords
from bildung.agreements.lengths import not_too_long
from bildung.agreements.locking import Wording, hold_agreement_of
from bildung.agreements.models import Agreement, Party
from bildung.agreements.origins import STOCK
from bildung.agreements.records import Ordered, ScheduledQuerySet, Versioned
from bildung.agreements.reports import ProgressReport
from bildung.agreements.scheduled import Scheduled
from bildung.agreements.texts import Line, Text
from bildung.vocabulary.status import CHOICES as STATUSES
from bildung.vocabulary.status import Status


class Milestone(Wording, Versioned, Ordered):
    """A Meilenstein of the cooperation: a title over one or more stages."""

    agreement_path = ordered_within = "agreement"

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="milestones", verbose_name="Zielvereinbarung"
    )
    title = Line("Meilenstein", max_length=200)

    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "title"),
                name="milestone_title_once_in_agreement",
                violation_error_message="Diesen Meilenstein gibt es in der Vereinbarung schon.",
            ),
        )

    def __str__(self):
        return self.title


class StageQuerySet(ScheduledQuerySet):
    annex_order = ("milestone__position", "milestone__pk", "position", "pk")

    def with_purpose(self):
        """Add `valid_purpose`: the stage's own, or that of the row above which goes on."""
        outer = models.OuterRef
        above = Q(position__lt=outer("position")) | Q(
            position=outer("position"), pk__lte=outer("pk")
        )
        siblings = Stage.objects.filter(above, milestone=outer("milestone")).exclude(purpose="")
        purpose = models.Subquery(siblings.order_by("-position", "-pk").values("purpose")[:1])
        return self.annotate(
            valid_purpose=Coalesce(purpose, models.Value(""), output_field=models.TextField())
        )

    def containing(self, text: str):
        """Those with each word of `text` in milestone, purpose, note or one of the duties.

        Needs `with_purpose`.
        """
        found = self
        fields = ("milestone__title", "valid_purpose", "note")
        for word in text.split():
            duties = Duty.objects.filter(holding(word, "text"), stage=models.OuterRef("pk"))
            found = found.filter(holding(word, *fields) | models.Exists(duties))
        return found


class Stage(Wording, Versioned, Ordered, Scheduled):
    """An Abschnitt: one row of a milestone. Without a purpose, that of the row above goes on."""

    ordered_within = "milestone"
    agreement_path = "milestone__agreement"
    working = frozenset(("status", "note"))

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="stages", verbose_name="Meilenstein"
    )
    purpose = Text(
        "Zweck",
        blank=True,
        validators=[not_too_long],
        help_text="Eine Zeile je Absatz. Leer: Der Zweck der Zeile darüber gilt weiter.",
    )
    status = models.CharField("Status", max_length=12, choices=STATUSES, default=Status.OPEN.value)
    note = Text("Anmerkung zum Status", blank=True, validators=[not_too_long])

    objects = StageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Abschnitt"
        verbose_name_plural = "Abschnitte"
        constraints = (
            *Scheduled.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in STATUSES]),
                name="stage_status_is_known",
            ),
        )

    def __str__(self):
        return f"{self.milestone}: {self.purpose or self.timeframe_wording or self.position}"

    @property
    def agreement(self) -> Agreement:
        return self.milestone.agreement

    def move(self, step: int) -> bool:
        with _keeping_purposes(self):
            return super().move(step)

    def move_to(self, parent: Milestone, before: "Stage | None" = None) -> bool:
        with _keeping_purposes(self, parent.pk):
            return super().move_to(parent, before)

    def leave(self) -> None:
        """Delete the stage; a purpose that goes on in the row below is handed to that."""
        with _keeping_purposes(self):
            self.delete()

    def take_report(self, report: "StageReport") -> bool:
        """Take over what `report` sets, without saving. Returns whether anything changed.

        The note to the status is the text of the report that set it.
        """
        before = self.status, self.note
        self.status, self.note = report.status, report.text
        return before != (self.status, self.note)


@contextmanager
def _keeping_purposes(stage: Stage, *milestones: int) -> Iterator[None]:
    """Let no stage fall under another purpose because `stage` comes or goes.

    A stage without a purpose gets the one it had written down, where the row above no longer says
    it. (What had none at all and now stands below one cannot say so: empty means „goes on“.)
    """
    touched = {stage.milestone_id, *milestones}
    with transaction.atomic():
        hold_agreement_of(stage)
        list(Milestone._base_manager.select_for_update().filter(pk__in=touched).order_by("pk"))
        before = dict(_valid_purposes(touched))
        yield
        stored = Stage.objects.in_bulk(before)
        for pk, purpose in _valid_purposes(touched):
            if purpose != before[pk] and before[pk]:
                stored[pk].purpose = before[pk]
                stored[pk]._change_reason = getattr(stage, "_change_reason", None)
                stored[pk].save()


def _valid_purposes(milestones: set[int]) -> Iterator[tuple[int, str]]:
    stages = Stage.objects.filter(milestone__in=milestones).with_purpose()
    return iter(stages.values_list("pk", "valid_purpose"))


class Duty(Wording, Ordered):
    """A Verantwortung: a bullet in a party's column of a stage.

    It names the side, not the organisation, so that its party always belongs to the agreement.
    """

    ordered_within = "stage"
    agreement_path = "stage__milestone__agreement"

    stage = models.ForeignKey(
        Stage, models.CASCADE, related_name="duties", verbose_name="Abschnitt"
    )
    party = models.CharField("Vertragspartei", max_length=12, choices=Party.choices)
    text = Text("Verantwortung", validators=[not_too_long])

    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Verantwortung"
        verbose_name_plural = "Verantwortungen"
        constraints = (
            models.CheckConstraint(
                condition=Q(party__in=Party.values), name="duty_party_is_a_side"
            ),
        )

    def __str__(self):
        return self.text

    @property
    def agreement(self) -> Agreement:
        return self.stage.agreement


@receiver((post_save, post_delete), sender=Duty)
def count_as_change_of_the_stage(
    instance: Duty, raw: bool = False, origin: object = None, **kwargs
) -> None:
    """Make pages of the stage stale, by whatever way one of its duties was changed.

    The version is no wording: update() raises it without an entry in the history. That the history
    of a loaded duty begins is no change. A duty that goes with its stage (`origin` is what somebody
    deleted) leaves none to count for.
    """
    if getattr(origin, "model", type(origin)) not in (Duty, type(None)):
        return
    if not raw and getattr(instance, "_change_reason", None) != STOCK:
        Stage.objects.filter(pk=instance.stage_id).update(version=F("version") + 1)


class StageReport(ProgressReport):
    """A Sachstand on a stage."""

    about = "stage"
    agreement_path = f"stage__{Stage.agreement_path}"

    stage = models.ForeignKey(
        Stage, models.CASCADE, related_name="reports", verbose_name="Abschnitt"
    )

    history = HistoricalRecords()

    class Meta(ProgressReport.Meta):
        verbose_name = "Sachstand eines Abschnitts"
        verbose_name_plural = "Sachstände der Abschnitte"
