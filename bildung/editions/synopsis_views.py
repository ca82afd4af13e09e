"""The Synopse on screen and as files; and the Begründung of each change while drafting."""

from dataclasses import dataclass, replace

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bildung.agreements.access import Right, rights_of
from bildung.agreements.models import Agreement
from bildung.agreements.views import visible_agreement
from bildung.annex.synopsis import Synopsis
from bildung.annex.table import AnnexTable
from bildung.formats import html
from bildung.formats.addresses import Downloads, downloads
from bildung.formats.answers import Origin, file_answer
from bildung.formats.files import CSV, FileFormat, annex_of

from . import reasons
from .acts import ActView
from .forms import ReasonForm
from .synopsis import DRAFT, Compared, Offered, compared, offered
from .views import AnnexShown

WHOLE = "alles"


@dataclass(frozen=True)
class SynopsisPage:
    """What the page shows; `compared` is None while there are not two to compare."""

    agreement: Agreement
    offered: Offered | None
    compared: Compared | None = None
    whole: bool = False
    tables: tuple[AnnexShown, ...] = ()
    downloads: Downloads | None = None


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    offered: Offered
    old: str
    new: str
    whole: bool


@require_safe
def page(request, slug: str):
    agreement = visible_agreement(request, slug)
    asked = _asked(request, agreement)
    if asked is None:
        return render(request, "editions/synopsis.html", {"page": SynopsisPage(agreement, None)})
    found = compared(agreement, asked.offered, asked.old, asked.new)
    takes_reasons = asked.offered.takes_reasons(asked.old, asked.new)
    may_reason = takes_reasons and Right.GIVE_REASONS in rights_of(request.user, agreement)
    shown = SynopsisPage(
        agreement,
        asked.offered,
        found,
        asked.whole,
        tuple(_table(each, found, agreement, asked.whole, may_reason) for each in found.synopses),
        _downloads(slug, found, f"?{request.GET.urlencode()}" if request.GET else ""),
    )
    return render(request, "editions/synopsis.html", {"page": shown})


def _table(
    synopsis: Synopsis, found: Compared, agreement: Agreement, whole: bool, may_reason: bool
) -> AnnexShown:
    table = synopsis.table(found.reasons, only_changes=not whole)
    records = None
    if may_reason and synopsis.changes:
        actions = {
            entry.key: html.RecordActions(
                entry.place, (html.Action(_reason_url(agreement, entry.key), "Begründen"),)
            )
            for entry in synopsis.changes
        }
        records = html.Records({}, actions, {})
    return AnnexShown(synopsis.key, synopsis.title, html.table(table, records))


def _reason_url(agreement: Agreement, key: str) -> str:
    return reverse("synopsis:reason", args=[agreement.slug, key])


def _downloads(slug: str, found: Compared, query: str) -> Downloads:
    return downloads(
        "Synopse",
        lambda each: reverse("synopsis:file", args=[slug, each]) + query,
        [
            reverse("synopsis:csv", args=[slug, which]) + query
            for which, _ in enumerate(found.synopses, 1)
        ],
    )


@require_safe
def as_file(request, slug: str, file_format: FileFormat):
    document, name, origin = _document(request, slug)
    return file_answer(request, document, file_format, name, origin)


@require_safe
def as_csv(request, slug: str, which: int):
    document, name, origin = _document(request, slug)
    return file_answer(request, annex_of(document, which), CSV, f"{name}-anlage-{which}", origin)


def _document(request, slug: str):
    """Return the Synopse as a document, its file's name, and whose it is; raises Http404."""
    agreement = visible_agreement(request, slug)
    asked = _asked(request, agreement)
    if asked is None:
        raise Http404
    today = localdate()
    found = compared(agreement, asked.offered, asked.old, asked.new)
    document = found.document(agreement, today, only_changes=not asked.whole)
    origin = Origin(str(agreement), agreement.get_absolute_url())
    return document, f"{slug}-synopse-{asked.old}-{asked.new}-{today}", origin


def _asked(request, agreement: Agreement) -> Asked | None:
    """Return what to compare: as asked for, else as usual; None where there are not two."""
    offer = offered(agreement)
    if offer is None:
        return None
    chosen = [
        value if offer.known(value := request.GET.get(name, "")) else usual
        for name, usual in (("von", offer.old), ("bis", offer.new))
    ]
    return Asked(offer, *chosen, WHOLE in request.GET)


class GiveReason(ActView):
    """The Begründung of one change between the edition in force and the draft."""

    right = Right.GIVE_REASONS
    heading = "Begründung"
    button = "Speichern"
    form_class = ReasonForm
    template_name = "editions/reason.html"

    @property
    def key(self) -> str:
        return self.kwargs["key"]

    def form(self, *data):
        self.change = self._change()
        self.stored = self.agreement.reasons.filter(key=self.key).first()
        text = self.stored.text if self.stored else ""
        return self.form_class(*data[:1], initial={"text": text})

    def _change(self) -> AnnexTable:
        """Return the change the reason is for; raises Http404 where there is none (any more)."""
        offer = offered(self.agreement)
        if offer is None or not offer.takes_reasons(offer.in_force, offer.new):
            raise Http404
        for synopsis in compared(self.agreement, offer, offer.in_force, DRAFT).synopses:
            changes = tuple(entry for entry in synopsis.changes if entry.key == self.key)
            if changes:
                return replace(synopsis, entries=changes).table()
        raise Http404

    def context(self, form):
        return {
            "table": html.table(self.change),
            # What is stored by now: saving again after a refusal is a deliberate choice.
            "shown": str(self.stored.version if self.stored else reasons.NONE),
        }

    def perform(self, form):
        reasons.give(
            self.agreement,
            self.key,
            form.cleaned_data["text"],
            self.request.user,
            form.cleaned_data["shown"],
        )
        return "Die Begründung ist gespeichert."

    def back_url(self):
        return f"{reverse('synopsis:page', args=[self.agreement.slug])}#{self.key}"
