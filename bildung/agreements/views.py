"""Editing one record: a form, a POST, a redirect; a stale page is answered with both versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.forms import BoundField, ModelForm
from django.http import Http404, HttpResponseRedirect
from django.views.generic import UpdateView

from .models import User


@dataclass(frozen=True)
class FieldVersions:
    """What one field of a refused form says in both versions, as texts to show."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs


@dataclass(frozen=True)
class Conflict:
    """Both versions of a record: that of a refused form, and who stored the other one when."""

    fields: tuple[FieldVersions, ...]
    changed_by: User | None
    changed_at: datetime | None


class VersionedUpdateView(UpdateView):
    """Shows and saves a form with VersionedFormMixin (see forms.py).

    Set `queryset` rights by `get_queryset`, `form_class`, `template_name` and `saved`, the quiet
    word after saving. The record names the row of its annex by `row_key`.
    """

    http_method_names = ("get", "head", "post")
    saved = "Gespeichert."
    unchanged = "Es gab nichts zu speichern: Alles ist, wie es war."

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            return super().post(request, *args, **kwargs)

    def get_success_url(self):
        return f"{self.object.agreement.get_absolute_url()}#{self.row_key()}"

    def row_key(self) -> str:
        """Return the key of the record's row in its annex."""
        return f"{self.object._meta.model_name}-{self.object.pk}"

    def form_valid(self, form):
        changed = form.has_changed()
        form.save()
        messages.success(self.request, self.saved if changed else self.unchanged)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        if not form.stale:
            return super().form_invalid(form)
        if form.current is None:
            raise Http404
        conflict = conflict_of(form)
        # Saving again is then a deliberate choice: it is based on what is shown beside it.
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = form.current.version
        context = self.get_context_data(form=form, conflict=conflict)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)


def conflict_of(form: ModelForm) -> Conflict:
    """Return both versions of the record of a stale form, field by field."""
    theirs = type(form)(instance=form.current)
    latest = form.current.history.select_related("history_user").first()
    return Conflict(
        tuple(
            FieldVersions(str(field.label), _shown(field), _shown(theirs[field.name]))
            for field in form.visible_fields()
        ),
        latest and latest.history_user,
        latest and latest.history_date,
    )


def _shown(field: BoundField) -> str:
    value = "" if field.value() is None else field.value()
    choices = dict(_flat(getattr(field.field, "choices", ())))
    if isinstance(value, list | tuple):
        return "\n".join(choices.get(str(chosen), str(chosen)) for chosen in value)
    if str(value) in choices:
        return choices[str(value)]
    text = field.field.widget.format_value(value) or ""
    return "\n".join(line.rstrip() for line in str(text).strip().splitlines())


def _flat(choices) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
