"""What spans both annexes: an agreement's page and its files."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

import goals.annex
import milestones.annex
from bildung.agreements.access import Right, rights_of
from bildung.agreements.models import Agreement, Phase
from bildung.agreements.names import parties_of
from bildung.agreements.views import visible_agreement
from bildung.annex.document import PartyName
from bildung.annex.table import AnnexTable
from bildung.formats import html
from bildung.formats.addresses import Downloads, downloads
from bildung.formats.answers import Origin, file_answer
from bildung.formats.files import FileFormat

from . import printing
from .bars import AgreementProgress, progress_of
from .links import goal_records, milestone_records
from .summary import Summary, summary_of


@dataclass(frozen=True)
class Adding:
    """Where a goal or milestone is added, and the words for it; `first` for an empty annex."""

    url: str
    label: str
    first: str


@dataclass(frozen=True)
class AnnexPart:
    """One annex on the agreement's page."""

    key: str
    title: str
    table: SafeString
    is_empty: bool
    downloads: Downloads
    adding: Adding | None = None
    import_url: str = ""  # for those who may write it


@dataclass(frozen=True)
class AgreementPage:
    """All that the agreement's page shows."""

    agreement: Agreement
    parties: tuple[PartyName, ...]
    parts: tuple[AnnexPart, ...]
    summary: Summary
    progress: AgreementProgress | None
    downloads: Downloads
    topics_url: str
    may_answer: bool  # an offer, for the municipality

    @property
    def phase(self) -> Phase:
        return Phase(self.agreement.phase)

    @property
    def is_template(self) -> bool:
        return self.agreement.is_template

    @property
    def is_locked(self) -> bool:
        return not self.agreement.wording_is_open


@login_not_required
@require_safe
def favicon(request):
    """Where a browser looks on pages that name no icon, as those of the admin."""
    return redirect(static("bildung/icon.svg"))


@require_safe
def agreement(request, slug: str):
    """Both annexes as the paper looks, with links for what this person may change."""
    agreement = visible_agreement(request, slug, with_templates=True)
    rights = rights_of(request.user, agreement)
    if agreement.is_template:
        rights -= {Right.SEE}  # which opens the pages of Sachstände, and there are none
    today = localdate()
    its_goals = goals.annex.goals_of(agreement)
    its_milestones = milestones.annex.milestones_of(agreement)
    annexes = (
        _part(
            "1",
            goals.annex.table_of(its_goals),
            goal_records(its_goals, rights, today),
            agreement,
            Right.EDIT_ANNEX_1 in rights
            and Adding(
                reverse("goals:goal_add", args=[slug]), "Ziel hinzufügen", "Erstes Ziel hinzufügen"
            ),
        ),
        _part(
            "2",
            milestones.annex.table_of(agreement, its_milestones),
            milestone_records(its_milestones, rights, today),
            agreement,
            Right.EDIT_ANNEX_2 in rights
            and Adding(
                reverse("milestones:milestone_add", args=[slug]),
                "Meilenstein hinzufügen",
                "Ersten Meilenstein hinzufügen",
            ),
        ),
    )
    page = AgreementPage(
        agreement,
        parties_of(agreement),
        annexes,
        summary_of(its_goals, its_milestones, today),
        progress_of(its_goals, its_milestones),
        _downloads("Beide Anlagen", agreement, "both", by_annex=()),
        reverse("goals:topics", args=[slug]) if Right.EDIT_ANNEX_1 in rights else "",
        Right.ANSWER_OFFER in rights and not agreement.is_accepted,
    )
    return render(request, "desk/agreement.html", {"page": page})


def _part(which, table: AnnexTable, records: html.Records, agreement, adding) -> AnnexPart:
    return AnnexPart(
        table.key,
        table.title,
        html.table(table, records),
        not table.rows,
        _downloads(f"Anlage {which}", agreement, which),
        adding or None,
        reverse("importing:file", args=[agreement.slug, table.key]) if adding else "",
    )


def _downloads(what: str, agreement, which: printing.Which, by_annex=None) -> Downloads:
    return downloads(
        what, lambda each: reverse("desk:file", args=[agreement.slug, which, each]), by_annex
    )


@require_safe
def as_file(request, slug: str, which: printing.Which, file_format: FileFormat):
    """The annexes as a file: unchanged since the browser fetched it, kept ready, or made now."""
    agreement = visible_agreement(request, slug, with_templates=True)
    today = localdate()
    document = printing.document_for(agreement, which, today)
    name = printing.file_name(agreement, which, today)
    origin = Origin(str(agreement), agreement.get_absolute_url())
    return file_answer(request, document, file_format, name, origin)
