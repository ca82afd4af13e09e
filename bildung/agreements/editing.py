"""The pages on which records are added, edited, moved and deleted: shared by both annexes.

An app names what it has by a mixin for each model and combines it with the pages:

    class OfGoals(OfAgreement):
        model = Goal
        right = Right.EDIT_ANNEX_1
        agreement_path = "agreement"
        subject = "Das Ziel"

    class GoalAdd(OfGoals, RecordAdd):
        form_class = GoalForm
"""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from django.contrib import messages
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.forms import modelform_factory
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView

from .access import Right, allowing
from .editing_forms import DeleteForm, PlaceForm
from .locking import hold_agreement_of
from .models import Agreement
from .names import shortened
from .origins import BROWSER
from .views import PartMixin, VersionedUpdateView, history_url, refused_while_locked

STEPS = {"up": -1, "down": 1}
ENDS = {"up": "oben", "down": "unten"}


@dataclass(frozen=True)
class Fact:
    """A line of what stands beside a form: where the record belongs."""

    label: str
    text: str


@dataclass(frozen=True)
class Below:
    """What goes when a record goes: the records whose field `path` leads to it."""

    model: type[models.Model]
    path: str
    one: str
    many: str

    def told(self, record: models.Model) -> str:
        """Return „3 Maßnahmen“; empty where there are none (1 query)."""
        number = self.model._base_manager.filter(**{self.path: record.pk}).count()
        return f"{number} {self.one if number == 1 else self.many}" if number else ""


class OfAgreement:
    """Records of one model on which a person has `right`.

    `agreement_path` is the lookup from the record to its agreement, `subject` its name as a
    sentence begins. `within` names the field of what it stands below.
    """

    model: ClassVar[type[models.Model]]
    right: ClassVar[Right]
    agreement_path: ClassVar[str]
    subject: ClassVar[str]

    @property
    def within(self) -> str:
        return self.agreement_path.partition("__")[0]

    def get_queryset(self) -> QuerySet:
        return self.of_allowed(self.model.objects.all(), self.agreement_path)

    def of_allowed(self, records: QuerySet, path: str) -> QuerySet:
        """Return those of `records` whose agreement, to which `path` leads, a person may change."""
        return records.filter(self.allowed(path)).select_related(
            f"{path}__municipality", f"{path}__agency"
        )

    def allowed(self, path: str = "") -> Q:
        """Return the condition on records below agreements, or templates, to be changed here."""
        return allowing(self.request.user, self.right, path, with_templates=True)

    def parent_of(self, record: models.Model) -> models.Model:
        return getattr(record, self.within)

    def page_url(self, agreement: Agreement) -> str:
        """Return the address of the page on which the records are listed."""
        return agreement.get_absolute_url()

    def url_of(self, record: models.Model) -> str:
        """Return where `record` is shown: its page, at the place where it stands there."""
        if isinstance(record, Agreement):
            return self.page_url(record)
        return f"{self.page_url(record.agreement)}#{record.row_key}"

    def get_success_url(self) -> str:
        return self.url_of(self.object)


class RecordForm(VersionedUpdateView):
    """Shows a form field by field, with the record's place beside it."""

    template_name = "agreements/record_form.html"

    def facts(self) -> Iterable[Fact]:
        return facts_above(self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.heading, facts=self.facts(), **kwargs)


class RecordEdit(RecordForm):
    """Edits a record; set `form_class`."""

    @property
    def heading(self) -> str:
        return f"{self.object._meta.verbose_name} bearbeiten"

    @property
    def saved(self) -> str:
        return f"{self.subject} ist gespeichert."

    def get_context_data(self, **kwargs):
        return super().get_context_data(history_url=history_url(self.object), **kwargs)


class RecordAdd(RecordForm):
    """Adds a record as the last one below the record, or the agreement, that the address names."""

    @property
    def heading(self) -> str:
        return f"{self.model._meta.verbose_name} hinzufügen"

    @property
    def saved(self) -> str:
        return f"{self.subject} ist angelegt."

    @property
    def unchanged(self) -> str:  # also what was left as offered is added
        return self.saved

    def get_object(self, queryset=None) -> models.Model:
        parent = self.get_parent()
        return self.model(**{self.within: parent})

    def get_parent(self) -> models.Model:
        """Return what the record is to stand below, held while it is added."""
        parents = self.parents()
        if self.request.method == "POST":
            if parents.model is not Agreement:
                hold_agreement_of(get_object_or_404(parents, **self.kwargs))
            parents = parents.select_for_update(of=("self",), no_key=True)
        return get_object_or_404(parents, **self.kwargs)

    def parents(self) -> QuerySet:
        path = self.agreement_path.partition("__")[2]
        if not path:
            return Agreement.objects.filter(self.allowed())
        model = self.model._meta.get_field(self.within).related_model
        return self.of_allowed(model.objects.all(), path)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"back_url": self.url_of(self.parent_of(self.object))}


class RecordMove(OfAgreement, PartMixin, FormView):
    """Moves a record: a POST with `step` („up“, „down“) among its siblings, one with `place`
    („<key of the new parent>:<key of the record to stand before>“, nothing after the colon: at the
    end) anywhere in the agreement. The page offers all places.
    """

    http_method_names = ("get", "head", "post")
    form_class = PlaceForm
    template_name = "agreements/record_move.html"

    def dispatch(self, request, *args, **kwargs):
        self.object = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        with refused_while_locked(), transaction.atomic():
            self.object = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
            self.object._change_reason = BROWSER
            try:
                if "step" in request.POST:
                    return self._step(request.POST["step"])
                return super().post(request, *args, **kwargs)
            except self.model.DoesNotExist as gone:  # by another person, a moment ago
                raise Http404 from gone

    def _step(self, name: str):
        if name not in STEPS:
            raise Http404
        moved = self.object.move(STEPS[name])
        return self._done(moved, f"{self.subject} steht schon ganz {ENDS[name]}.")

    def form_valid(self, form):
        parent, before = form.cleaned_data["place"]
        moved = self.object.move_to(parent, before)
        return self._done(moved, f"{self.subject} steht schon dort.")

    def _done(self, moved: bool, otherwise: str):
        messages.success(self.request, f"{self.subject} ist umgestellt." if moved else otherwise)
        return HttpResponseRedirect(self.url_of(self.object))

    def parents(self) -> Iterable[models.Model]:
        """Return what the record may stand below, in the order of the annex."""
        return [self.parent_of(self.object)]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "record": self.object,
            "within": self.within,
            "parents": list(self.parents()),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            object=self.object,
            name=shortened(str(self.object)),
            kind=self.model._meta.verbose_name,
            facts=facts_above(self.object),
            back_url=self.url_of(self.object),
            **kwargs,
        )


class RecordDelete(OfAgreement, VersionedUpdateView):
    """Shows what goes with a record, deletes all of it, and offers to bring it back.

    `below` names what goes along. A page that tells less than would go is stale.
    """

    template_name = "agreements/record_delete.html"
    below: ClassVar[tuple[Below, ...]] = ()
    kind: ClassVar[str]  # of the history, see bildung/history/kinds.py

    def get_form_class(self):
        return modelform_factory(self.model, form=DeleteForm, fields=())

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if self.request.method == "POST":
            # What stands above is held first, as when moving, so that nobody waits in a circle.
            hold_agreement_of(record)
            above = self.parent_of(record)
            type(above)._base_manager.select_for_update(no_key=True).filter(pk=above.pk).first()
        self.goes_along = self.told_below(record)
        return record

    def told_below(self, record: models.Model) -> list[str]:
        return [told for below in self.below if (told := below.told(record))]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"goes_along": ", ".join(self.goes_along)}

    def form_valid(self, form):
        record = self.object
        pk, agreement = record.pk, record.agreement
        back = self.url_of(self.parent_of(record))
        record._change_reason = BROWSER
        self.remove(record)
        row = self.model.history.filter(id=pk, history_type="-").first()
        # The message carries the address that takes it back (templates/base.html makes a button).
        undo = reverse("desk:restore", args=[agreement.slug, self.kind, row.history_id])
        messages.success(self.request, f"{self.subject} ist gelöscht.", extra_tags=undo)
        return HttpResponseRedirect(back)

    def remove(self, record: models.Model) -> None:
        record.delete()

    def form_invalid(self, form):
        if form.current is None:
            raise Http404
        self.object = self.get_object()
        goes_along = ", ".join(self.goes_along)
        fresh = self.get_form_class()(instance=self.object, goes_along=goes_along, **self.ids)
        context = self.get_context_data(form=fresh, refusal=form.non_field_errors())
        return self.render_to_response(context, status=HTTPStatus.CONFLICT)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            name=str(self.object),
            kind=self.model._meta.verbose_name,
            goes_along=self.goes_along,
            facts=facts_above(self.object),
            **kwargs,
        )


def facts_above(record: models.Model) -> list[Fact]:
    """Return what `record` stands below, from top to bottom, without the agreement."""
    above = getattr(record, getattr(record, "ordered_within", "agreement"))
    if isinstance(above, Agreement):
        return []
    return [*facts_above(above), Fact(above._meta.verbose_name, str(above))]
