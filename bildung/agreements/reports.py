"""The Sachstand: a dated, signed word on how a measure or a stage stands, with its status.

Reports are added, never changed and never taken back. They are written by `reporting.report`, and
go only together with the record they are about, into its history.
"""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bildung.vocabulary.characters import cleaned
from bildung.vocabulary.status import CHOICES as STATUSES
from bildung.vocabulary.status import Status

from .lengths import not_too_long
from .texts import Line, Text

CONFIRMED = "Unverändert bestätigt."
REASON_MISSING = "Bitte nennen Sie den Grund, warum etwas verschoben wird oder entfällt."
AUTHOR_GONE = {"author": None}


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a report, or to write several past the act."""

    def __init__(self, model: type[models.Model]):
        super().__init__(f"{model.__name__} is append-only: write a new one by reporting.report().")


class ReportQuerySet(models.QuerySet):
    """Finds reports, and changes none.

    The one exception is Django's own: where an account is deleted, the report keeps the name only.
    """

    def update(self, **values):
        if values != AUTHOR_GONE:
            raise AppendOnlyError(self.model)
        return super().update(**values)

    def delete(self):
        raise AppendOnlyError(self.model)

    def bulk_create(self, *args, **kwargs):
        raise AppendOnlyError(self.model)

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError(self.model)

    # As Django marks its own: not to be called from a template, not copied to managers.
    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class ProgressReport(models.Model):
    """What both kinds of Sachstand have; those name the record they are about in `about`."""

    about: ClassVar[str]

    reported_on = models.DateField("Datum")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="Person",
    )
    author_name = Line("Name der Person", max_length=310, editable=False)
    status = models.CharField("Status", max_length=12, choices=STATUSES)
    text = Text("Sachstand", blank=True, validators=[not_too_long])
    # A default, not auto_now_add: a report that comes back with its record keeps its time.
    created_at = models.DateTimeField("geschrieben", default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(ReportQuerySet)()

    class Meta:
        abstract = True
        # Related managers write through this one: `measure.reports.add(…)`.
        base_manager_name = "objects"
        ordering = ("-reported_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _ in STATUSES]),
                name="%(app_label)s_%(class)s_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[status.value for status in Status if status.needs_reason])
                | ~Q(text=""),
                name="%(app_label)s_%(class)s_has_its_reason",
                violation_error_message=REASON_MISSING,
            ),
        )

    def __str__(self):
        return f"{self.reported_on:%d.%m.%Y}, {self.get_status_display()}, {self.author_name}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(type(self))
        self.text = cleaned(self.text).strip()
        if self.author is not None:
            self.author_name = str(self.author)
        # Else Django would first try to update a row that has the same key.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(type(self))

    def clean(self):
        super().clean()
        if Status(self.status).needs_reason and not self.text.strip():
            raise ValidationError({"text": REASON_MISSING})

    @property
    def signs(self) -> Status:
        """The status with its symbol and word."""
        return Status(self.status)
