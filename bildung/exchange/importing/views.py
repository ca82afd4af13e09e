"""The pages of an import: a file is uploaded, its changes are looked at, and some or all applied.

One address: GET shows the form for the file. A POST with a file answers with the preview; one from
the preview turns its pages, changes which column is which, or applies what is to be taken, and
redirects.
"""

from dataclasses import replace
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.generic import View

from bildung.agreements.access import may
from bildung.agreements.models import Agreement
from bildung.agreements.sent_forms import answered_long
from bildung.agreements.views import visible_agreement
from bildung.annex.table import AnnexError
from bildung.exchange.apart import doing
from bildung.exchange.travelling import Gone
from bildung.formats import intake, pdf

from . import applying
from .annexes import ANNEXES, Annex
from .forms import ASIDES, FileForm
from .showing import LEFT_OUT, Asked, Preview, mapping_form, preview

EXPIRED = "Die Vorschau ist nicht mehr gültig. Bitte wählen Sie die Datei noch einmal aus."


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
            if "apply" in request.POST:
                return answered_long(request, self._apply, self._back_url())
            if "page" in request.POST:
                number = _number(request.POST["page"])
                asked = self._asked(left_out=self._left_out(), number=number, is_turning=True)
            else:
                asked = self._asked(columns=request.POST)
            return self._page(preview(asked))
        except Gone:
            return self._file_page(FileForm(), EXPIRED)
        except (intake.NotRead, AnnexError) as error:
            return self._file_page(FileForm(), str(error))

    def _begin(self) -> None:
        """Find what is read into; raise Http404 for whoever may not."""
        self.annex: Annex = ANNEXES[self.kwargs["annex"]]
        self.agreement: Agreement = visible_agreement(
            self.request, self.kwargs["slug"], with_templates=True
        )
        if not may(self.request.user, self.annex.right, self.agreement):
            raise Http404

    def _receive(self, form: FileForm):
        if not form.is_valid():
            return self._file_page(form)
        file = form.cleaned_data["file"]
        try:
            if file.size > intake.LARGEST_MIB * 2**20:  # not to be read at all
                raise intake.NotRead(f"Die Datei ist größer als {intake.LARGEST_MIB} MB.")
            with doing.place(file.size):
                read = intake.read_bytes(file.name, file.read())
                return self._page(preview(self._asked(name=file.name, read=read)))
        except (intake.NotRead, AnnexError) as error:
            form.add_error("file", str(error))
            return self._file_page(form)

    def _apply(self):
        asked = self._asked(left_out=self._left_out())
        anew = replace(asked, columns=self.request.POST, refusal=(applying.CHOSEN_ANEW,))
        asides = frozenset(self.request.POST.getlist(ASIDES))
        try:
            with pdf.place():
                done = applying.write(applying.Request(asked, asides, anew))
        except PermissionDenied:  # taken away, or locked, meanwhile
            raise Http404 from None
        if isinstance(done, Preview):
            return self._page(done)
        messages.success(self.request, _told(done))
        return HttpResponseRedirect(self._back_url())

    def _left_out(self) -> frozenset[str]:
        return frozenset(self.request.POST.getlist(LEFT_OUT))

    def _asked(self, **wanted) -> Asked:
        """Return what is asked for of a preview that travelled here, or of what was `read`."""
        if "read" not in wanted:
            wanted["sealed"] = self.request.POST["sealed"]
        return Asked(self.agreement, self.annex.key, self.request.user, **wanted)

    def _page(self, page: Preview):
        """Show what would change; what is refused keeps what was chosen."""
        form = mapping_form(page.mappings, page.asides, page.left_out, page.columns)
        context = {**self._context(), "page": page, "mapping": form, "refusal": page.refusal}
        status = HTTPStatus.CONFLICT if page.refusal else HTTPStatus.OK
        return render(self.request, "exchange/import_preview.html", context, status=status)

    def _file_page(self, form: FileForm, refusal: str = ""):
        context = {**self._context(), "form": form, "refusal": refusal}
        return render(self.request, "exchange/import.html", context)

    def _context(self) -> dict:
        return {"agreement": self.agreement, "annex": self.annex, "back_url": self._back_url()}

    def _back_url(self) -> str:
        return f"{self.agreement.get_absolute_url()}#{self.annex.key}-title"


def _number(asked: str) -> int:
    """Return the number of a page; the first for what is none."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1


def _told(done: applying.Applied) -> str:
    if not done.taken:
        return f"Aus „{done.name}“ wurde nichts übernommen."
    changes = "1 Änderung" if done.taken == 1 else f"{done.taken} Änderungen"
    return f"{done.reason}: {changes} übernommen."
