"""The pages „Verlauf“, and what brings an earlier state back."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bildung.agreements.access import acts_of, agreements_of
from bildung.agreements.models import Agreement, FocusTopic
from bildung.agreements.views import visible_agreement
from bildung.history.kinds import (
    KINDS,
    MEASURE,
    STAGE,
    Kind,
    agreement_of,
    rows_of_agreement,
    rows_of_record,
)
from bildung.history.restoring import NotRestored, restore_deleted, restore_state

from .reading import PAGES, History, Reader, names_of

NOTHING_TO_DO = "Es gab nichts wiederherzustellen: Dieser Stand gilt schon."


@dataclass(frozen=True)
class HistoryPage:
    """All that a page „Verlauf“ shows. `name` is empty where it is about the whole agreement."""

    agreement: Agreement
    history: History
    label: str = ""
    name: str = ""
    back_url: str = ""


@require_safe
def of_agreement(request, slug: str):
    """All that changed in an agreement, newest first."""
    agreement = visible_agreement(request, slug, with_templates=True)
    reader = Reader(agreement, acts_of(request.user, agreement))
    history = reader.read(rows_of_agreement(agreement), request.GET.get("seite"))
    page = HistoryPage(agreement, history, back_url=agreement.get_absolute_url())
    return render(request, "desk/history.html", {"page": page})


@require_safe
def of_measure(request, pk: int):
    """What changed in a measure and its steps. Stays when the measure is deleted."""
    return _of_record(request, MEASURE, pk)


@require_safe
def of_stage(request, pk: int):
    """What changed in a stage and its duties. Stays when the stage is deleted."""
    return _of_record(request, STAGE, pk)


def _of_record(request, kind: Kind, pk: int):
    allowed = agreements_of(request.user, with_templates=True)
    agreement = get_object_or_404(allowed, pk=agreement_of(kind, pk))
    record = kind.model.objects.filter(pk=pk).first()
    reader = Reader(agreement, acts_of(request.user, agreement), record)
    history = reader.read(rows_of_record(kind, pk), request.GET.get("seite"))
    name = names_of(kind, {pk}).get(pk) or str(record)
    row = f"#{kind.model._meta.model_name}-{pk}" if record else ""
    back_url = f"{agreement.get_absolute_url()}{row}"
    page = HistoryPage(agreement, history, kind.label, name, back_url)
    return render(request, "desk/history.html", {"page": page})


@require_POST
def restore(request, slug: str, kind: str, history_id: int):
    """Bring back what a history row says: a deleted record, or the state of one that is there."""
    kind = KINDS.get(kind)
    if kind is None or kind.restored_by is None:
        raise Http404
    allowed = agreements_of(request.user, kind.restored_by, with_templates=True)
    agreement = get_object_or_404(allowed, slug=slug)
    row = get_object_or_404(rows_of_agreement(agreement)[kind.key], history_id=history_id)
    try:
        if row.history_type == "-":
            record = restore_deleted(kind, row)
            done = f"{kind.label}: wiederhergestellt."
        elif kind is MEASURE:
            record = restore_state(kind, row, _version(request))
            done = "Der frühere Stand gilt wieder." if record else NOTHING_TO_DO
        else:
            raise Http404
    except NotRestored as refusal:
        context = {"agreement": agreement, "reason": refusal.message, "back_url": _url(kind, row)}
        context["back_url"] = context["back_url"] or reverse("desk:history", args=[slug])
        return render(request, "desk/not_restored.html", context, status=HTTPStatus.CONFLICT)
    messages.success(request, done)
    if "undo" in request.POST:  # the page of the deletion goes on where it was
        return redirect(_shown_at(agreement, row))
    return redirect(_url(kind, row) or reverse("desk:history", args=[slug]))


def _shown_at(agreement: Agreement, row) -> str:
    """Return where the record of `row` stands on the pages on which it is worked on."""
    if row.instance_type is FocusTopic:
        return reverse("goals:topics", args=[agreement.slug])
    return f"{agreement.get_absolute_url()}#{row.instance_type._meta.model_name}-{row.id}"


def _version(request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


def _url(kind: Kind, row) -> str:
    """Return the address of the history of what `row` is told with, if it has one of its own."""
    key, pk = kind.key, row.id
    if kind.told_with_parent:
        key, pk = kind.parent, getattr(row, kind.parent_attname)
    return reverse(PAGES[key], args=[pk]) if key in PAGES else ""
