"""A time frame: the wording as agreed and, beside it, its dates. And a status."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from bildung.vocabulary import timeframe
from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe import Timeframe, TimeframeError, is_same_wording

from .texts import Line

TIMEFRAME = ("timeframe_wording", "starts_on", "ends_on")


def undated(wording: str) -> Timeframe | None:
    """Return what a wording says that is stored without dates: nothing at all, or „laufend“.

    None also where it would be read as dates today: those that it has are none, until somebody
    rewords it or has it read anew (bildung/history/rereading.py).
    """
    try:
        frame = timeframe.parse(wording)
    except TimeframeError:
        return None
    return None if frame is None or frame.start or frame.end else frame


class Scheduled(models.Model):
    """Carries a status and a time frame: the wording as agreed and, beside it, its dates.

    A new wording that can be read sets the dates. One that cannot (see `timeframe.parse`) may have
    dates entered beside it; without any it counts as „nicht auswertbar“. A wording that stays is
    not read again: the dates that were agreed do not change because the software reads better.
    """

    timeframe_wording = Line("Zeitrahmen", max_length=200, blank=True)
    starts_on = models.DateField("Beginn", null=True, blank=True)
    ends_on = models.DateField("Ende", null=True, blank=True)

    # Wording and dates that stand together, as they were stored or read; None of a new record.
    _standing: Mapping[str, object] | None = None

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        )

    def save(self, *args, **kwargs):
        fields = kwargs.get("update_fields")
        if fields is None or set(TIMEFRAME) & set(fields):
            self.read_timeframe()
        if fields is not None and "timeframe_wording" in fields:
            kwargs["update_fields"] = {*fields, "starts_on", "ends_on"}
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db, field_names, values):
        record = super().from_db(db, field_names, values)
        record.keep_dates()
        return record

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        super().refresh_from_db(using, fields, from_queryset)
        read = TIMEFRAME if fields is None else set(TIMEFRAME) & set(fields)
        self._standing = (self._standing or {}) | {
            name: value for name, value in self._known().items() if name in read
        }

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude)
        # Here and not in clean(), which a form without this field runs through as well.
        if "timeframe_wording" not in (exclude or ()):
            try:
                self.read_timeframe(strict=True)
            except TimeframeError as error:
                raise ValidationError({"timeframe_wording": error.message}) from error

    def keep_dates(self) -> None:
        """Let wording and dates stand together as they are: the wording is not read for them.

        For what comes back from the database, an edition or the history with the dates it had.
        """
        self._standing = self._known()

    def reword_timeframe(self, wording: str) -> None:
        """Set the wording and, where it is another one, the dates it means."""
        if not is_same_wording(self.timeframe_wording, wording):
            self.starts_on = self.ends_on = None  # those of the former wording
        self.timeframe_wording = wording
        self.read_timeframe()

    def otherwise_read(self) -> Timeframe | None:
        """Return what the wording is read as today, where that is not what the dates say.

        None also where it is not read, or as „laufend“: beside that, dates were entered.
        """
        try:
            read = timeframe.parse(self.timeframe_wording)
        except TimeframeError:
            return None
        dates = (self.starts_on, self.ends_on)
        if read is None or not (read.start or read.end) or (read.start, read.end) == dates:
            return None
        return read

    def read_timeframe(self, strict: bool = False) -> None:
        """Set the dates from the wording where it can be read; else leave those entered beside it.

        Nothing is read where wording and dates are those that were stored. With `strict`, a wording
        that looks like a time frame but cannot be one raises TimeframeError, unless dates were
        entered beside it.
        """
        if self._stands():
            return
        try:
            read = timeframe.parse(self.timeframe_wording)
        except TimeframeError:
            if strict and not (self.starts_on or self.ends_on):
                raise
            return
        if read is not None:
            self.starts_on, self.ends_on = read.start, read.end
        self.keep_dates()

    def _known(self) -> dict[str, object]:
        """Return wording and dates as far as they are loaded."""
        return {name: self.__dict__[name] for name in TIMEFRAME if name in self.__dict__}

    def _stands(self) -> bool:
        if self._standing is None:
            return False
        standing = self._standing
        return all(
            name in standing
            and (
                is_same_wording(standing[name], value)
                if name == "timeframe_wording"
                else standing[name] == self._meta.get_field(name).to_python(value)
            )
            for name, value in self._known().items()
        )

    @property
    def timeframe(self) -> Timeframe | None:
        """What is computed with: the dates; None where nothing can be (see `timeframe_remark`)."""
        try:
            if self.starts_on or self.ends_on:
                return Timeframe(self.starts_on, self.ends_on)
        except ValueError:  # while a form is being checked, an end before the start
            return None
        return undated(self.timeframe_wording)

    @property
    def timeframe_remark(self) -> str:
        """Tell an editor where wording and computing differ, and why; empty where they agree."""
        computed = self.timeframe
        try:
            read = timeframe.parse(self.timeframe_wording)
        except TimeframeError as error:
            reason = error.message
        else:
            if read is None:
                why = timeframe.why_unread(self.timeframe_wording)
                reason = f"„{self.timeframe_wording}“ {why}."
            elif read == computed:
                return ""
            else:
                reason = _read_otherwise(self.timeframe_wording, read)
        if computed is None:
            return reason
        return f"{reason} Gerechnet wird mit {computed.describe()}."

    def is_overdue(self, today) -> bool:
        """Whether the stored end is before `today` and the work is not finished, as `late` says."""
        return self.ends_on is not None and self.ends_on < today and not self.signs.finished

    @property
    def signs(self) -> Status:
        """The record's status with its symbol and word."""
        return Status(self.status)


def _read_otherwise(wording: str, read: Timeframe) -> str:
    """Say that `wording` is read as it was not when it was stored, and how to compute with that."""
    return (
        f"„{wording}“ wird heute anders gelesen als beim Speichern: {read.describe()}. "
        "Soll so gerechnet werden, tragen Sie es bitte als Beginn und Ende ein."
    )
