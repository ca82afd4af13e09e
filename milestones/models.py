"""Anlage 2: milestones, their stages, and what each party answers for."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from bildung.agreements.access import Act, agreements_of
from bildung.agreements.folding import holding
from bildung.agreements.models import Agreement, Party
from bildung.agreements.records import Ordered, Scheduled, ScheduledQuerySet, Versioned
from bildung.agreements.reports import ProgressReport
from bildung.vocabulary.status import CHOICES as STATUSES
from bildung.vocabulary.status import Status


class Milestone(Versioned, Ordered):
    """A Meilenstein of the cooperation: a title over one or more stages."""

    ordered_within = "agreement"

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="milestones", verbose_name="Zielvereinbarung"
    )
    title = models.CharField("Meilenstein", max_length=200)

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
    def visible_to(self, user, act: Act = Act.SEE):
        """Those with which `user` may do `act`."""
        return self.filter(milestone__agreement__in=agreements_of(user, act))

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

    def in_annex_order(self):
        return self.order_by(
            "milestone__agreement__municipality__name",
            "milestone__agreement__agency__name",
            "milestone__agreement__slug",
            "milestone__position",
            "milestone__pk",
            "position",
            "pk",
        )


class Stage(Versioned, Ordered, Scheduled):
    """An Abschnitt: one row of a milestone. Without a purpose, that of the row above goes on."""

    ordered_within = "milestone"

    milestone = models.ForeignKey(
        Milestone, models.CASCADE, related_name="stages", verbose_name="Meilenstein"
    )
    purpose = models.TextField(
        "Zweck",
        blank=True,
        help_text="Eine Zeile je Absatz. Leer: Der Zweck der Zeile darüber gilt weiter.",
    )
    status = models.CharField("Status", max_length=12, choices=STATUSES, default=Status.OPEN.value)
    note = models.TextField("Anmerkung zum Status", blank=True)

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

    def take_report(self, report: "StageReport") -> bool:
        """Take over what `report` sets, without saving. Returns whether anything changed.

        The note to the status is the text of the report that set it.
        """
        before = self.status, self.note
        self.status, self.note = report.status, report.text
        return before != (self.status, self.note)


class Duty(Ordered):
    """A Verantwortung: a bullet in a party's column of a stage.

    It names the side, not the organisation, so that its party always belongs to the agreement.
    """

    ordered_within = "stage"

    stage = models.ForeignKey(
        Stage, models.CASCADE, related_name="duties", verbose_name="Abschnitt"
    )
    party = models.CharField("Vertragspartei", max_length=12, choices=Party.choices)
    text = models.TextField("Verantwortung")

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


class StageReport(ProgressReport):
    """A Sachstand on a stage."""

    about = "stage"

    stage = models.ForeignKey(
        Stage, models.CASCADE, related_name="reports", verbose_name="Abschnitt"
    )

    history = HistoricalRecords()

    class Meta(ProgressReport.Meta):
        verbose_name = "Sachstand eines Abschnitts"
        verbose_name_plural = "Sachstände der Abschnitte"
