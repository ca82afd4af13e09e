"""The pages „Verlauf“, and what brings back what was deleted or overwritten."""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bildung.agreements.access import Right, agreements_of, rights_of
from bildung.agreements.models import Agreement, FocusTopic
from bildung.agreements.sent_forms import once
from bildung.agreements.views import refused_while_locked, visible_agreement
from bildung.history.kinds import KINDS, Kind, agreement_of, rows_of_agreement, rows_of_record
from bildung.history.parts import Part, parts_for
from bildung.history.restoring import NotRestored, restore_deleted, restore_part

from .naming import names_of
from .reading import History, Reader, history_url

NOTHING_TO_DO = "Es gab nichts wiederherzustellen: So steht es schon da."


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
    reader = Reader(agreement, rights_of(request.user, agreement))
    history = reader.read(rows_of_agreement(agreement), request.GET.get("seite"))
    page = HistoryPage(agreement, history, back_url=agreement.get_absolute_url())
    return render(request, "desk/history.html", {"page": page})


@require_safe
def of_record(request, kind: str, pk: int):
    """What changed in a record, its steps or duties with it. Stays when the record is deleted."""
    kind = KINDS[kind]
    allowed = agreements_of(request.user, with_templates=True)
    agreement = get_object_or_404(allowed, pk=agreement_of(kind, pk))
    record = kind.model.objects.filter(pk=pk).first()
    rights = rights_of(request.user, agreement)
    history = Reader(agreement, rights, record).read(
        rows_of_record(kind, pk), request.GET.get("seite")
    )
    name = names_of(kind, {pk}).get(pk) or str(record)
    page = HistoryPage(agreement, history, kind.label, name, _back_url(agreement, rights, record))
    return render(request, "desk/history.html", {"page": page})


def _back_url(agreement: Agreement, rights: Collection[Right], record: Model | None) -> str:
    """Return where `record` is worked on, or the page of the agreement."""
    if record is None or (isinstance(record, FocusTopic) and Right.EDIT_ANNEX_1 not in rights):
        return agreement.get_absolute_url()
    return _shown_at(agreement, type(record), record.pk)


@require_POST
@once
def restore(request, slug: str, kind: str, history_id: int):
    """Bring back what a history row says: a deleted record, or a part of one that is there."""
    kind = KINDS.get(kind)
    if kind is None or kind.restored_by is None:
        raise Http404
    agreement = visible_agreement(request, slug, with_templates=True)
    row = get_object_or_404(rows_of_agreement(agreement)[kind.key], history_id=history_id)
    rights = rights_of(request.user, agreement)
    owner, pk = kind.owner_of(row)
    back_url = history_url(owner, pk)
    try:
        with refused_while_locked():
            if row.history_type == "-":
                done = _restored(kind, row, rights)
            else:
                done = _set_back(kind, row, _part(request, owner, rights), _version(request))
    except NotRestored as refusal:
        context = {"agreement": agreement, "reason": refusal.message, "back_url": back_url}
        return render(request, "desk/not_restored.html", context, status=HTTPStatus.CONFLICT)
    messages.success(request, done)
    if "undo" in request.POST:  # the page of the deletion goes on where it was
        return redirect(_shown_at(agreement, kind.model, row.id))
    return redirect(back_url)


def _restored(kind: Kind, row: Model, rights: Collection[Right]) -> str:
    if kind.right_to_restore(row) not in rights:
        raise Http404
    restore_deleted(kind, row)
    return f"{kind.label}: wiederhergestellt."


def _set_back(kind: Kind, row: Model, part: Part, version: int | None) -> str:
    if restore_part(part, kind, row, version) is None:
        return NOTHING_TO_DO
    return f"{part.former} gilt wieder. {part.stays}".strip()


def _part(request, kind: Kind, rights: Collection[Right]) -> Part:
    """Return the part of a record of `kind` that the person wants back, and may have."""
    wanted = request.POST.get("part", "wortlaut")
    found = [part for part in parts_for(kind, rights) if part.key == wanted]
    if not found:
        raise Http404
    return found[0]


def _shown_at(agreement: Agreement, model: type[Model], pk: int) -> str:
    """Return where a record stands on the pages on which it is worked on."""
    if model is FocusTopic:
        return f"{reverse('goals:topics', args=[agreement.slug])}#focustopic-{pk}"
    return f"{agreement.get_absolute_url()}#{model._meta.model_name}-{pk}"


def _version(request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None
