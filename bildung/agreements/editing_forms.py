"""The forms with which a record is moved and deleted, and what several forms of records share."""

from collections.abc import Sequence

from django import forms
from django.db import models

from bildung.vocabulary.outline import strip_marks

from .forms import VersionedFormMixin
from .models import Agreement
from .names import shortened


class DeleteForm(VersionedFormMixin):
    """Confirms that a record goes, with all that its page told of."""

    goes_along = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, goes_along: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["goes_along"] = goes_along

    def clean(self):
        cleaned = super().clean()
        if not self.stale and self.cleaned_data.get("goes_along") != self.initial["goes_along"]:
            self.stale, self.current = True, self.instance
            self.add_error(None, "Inzwischen steht anderes darunter. Bitte prüfen Sie noch einmal.")
        return cleaned

    def stale_message(self) -> str:
        return f"{self.instance._meta.verbose_name}: Dieser Eintrag wurde inzwischen geändert."


class PlaceForm(forms.Form):
    """Chooses a place for `record` among the records below each of `parents`.

    The value of a place is „<parent>:<before>“, both keys; the second is empty for the end.
    `cleaned_data["place"]` is the pair of records (`before` may be None).
    """

    place = forms.ChoiceField(
        label="Neue Stelle",
        error_messages={
            "invalid_choice": "Diese Stelle gibt es nicht mehr. Bitte wählen Sie eine andere."
        },
    )

    def __init__(
        self, *args, record: models.Model, within: str, parents: Sequence[models.Model], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[models.Model, models.Model | None]] = {}
        groups = []
        below = _below(type(record), within, parents)
        for parent in parents:
            siblings = below[parent.pk]
            here = _following(siblings, record) if record in siblings else record
            choices = []
            for before in [*siblings, None]:
                if before != record:
                    key = f"{parent.pk}:{before.pk if before else ''}"
                    self.places[key] = (parent, before)
                    label = f"vor: {shortened(str(before))}" if before else "am Ende"
                    if before == here:
                        self.initial["place"] = key
                        label = f"{label} (wie jetzt)"
                    choices.append((key, label))
            groups.append((shortened(str(parent)), choices))
        field = self.fields["place"]
        field.choices = groups if len(groups) > 1 else groups[0][1]

    def clean_place(self):
        return self.places[self.cleaned_data["place"]]


class OnceInAgreementMixin(forms.ModelForm):
    """Helps a form that does not show the agreement to see what may stand only once in it."""

    def refuse_twice(self, name: str, message: str) -> str:
        """Return the cleaned field `name`; raise ValidationError where another record has it."""
        value, record = self.cleaned_data[name], self.instance
        # Held, so that of two people at once the second is told.
        Agreement._base_manager.select_for_update(no_key=True).filter(
            pk=record.agreement_id
        ).first()
        same = type(record)._base_manager.filter(agreement=record.agreement_id, **{name: value})
        if same.exclude(pk=record.pk).exists():
            raise forms.ValidationError(message)
        return value


def lines_of(text: str) -> list[str]:
    """Return the lines of `text` that say something, without the bullets Word puts before them."""
    return [line for raw in strip_marks(text).split("\n") if (line := raw.strip())]


def _following(siblings: Sequence[models.Model], record: models.Model) -> models.Model | None:
    after = siblings[siblings.index(record) + 1 :]
    return after[0] if after else None


def _below(model, within: str, parents: Sequence[models.Model]) -> dict[int, list[models.Model]]:
    """Return the records of `model` below each of `parents`, in their order (1 query)."""
    found: dict[int, list[models.Model]] = {parent.pk: [] for parent in parents}
    order = ("position", "pk") if hasattr(model, "position") else ("number",)
    for record in model._base_manager.filter(**{f"{within}__in": list(found)}).order_by(*order):
        found[getattr(record, f"{within}_id")].append(record)
    return found
