"""The pages of an import: a file is uploaded, its changes are looked at, and some or all applied.

One address: GET shows the form for the file. A POST with a file answers with the preview; one from
the preview changes which column is which, or applies what is to be taken, and redirects.
"""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.generic import View

from bildung.agreements.access import may
from bildung.agreements.models import Agreement, User
from bildung.agreements.views import visible_agreement
from bildung.annex.entries import Kind
from bildung.annex.table import AnnexError
from bildung.editions.content import without_columns
from bildung.editions.holding import Refused
from bildung.exchange.travelling import Gone
from bildung.formats import html, intake

from .annexes import ANNEXES, Annex
from .forms import ASIDES, FileForm, MappingForm
from .proposal import Proposal, Slip, apply, propose
from .upload import Upload, receive, sealed, unsealed

LEFT_OUT = "auslassen"
CHOSEN_ANEW = (
    "Was Sie aus der Datei nicht übernehmen möchten, ist jetzt ausgelassen. "
    "Bitte sehen Sie sich die Vorschau noch einmal an."
)
EXPIRED = "Die Vorschau ist nicht mehr gültig. Bitte wählen Sie die Datei noch einmal aus."


@dataclass(frozen=True)
class Preview:
    """What the page shows of a proposal. `faults` are keys of rows and sentences about them."""

    proposal: Proposal
    upload: Upload
    sealed: str
    table: SafeString
    faults: tuple[tuple[str, str], ...]
    mapping: MappingForm

    @property
    def counts(self) -> list[tuple[int, str]]:
        """How many changes there are of each kind, with the word for it; none in an empty file."""
        if self.proposal.is_empty:
            return []
        found = [(self.proposal.count(kind), kind.value) for kind in Kind]
        return [(count, word) for count, word in found if count]

    @property
    def slips(self) -> list[Slip]:
        return self.proposal.slips()

    @property
    def reported(self) -> list[tuple[str, str, int]]:
        """Key, place and number of Sachstände of each row that goes with some."""
        reports = self.proposal.reports
        return [
            (entry.key, entry.place, reports[entry.key])
            for entry in self.proposal.changes
            if entry.key in reports
        ]

    @property
    def missing(self) -> list[str]:
        """The titles of columns that the file lacks."""
        lacking = {*self.proposal.reading.missing} - {*self.proposal.annex.ignored}
        return [column.title for column in self.proposal.today.columns if column.key in lacking]


class ImportView(View):
    """`annex` is its key. Whoever may not write it is answered as if the page did not exist."""

    http_method_names = ("get", "head", "post")

    def get(self, request, **kwargs):
        self._begin()
        return self._file_page(FileForm())

    def post(self, request, **kwargs):
        self._begin()
        if "file" in request.FILES or "sealed" not in request.POST:
            return self._receive(FileForm(request.POST, request.FILES))
        try:
            upload, seen = unsealed(request.POST["sealed"], *self._whose(), annex=self.annex.key)
        except Gone:
            return self._file_page(FileForm(), EXPIRED)
        if "apply" in request.POST:
            return self._apply(upload, seen)
        return self._map(upload)

    def _begin(self) -> None:
        """Find what is read into; raise Http404 for whoever may not."""
        self.annex: Annex = ANNEXES[self.kwargs["annex"]]
        self.agreement: Agreement = visible_agreement(
            self.request, self.kwargs["slug"], with_templates=True
        )
        if not may(self.request.user, self.annex.act, self.agreement):
            raise Http404

    def _whose(self) -> tuple[User, Agreement]:
        """Return whom alone a preview is for."""
        return self.request.user, self.agreement

    def _receive(self, form: FileForm):
        if not form.is_valid():
            return self._file_page(form)
        file = form.cleaned_data["file"]
        try:
            if file.size > intake.LARGEST_MIB * 2**20:  # not to be read at all
                raise intake.NotRead(f"Die Datei ist größer als {intake.LARGEST_MIB} MB.")
            upload = receive(file.name, file.read())
            return self._preview(upload, propose(self.agreement, self.annex, upload))
        except (intake.NotRead, AnnexError) as error:
            form.add_error("file", str(error))
            return self._file_page(form)

    def _map(self, upload: Upload, refusal: tuple[str, ...] = ()):
        """Read the file again, with the columns that the person chose."""
        proposal = propose(self.agreement, self.annex, upload)
        form = self._mapping_form(upload, proposal, self.request.POST)
        if form.is_valid():
            upload = upload.mapped(form.mapping, form.left_out)
            proposal = propose(self.agreement, self.annex, upload)
        return self._preview(upload, proposal, refusal=refusal)

    def _apply(self, upload: Upload, seen: str):
        left_out = frozenset(self.request.POST.getlist(LEFT_OUT))
        if {*self.request.POST.getlist(ASIDES)} != upload.left_out:  # chosen, and not seen yet
            return self._map(upload, (CHOSEN_ANEW,))
        try:
            taken = apply(self.agreement, self.annex, upload, left_out, seen, self.request.user)
        except PermissionDenied:  # taken away meanwhile
            raise Http404 from None
        except Refused as refused:
            self.agreement.refresh_from_db()
            if not self.agreement.wording_is_open:
                raise Http404 from None
            proposal = propose(self.agreement, self.annex, upload)
            return self._preview(upload, proposal, left_out, refused.reasons)
        messages.success(self.request, _told(upload, taken))
        return HttpResponseRedirect(f"{self.agreement.get_absolute_url()}#{self.annex.key}-title")

    def _preview(
        self,
        upload: Upload,
        proposal: Proposal,
        left_out: frozenset[str] = frozenset(),
        refusal: tuple[str, ...] = (),
    ):
        """Show what would change; what is refused keeps what was chosen."""
        names = {entry.key: entry.place for entry in proposal.changes}
        choices = html.Choices("Auslassen", LEFT_OUT, "auslassen", names, left_out)
        table = without_columns(proposal.synopsis.table(), ("reason",))
        page = Preview(
            proposal,
            upload,
            sealed(upload, proposal.seen, *self._whose(), annex=self.annex.key),
            html.table(table, choices),
            tuple(proposal.faults(left_out)),
            self._mapping_form(upload, proposal),
        )
        context = {**self._context(), "page": page, "refusal": refusal}
        status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
        return render(self.request, "exchange/import_preview.html", context, status=status)

    def _mapping_form(self, upload: Upload, proposal: Proposal, *data) -> MappingForm:
        return MappingForm(
            *data,
            grids=proposal.reading.mappings,
            annex=proposal.today,
            asides=proposal.reading.asides,
            left_out=upload.left_out,
        )

    def _file_page(self, form: FileForm, refusal: str = ""):
        context = {**self._context(), "form": form, "refusal": refusal}
        return render(self.request, "exchange/import.html", context)

    def _context(self) -> dict:
        back_url = f"{self.agreement.get_absolute_url()}#{self.annex.key}-title"
        return {"agreement": self.agreement, "annex": self.annex, "back_url": back_url}


def _told(upload: Upload, taken: int) -> str:
    if not taken:
        return f"Aus „{upload.name}“ wurde nichts übernommen."
    changes = "1 Änderung" if taken == 1 else f"{taken} Änderungen"
    return f"{upload.reason}: {changes} übernommen."
