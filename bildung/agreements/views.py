"""Editing one record: a form, a POST, a redirect; a stale page is answered with both versions."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import UpdateView

from .access import agreements_of
from .conflicts import BASE, base_of, conflict_of, is_asked
from .locking import WordingIsLocked
from .models import Agreement
from .sent_forms import answered_once

UNCHANGED = "Es gab nichts zu speichern: Alles ist, wie es war."


@contextmanager
def refused_while_locked() -> Iterator[None]:
    """Answer as without the right where the wording was locked after the right was looked up."""
    try:
        yield
    except WordingIsLocked as locked:
        raise Http404 from locked


def visible_agreement(request, slug: str, with_templates: bool = False) -> Agreement:
    """Return the agreement, or template, that the person may see; raises Http404."""
    allowed = agreements_of(request.user, with_templates=with_templates)
    return get_object_or_404(allowed, slug=slug)


def history_url(record: Model) -> str:
    """Return the address of the page „Verlauf“ of `record`."""
    return reverse(f"desk:{record._meta.model_name}_history", args=[record.pk])


class PartMixin:
    """A page with a form that htmx may ask for as a part, to be put where its record stands.

    The part is the page without what frames it (templates/part.html). A refused form is then
    answered by 422, so that the browser tells it from a saved one, whose redirect it follows. The
    ids on it begin with the page's address: several parts may stand on one page.
    """

    @property
    def part(self) -> str:
        """Return the id of the part; empty where the whole page is asked for."""
        return self.request.path.strip("/").replace("/", "-") if self.request.htmx else ""

    @property
    def refused(self) -> HTTPStatus:
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.part else HTTPStatus.OK

    @property
    def ids(self) -> dict[str, str]:
        """Return what a form is made with, so that the ids of its fields are those of the part."""
        return {"auto_id": f"{self.part}-%s"} if self.part else {}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.ids

    def get_context_data(self, **kwargs):
        frame = "part.html" if self.part else "base.html"
        return super().get_context_data(part=self.part, frame=frame, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=self.refused)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ("HX-Request",))
        return response


class VersionedUpdateView(PartMixin, UpdateView):
    """Shows and saves a form with VersionedFormMixin (see forms.py).

    Set `queryset` rights by `get_queryset`, `form_class`, `template_name` and `saved`, the quiet
    word after saving. The record names the row of its annex by `row_key`.
    """

    http_method_names = ("get", "head", "post")
    saved = "Gespeichert."
    unchanged = UNCHANGED

    def post(self, request, *args, **kwargs):
        with refused_while_locked():
            return answered_once(request, lambda: super(VersionedUpdateView, self).post(request))

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
        if form.stale and form.current is None:
            raise Http404
        form.data = form.typed.copy()
        if not form.stale:
            conflict = conflict_of(form) if is_asked(form) else None
            context = self.get_context_data(form=form, conflict=conflict)
            return self.render_to_response(context, status=self.refused)
        conflict = conflict_of(form)
        # Saving again is then a deliberate choice: it is based on what is shown beside it.
        form.data["version"] = form.current.version
        context = self.get_context_data(form=form, conflict=conflict)
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(back_url=self.get_success_url(), **kwargs)
        return context | {"base": self._base(context["form"], context.get("conflict"))}

    def _base(self, form, conflict) -> str:
        """Return what the page says it is based on (see conflicts.py)."""
        if conflict:
            return conflict.base
        return form.typed.get(BASE, "") if form.is_bound else base_of(form)
