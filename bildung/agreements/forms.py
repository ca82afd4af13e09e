"""Shared form pieces: no edit from a stale page, and time frames that say what is wrong.

Both are mixins for a ModelForm; neither needs its Meta to name a field of its own:

    class MeasureForm(VersionedFormMixin, TimeframeFormMixin):
        class Meta:
            model = Measure
            fields = ("text", "timeframe_wording", "starts_on", "ends_on", "status")
"""

from datetime import date

from django import forms
from django.db import models, transaction

from bildung.vocabulary import timeframe
from bildung.vocabulary.timeframe import Timeframe, TimeframeError, is_same_wording

from .conflicts import CHOICE_MISSING, unanswered, with_choices
from .locking import hold_agreement_of
from .scheduled import Scheduled

DATES = ("starts_on", "ends_on")


class VersionedFormMixin(forms.ModelForm):
    """Refuses to overwrite what somebody else saved after the page was shown.

    The page carries the record's version. When the form is checked, the record is locked and its
    version compared: check and save in one `transaction.atomic()` (outside of one, checking raises
    TransactionManagementError, on every database). A refused form has a non-field error and

    `stale`    True,
    `current`  the record as it is now, None when it was deleted meanwhile.

    The person's own input stays in `typed`. To offer it for saving over the newer state, show the
    form again with `current.version` in its field `version`. Where a page asked which version of a
    field to keep (see conflicts.py), `data` has what was chosen. `additive` names fields that are
    no part of the record: what they say comes to what is stored.
    """

    stale: bool = False
    current: models.Model | None = None
    additive: frozenset[str] = frozenset()

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = None if self.instance._state.adding else self.instance.version

    def full_clean(self):
        self.typed = self.data
        if self.is_bound:
            self.data = with_choices(self)
        super().full_clean()

    def clean(self):
        cleaned = super().clean()
        for name in unanswered(self):
            self.add_error(name, CHOICE_MISSING)
        if not self.instance._state.adding:
            current = _locked(self.instance)
            # A page without a (readable) version is not known to be fresh.
            if current is None or self.cleaned_data.get("version") != current.version:
                self.stale, self.current = True, current
                self.add_error(None, forms.ValidationError(self.stale_message(), code="stale"))
        return cleaned

    def stale_message(self) -> str:
        """Tell the person why the form was refused."""
        name = self.instance._meta.verbose_name
        if self.current is None:
            return (
                f"{name}: Dieser Eintrag wurde inzwischen gelöscht. "
                "Ihre Eingaben sind nicht gespeichert."
            )
        return (
            f"{name}: Dieser Eintrag wurde inzwischen geändert. "
            "Ihre Eingaben sind noch nicht gespeichert, damit nichts überschrieben wird."
        )


class TimeframeFormMixin(forms.ModelForm):
    """Reads `timeframe_wording`; the form may have the dates `starts_on` and `ends_on` beside it.

    The dates are for a wording that cannot be read: they show only what was entered by hand, never
    what the wording itself says, and without them a new wording must not be an evident slip. Where
    a wording becomes unreadable, the dates of the former one go with it.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if _says_its_dates(self.instance):
            self.initial.update(dict.fromkeys(DATES))

    def clean(self):
        cleaned = super().clean()
        wording = self.cleaned_data.get("timeframe_wording")
        if wording is None:  # not in this form, or refused already
            return cleaned
        if not is_same_wording(wording, self.instance.timeframe_wording):
            for name in DATES:
                setattr(self.instance, name, None)
        elif self._stays():
            return cleaned
        dates = {name: self.cleaned_data.get(name) for name in DATES}
        if None not in dates.values() and dates["ends_on"] < dates["starts_on"]:
            self.add_error("ends_on", "Das Ende liegt vor dem Beginn.")
            return cleaned
        try:
            read = timeframe.parse(wording)
        except TimeframeError as error:
            if not self._has_dates():
                self.add_error("timeframe_wording", self._explain(error))
        else:
            if read is not None and (read.start, read.end) != tuple(dates.values()):
                self._refuse_entered_dates(read, dates)
        return cleaned

    def _stays(self) -> bool:
        """Whether wording and dates remain those that are stored, so that nothing is read again.

        Beside a wording that says dates, empty fields are no change: that they show what was stored
        is an exception.
        """
        if self.instance._state.adding:
            return False
        says_dates = self.instance.otherwise_read() is not None or _says_its_dates(self.instance)
        if says_dates and not any(self.cleaned_data.get(name) for name in DATES):
            self.cleaned_data.update({name: getattr(self.instance, name) for name in DATES})
        return all(
            self.cleaned_data.get(name, stored) == stored
            for name in DATES
            for stored in [getattr(self.instance, name)]
        )

    def _refuse_entered_dates(self, read: Timeframe, dates: dict[str, date | None]) -> None:
        """Say so where dates that were just entered would count for nothing beside the wording."""
        entered = [name for name in DATES if dates[name] and name in self.changed_data]
        if entered and read.is_empty:
            self.add_error(
                "timeframe_wording",
                "Bitte geben Sie den Zeitrahmen auch in Worten an. So steht er in der Anlage.",
            )
        elif entered:
            self.add_error(
                entered[0],
                f"Der Zeitrahmen ist lesbar und bedeutet: {read.describe()}. "
                "Lassen Sie Beginn und Ende bitte leer oder ändern Sie den Zeitrahmen.",
            )

    def _has_dates(self) -> bool:
        return any(self.cleaned_data.get(name, getattr(self.instance, name)) for name in DATES)

    def _explain(self, error: TimeframeError) -> str:
        parts = [error.message]
        if error.suggestion:
            parts.append(f"Gemeint ist vielleicht „{error.suggestion}“.")
        if any(name in self.fields for name in DATES):
            parts.append(
                "Soll der Wortlaut so bleiben, tragen Sie bitte Beginn oder Ende daneben ein."
            )
        return " ".join(parts)


def _locked(instance: models.Model) -> models.Model | None:
    """Return the stored state of `instance`, locked until the transaction ends."""
    if not transaction.get_connection(instance._state.db).in_atomic_block:
        # Django says so itself where the database locks rows; SQLite would lock nothing silently.
        raise transaction.TransactionManagementError(
            "A versioned form is checked and saved in one transaction.atomic()."
        )
    hold_agreement_of(instance)
    stored = type(instance)._base_manager.using(instance._state.db)
    return stored.select_for_update().filter(pk=instance.pk).first()


def _says_its_dates(record: Scheduled) -> bool:
    """Whether the dates of `record` are what its wording is read as, not entered or read before."""
    try:
        read = timeframe.parse(record.timeframe_wording)
    except TimeframeError:
        return False
    return read is not None and (read.start, read.end) == (record.starts_on, record.ends_on)
