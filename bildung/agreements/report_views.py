"""The page of a Sachstand: what was reported so far, and the form for those who may report."""

from http import HTTPStatus

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.utils.timezone import localdate

from bildung.vocabulary.status import Status

from .access import Right, allowing, rights_of
from .report_forms import ConfirmationForm, NoteForm, without_fields
from .views import VersionedUpdateView, history_url


class ReportView(VersionedUpdateView):
    """Shows the reports on a record to both parties; writes one for those with `right`.

    Those with `note_right` alone write one that leaves the status. A subclass sets `model`, both
    rights, `agreement_path`, the lookup from the record to its agreement, `form_class` and
    `template_name`.
    """

    right: Right
    note_right: Right
    agreement_path: str
    confirmed = "Der Stand ist als unverändert bestätigt."

    def get_queryset(self) -> QuerySet:
        right = Right.SEE
        if self.request.method == "POST":
            right = self.right if self.confirms else self.note_right
        path = self.agreement_path
        return self.model.objects.filter(allowing(self.request.user, right, path)).select_related(
            f"{path}__municipality", f"{path}__agency"
        )

    def get_object(self, queryset=None) -> Model:
        record = super().get_object(queryset)
        self.present = Status(record.status)  # the form writes into the record before it is checked
        self.rights = rights_of(self.request.user, record.agreement)
        return record

    @property
    def confirms(self) -> bool:
        return self.request.method == "POST" and "confirm" in self.request.POST

    def get_form_class(self):
        if self.confirms:
            return without_fields(ConfirmationForm, self.model)
        if self.right in self.rights:
            return self.form_class
        return without_fields(NoteForm, self.model)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"author": self.request.user, "on": localdate()}

    def form_valid(self, form):
        if not self.confirms:
            subject = "Status" if "status" in form.changed_data else "Sachstand"
            self.saved = f"Der {subject} ist gespeichert."
            return super().form_valid(form)
        form.save()
        messages.success(self.request, self.confirmed)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        if not self.confirms:
            return super().form_invalid(form)
        if form.current is None:
            raise Http404
        # Nothing was typed that could be compared: the page as it is by now, and why it is shown.
        self.object = self.get_object()
        fresh = self.form_class(instance=self.object, **self.ids)
        context = self.get_context_data(form=fresh, refusal=form.non_field_errors())
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def get_context_data(self, **kwargs):
        form = kwargs.get("form")
        current = getattr(form, "current", None)
        return super().get_context_data(
            present=Status(current.status) if current else self.present,
            may_report=self.right in self.rights,
            may_note=self.note_right in self.rights,
            reports=list(self.object.reports.all()),
            history_url=history_url(self.object),
            **kwargs,
        )
