"""The acts on an agreement's editions: a page that says what will be, a form, a POST, a redirect.

Whoever has no right to an act is answered as if the page did not exist. Where the right is there
and the act is not possible (any more), the page says why, and keeps what was typed.
"""

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.generic import View

from bildung.accounts.factors import ask_again
from bildung.agreements import offers
from bildung.agreements.access import Right, sides_for
from bildung.agreements.acts import Origin, act
from bildung.agreements.models import Agreement, Party
from bildung.agreements.sent_forms import answered_long, answered_once, earlier_answer
from bildung.agreements.views import VersionedUpdateView, visible_agreement
from bildung.formats import pdf
from bildung.formats.pdf.checking import LARGEST_MIB

from . import answer, approve, carry_on, end, freeze, papers
from .forms import (
    EndForm,
    FreezeForm,
    PapersForm,
    RefusalForm,
    ScanForm,
    WithdrawalForm,
    WordForm,
    usual_label,
)
from .holding import Refused
from .models import Edition, PaperRecord
from .views import edition_of, shown


class ActView(View):
    """One act. A subclass says which, what it is called, its form, and does it in `perform`.

    `perform` returns the word after it and raises Refused. `asks_factor` says that the person's
    second factor is asked for again, `takes_long` that nothing may be held meanwhile.
    """

    http_method_names = ("get", "head", "post")
    right: ClassVar[Right]
    heading: ClassVar[str]
    button: ClassVar[str]
    told: ClassVar[tuple[str, ...]] = ()
    is_grave: ClassVar[bool] = False
    form_class: ClassVar[type[forms.Form]] = forms.Form
    template_name: ClassVar[str] = "editions/act.html"
    asks_factor: ClassVar[bool] = False
    takes_long: ClassVar[bool] = False
    back_label: ClassVar[str] = ""  # the edition's, or that of the page of all, if it says nothing

    def get(self, request, **kwargs):
        return self._begin() or self._page(self.form())

    def post(self, request, **kwargs):
        # Two clicks: after the first one the page may be gone, or the act not possible any more.
        if response := earlier_answer(request) or self._begin():
            return response
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        if self.takes_long:
            return answered_long(request, lambda: self._performed(form), self.back_url())
        return answered_once(request, lambda: self._performed(form))

    def _performed(self, form: forms.Form) -> HttpResponse:
        try:
            with act(Origin.EDITION, request=self.request):
                message = self.perform(form)
        except Refused as refused:
            return self._page(form, refused.reasons, HTTPStatus.CONFLICT)
        except PermissionDenied:  # taken away meanwhile
            raise Http404 from None
        except pdf.PrintError as error:
            return self._page(form, (error.message,), HTTPStatus.SERVICE_UNAVAILABLE)
        messages.success(self.request, message)
        return HttpResponseRedirect(self.back_url())

    def form(self, *data) -> forms.Form:
        return self.form_class(*data)

    def perform(self, form: forms.Form) -> str:
        raise NotImplementedError

    def context(self, form: forms.Form) -> dict[str, Any]:
        """Return what the template shows besides."""
        return {}

    def back_url(self) -> str:
        if self.edition:
            return reverse("editions:edition", args=[self.agreement.slug, self.edition.number])
        return reverse("editions:list", args=[self.agreement.slug])

    def _begin(self) -> HttpResponse | None:
        """Find what the act is about; return where the person has to go before, if anywhere."""
        self.agreement = visible_agreement(self.request, self.kwargs["slug"])
        self.sides = sides_for(self.request.user, self.agreement, self.right)
        if not self.sides:
            raise Http404
        self.edition: Edition | None = None
        if "number" in self.kwargs:
            self.edition = edition_of(self.agreement, self.kwargs["number"])
        return ask_again(self.request) if self.asks_factor else None

    def _page(self, form, refusal: tuple[str, ...] = (), status: HTTPStatus = HTTPStatus.OK):
        context = {
            "view": self,
            "agreement": self.agreement,
            "edition": self.edition,
            "form": form,
            "refusal": refusal,
            "back_url": self.back_url(),
        }
        return render(self.request, self.template_name, context | self.context(form), status=status)


class Freeze(ActView):
    right = Right.FREEZE
    heading = "Fassung festschreiben"
    button = "Festschreiben und zur Unterzeichnung vorlegen"
    takes_long = True
    template_name = "editions/freeze.html"

    def form(self, *data):
        label = data[0].get("label", "") if data else usual_label(localdate())
        self.draft = freeze.preview(self.agreement, label, localdate())
        can_confirm = any(each.can_be_confirmed for each in self.draft.obstacles)
        return FreezeForm(*data, can_confirm=can_confirm, initial={"label": label})

    def context(self, form):
        return {
            "obstacles": [each for each in self.draft.obstacles if not each.can_be_confirmed],
            "to_confirm": [each for each in self.draft.obstacles if each.can_be_confirmed],
            "annexes": shown(self.draft.edition.document),
            "shown": self.draft.shown,  # not what was posted: the page shows what is there now
            "annex_url": self.agreement.get_absolute_url(),
        }

    def perform(self, form):
        self.edition = freeze.freeze(
            self.agreement,
            form.cleaned_data["label"],
            self.request.user,
            confirmed=form.cleaned_data.get("confirmed", False),
            shown=form.cleaned_data["shown"],
        )
        return (
            f"Die „{self.edition.label}“ ist festgeschrieben und liegt beiden Seiten "
            "zur Unterzeichnung vor."
        )


class AnswerOffer(ActView):
    """What a municipality says to an offer. Once it is accepted, there is no such page."""

    right = Right.ANSWER_OFFER

    def _begin(self):
        response = super()._begin()
        if self.agreement.is_accepted and self.request.method != "POST":  # sent by two clicks
            raise Http404
        return response


class AcceptOffer(AnswerOffer):
    heading = "Angebot annehmen"
    button = "Annehmen"
    told = (
        "Ihre Kommune arbeitet danach an dieser Zielvereinbarung mit: Alle ihre Mitglieder sehen "
        "den Entwurf, und wer Bearbeitung oder Leitung hat, schreibt Anlage 1.",
        "Unterschrieben ist damit nichts.",
    )

    def perform(self, form):
        answer.accept(self.agreement, self.request.user)
        return "Das Angebot ist angenommen."

    @property
    def back_label(self):
        return str(self.agreement)

    def back_url(self):
        return reverse("desk:agreement", args=[self.agreement.slug])


class DeclineOffer(AnswerOffer):
    heading = "Angebot ablehnen"
    button = "Ablehnen"
    is_grave = True
    told = (
        "Der Entwurf bleibt bei der Transferagentur. Ihre Kommune sieht ihn nicht mehr.",
        f"Mehr als {offers.MOST} Angebote in zwölf Monaten kann Ihnen dieselbe Transferagentur "
        "nicht machen.",
    )
    back_label = "Übersicht"

    def perform(self, form):
        answer.decline(self.agreement, self.request.user)
        return "Das Angebot ist abgelehnt."

    def back_url(self):
        return reverse("desk:start")


class Speak(ActView):
    """A party's word on an edition."""

    right = Right.APPROVE
    asks_factor = True

    def form(self, *data):
        names = {side: self.agreement.party(side).name for side in Party if side in self.sides}
        name = self.request.user.get_full_name()
        return self.form_class(*data[:1], sides=names, initial={"name": name})

    def word(self, form) -> tuple:
        data = form.cleaned_data
        return form.chosen_side, self.request.user, data["name"], data["function"]


class Approve(Speak):
    heading = "Der Fassung zustimmen"
    button = "Zustimmen"
    told = (
        "Sie stimmen der Fassung verbindlich für Ihre Seite zu. Das lässt sich nicht zurücknehmen.",
        "Haben beide Seiten zugestimmt, ist die Fassung in Kraft und löst die vorige ab.",
    )
    form_class = WordForm

    def perform(self, form):
        approve.approve(self.edition, *self.word(form))
        return "Ihre Zustimmung ist festgehalten."


class Refuse(Speak):
    heading = "Die Fassung ablehnen"
    button = "Ablehnen"
    is_grave = True
    told = (
        "Der Wortlaut wird danach wieder zum Entwurf. Die Fassung bleibt als abgelehnt stehen.",
    )
    form_class = RefusalForm

    def perform(self, form):
        approve.refuse(self.edition, *self.word(form), form.cleaned_data["reason"])
        return "Die Fassung ist abgelehnt. Ihr Wortlaut ist wieder im Entwurf."


class CarryOn(ActView):
    right = Right.CARRY_ON
    heading = "Fortschreibung beginnen"
    button = "Fortschreibung beginnen"
    told = (
        "Der Wortlaut beider Anlagen kann danach wieder geändert werden. Die Fassung, die in Kraft "
        "ist, bleibt es, bis beide Seiten der nächsten zugestimmt haben.",
        "Die Fortschreibung lässt sich aufgeben: Dann gilt wieder der Wortlaut der Fassung.",
    )

    def perform(self, form):
        carry_on.begin(self.agreement, self.request.user)
        return "Die Fortschreibung ist begonnen. Der Wortlaut kann geändert werden."


class GiveUp(ActView):
    right = Right.GIVE_UP
    heading = "Fortschreibung aufgeben"
    button = "Fortschreibung aufgeben"
    is_grave = True
    told = (
        "Der Wortlaut wird wieder der der Fassung, die in Kraft ist. Was seither am Wortlaut "
        "geändert wurde, steht dann nur noch im Verlauf.",
        "Status, Sachstände, erledigte Teilschritte und Zuständigkeiten bleiben, wie sie sind.",
    )

    def perform(self, form):
        carry_on.give_up(self.agreement, self.request.user)
        return "Die Fortschreibung ist aufgegeben. Es gilt wieder der Wortlaut der Fassung."


class End(ActView):
    right = Right.END
    heading = "Vereinbarung beenden"
    button = "Vereinbarung beenden"
    is_grave = True
    told = ("Alles bleibt zum Lesen erhalten. Danach lassen sich nur noch Unterlagen ablegen.",)
    form_class = EndForm

    def perform(self, form):
        data = form.cleaned_data
        end.end(self.agreement, data["ended_on"], data["reason"], self.request.user)
        return "Die Vereinbarung ist beendet."


class FileScan(ActView):
    right = Right.FILE_PAPERS
    heading = "Unterschriebene Fassung ablegen"
    button = "Hochladen"
    takes_long = True
    told = ("Die Fassung selbst ändert sich dadurch nicht.",)
    form_class = ScanForm

    def perform(self, form):
        scan = form.cleaned_data["scan"]
        if scan.size > LARGEST_MIB * 2**20:  # not to be read at all
            raise Refused(f"Die PDF-Datei ist größer als {LARGEST_MIB} MB.")
        papers.file_scan(self.edition, scan.read(), scan.name, self.request.user)
        return "Der Scan ist abgelegt."


class WithdrawScan(ActView):
    right = Right.WITHDRAW_SCAN
    heading = "Scan zurückziehen"
    button = "Zurückziehen"
    is_grave = True
    template_name = "editions/withdraw_scan.html"
    told = (
        "Die Datei wird gelöscht und lässt sich nicht wiederherstellen. Dieselbe Datei wird zu "
        "dieser Fassung auch nicht noch einmal angenommen: Wer sich irrt, scannt das Papier neu "
        "ein.",
        "Es bleibt stehen, wer sie wann abgelegt und wer sie wann und warum zurückgezogen hat, "
        "dazu ihr Prüfwert.",
    )
    form_class = WithdrawalForm

    def perform(self, form):
        papers.withdraw_scan(self.scan, form.cleaned_data["reason"], self.request.user)
        return "Der Scan ist zurückgezogen. Die Datei ist gelöscht."

    def _begin(self):
        if response := super()._begin():
            return response
        self.scan = get_object_or_404(self.edition.scans.defer("pdf"), pk=self.kwargs["scan"])
        if not papers.may_withdraw(self.request.user, self.agreement, self.scan):
            raise Http404
        return None


class Papers(VersionedUpdateView):
    """Vorlagen-Nr., Beschluss-Nr. and the like of an edition, written as any record is."""

    form_class = PapersForm
    template_name = "editions/papers.html"
    saved = "Die Unterlagen sind gespeichert."

    def get_object(self, queryset=None):
        self.agreement = visible_agreement(self.request, self.kwargs["slug"])
        if not sides_for(self.request.user, self.agreement, Right.FILE_PAPERS):
            raise Http404
        self.edition = edition_of(self.agreement, self.kwargs["number"])
        if self.request.method == "POST":  # of two who write the first papers, one comes second
            Agreement.objects.select_for_update(of=("self",)).get(pk=self.agreement.pk)
        found = PaperRecord.objects.filter(edition=self.edition).first()
        return found or PaperRecord(edition=self.edition)

    def get_success_url(self):
        return reverse("editions:edition", args=[self.agreement.slug, self.edition.number])

    def get_context_data(self, **kwargs):
        return super().get_context_data(edition=self.edition, agreement=self.agreement, **kwargs)
