"""The editions of an agreement, and each of them: on screen, as PDF, as the text it proves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from bildung.agreements.access import Right, rights_of, sides_for
from bildung.agreements.models import Agreement, Party, Phase, User
from bildung.agreements.views import visible_agreement
from bildung.annex.document import AnnexDocument
from bildung.formats import html, pdf
from bildung.formats.addresses import Downloads, downloads
from bildung.formats.answers import Origin, answered_by_condition, file_answer, not_made
from bildung.formats.files import CSV, FileFormat, annex_of

from . import papers, printing
from .models import Approval, Edition, PaperRecord, Scan, State


@dataclass(frozen=True)
class Link:
    """Where something may be done by now."""

    url: str
    label: str
    is_primary: bool = False


@dataclass(frozen=True)
class EditionsPage:
    """All editions, newest first, and what the person may do with the agreement."""

    agreement: Agreement
    phase: Phase
    editions: tuple[Edition, ...]
    actions: tuple[Link, ...]


@dataclass(frozen=True)
class Word:
    """What one party said of an edition: nothing yet where `approval` is None."""

    role: str
    party: str
    approval: Approval | None


@dataclass(frozen=True)
class AnnexShown:
    key: str
    title: str
    table: SafeString


@dataclass(frozen=True)
class ScanShown:
    """A scan of the signed paper; an empty address is for what cannot be had or done."""

    scan: Scan
    url: str
    withdraw_url: str


@dataclass(frozen=True)
class EditionPage:
    """All that the page of one edition shows."""

    agreement: Agreement
    edition: Edition
    state: State
    since: datetime | None
    is_unaltered: bool
    approvals_fit: bool
    words: tuple[Word, ...]
    papers: PaperRecord | None
    scans: tuple[ScanShown, ...]
    annexes: tuple[AnnexShown, ...]
    downloads: Downloads | None
    actions: tuple[Link, ...]
    papers_url: str
    scan_url: str


@require_safe
def editions(request, slug: str):
    """The editions of an agreement (6 queries for any number of them)."""
    agreement = visible_agreement(request, slug)
    rights = rights_of(request.user, agreement)
    found = agreement.editions.with_state().light().order_by("-number")
    page = EditionsPage(
        agreement, Phase(agreement.phase), tuple(found), tuple(_actions(agreement, rights))
    )
    return render(request, "editions/list.html", {"page": page})


def _actions(agreement: Agreement, rights: Iterable[Right]) -> Iterable[Link]:
    known = (
        (Right.FREEZE, "freeze", "Fassung festschreiben", True),
        (Right.CARRY_ON, "carry_on", "Fortschreibung beginnen", True),
        (Right.GIVE_UP, "give_up", "Fortschreibung aufgeben", False),
        (Right.END, "end", "Vereinbarung beenden", False),
    )
    for right, name, label, is_primary in known:
        if right in rights:
            yield Link(reverse(f"editions:{name}", args=[agreement.slug]), label, is_primary)


@require_safe
def edition(request, slug: str, number: int):
    """One edition: its state, the parties' words, its papers, and both annexes as agreed."""
    agreement = visible_agreement(request, slug)
    edition = edition_of(agreement, number)
    rights = rights_of(request.user, agreement)
    at = [agreement.slug, number]
    # What was altered may be anything, and is not shown as agreed.
    document = edition.document if edition.is_unaltered else None
    words = {approval.side: approval for approval in edition.approvals.all()}
    mine = sides_for(request.user, agreement, Right.APPROVE) - set(words)
    may_speak = Right.APPROVE in rights and edition.state == State.SIGNING and mine
    may_file = Right.FILE_PAPERS in rights
    page = EditionPage(
        agreement,
        edition,
        edition.state,
        edition.in_force_since,
        edition.is_unaltered,
        edition.approvals_fit,
        tuple(_words(document, words)),
        PaperRecord.objects.filter(edition=edition).first(),
        tuple(_scans(edition, request.user, agreement)),
        shown(document) if document else (),
        _downloads(document, at) if document else None,
        (
            Link(reverse("editions:approve", args=at), "Zustimmen", is_primary=True),
            Link(reverse("editions:refuse", args=at), "Ablehnen"),
        )
        if may_speak
        else (),
        reverse("editions:papers", args=at) if may_file else "",
        reverse("editions:file_scan", args=at) if may_file else "",
    )
    return render(request, "editions/edition.html", {"page": page})


def _scans(edition: Edition, person: User, agreement: Agreement) -> Iterable[ScanShown]:
    for scan in edition.scans.defer("pdf"):
        at = [agreement.slug, edition.number, scan.pk]
        is_there = not scan.is_withdrawn
        may_withdraw = is_there and papers.may_withdraw(person, agreement, scan)
        yield ScanShown(
            scan,
            reverse("editions:one_scan", args=at) if is_there else "",
            reverse("editions:withdraw", args=at) if may_withdraw else "",
        )


def _words(document: AnnexDocument | None, said: dict[str, Approval]) -> Iterable[Word]:
    """Yield what each party said, under the name it had when the edition was made."""
    names = {party.role: party.name for party in document.parties} if document else {}
    for side in Party:
        yield Word(side.label, names.get(side.label, ""), said.get(side))


def _downloads(document: AnnexDocument, at: list) -> Downloads:
    return downloads(
        "Fassung",
        lambda each: reverse("editions:file", args=[*at, each]),
        [reverse("editions:csv", args=[*at, which]) for which, _ in enumerate(document.tables, 1)],
    )


def shown(document: AnnexDocument) -> tuple[AnnexShown, ...]:
    """Return the annexes of `document` as the browser shows them."""
    return tuple(AnnexShown(each.key, each.title, html.table(each)) for each in document.tables)


@require_safe
def print_pdf(request, slug: str, number: int):
    """The PDF of an edition as it was made when it was frozen. Its bytes never change."""
    agreement = visible_agreement(request, slug)
    edition = edition_of(agreement, number)
    headers = {"ETag": f'"{edition.print_sha256}"', "Cache-Control": "private, no-cache"}
    if (answer := answered_by_condition(request, headers)) is not None:
        return answer
    try:
        kept = printing.kept_print(edition)
    except pdf.PrintError as error:
        return not_made(request, _origin(edition), error.message)
    headers["ETag"] = f'"{kept.sha256}"'
    return _file(bytes(kept.pdf), "application/pdf", f"{_name(edition)}.pdf", headers)


@require_safe
def content(request, slug: str, number: int):
    """The JSON text of an edition: its SHA-256 is the Prüfwert, whoever computes it."""
    edition = edition_of(visible_agreement(request, slug), number)
    text = edition.content.encode("utf-8", "surrogatepass")
    headers = {"Cache-Control": "private"}
    return _file(text, "application/json", f"{_name(edition)}.json", headers, way="attachment")


@require_safe
def as_file(request, slug: str, number: int, file_format: FileFormat):
    """Both annexes of an edition in one of the other formats."""
    edition = edition_of(visible_agreement(request, slug), number)
    if not edition.is_unaltered:
        return not_made(request, _origin(edition), printing.ALTERED)
    document = edition.here.document  # by whose keys the file is read back in
    return file_answer(request, document, file_format, _name(edition), _origin(edition))


@require_safe
def as_csv(request, slug: str, number: int, which: int):
    """One annex of an edition as CSV, for spreadsheets."""
    edition = edition_of(visible_agreement(request, slug), number)
    if not edition.is_unaltered:
        return not_made(request, _origin(edition), printing.ALTERED)
    annex = annex_of(edition.here.document, which)
    return file_answer(request, annex, CSV, f"{_name(edition)}-anlage-{which}", _origin(edition))


@require_safe
def scan(request, slug: str, number: int, scan: int | None = None):
    """A scan of the signed paper, the latest if none is named: to be stored, not shown here."""
    edition = edition_of(visible_agreement(request, slug), number)
    scans = edition.scans.filed()
    found = scans.first() if scan is None else scans.filter(pk=scan).first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": "private", "X-Content-Type-Options": "nosniff"}
    name = f"{_name(edition)}-unterschrieben.pdf"
    return _file(bytes(found.pdf), "application/pdf", name, headers, way="attachment")


def edition_of(agreement: Agreement, number: int) -> Edition:
    """Return an edition of an agreement that the person sees; raises Http404."""
    found = Edition.objects.with_state().defer("wording")
    return get_object_or_404(found, agreement=agreement, number=number)


def _name(edition: Edition) -> str:
    return f"{edition.agreement.slug}-fassung-{edition.number}-{edition.as_of}"


def _origin(edition: Edition) -> Origin:
    return Origin(str(edition.agreement), edition.agreement.get_absolute_url())


def _file(data: bytes, kind: str, name: str, headers: dict[str, str], way: str = "inline"):
    headers = {**headers, "Content-Disposition": f'{way}; filename="{name}"'}
    return HttpResponse(data, content_type=kind, headers=headers)
