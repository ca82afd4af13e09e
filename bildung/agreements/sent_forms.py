"""A form that is sent twice, by two clicks or a slow network, does once what it asks for.

Each form that is shown carries a key by chance (`{% once %}`). What somebody sends with it is
stored by its digest, in the transaction that does what the form asks for. The same, sent again,
waits for the first, finds that, and is answered as the first one was. Sent with other words from
the same page, as after „back“ in the browser, it is another form.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

KEY = "once"
# As long does a browser, or a person, send again what got no answer.
KEPT_FOR = timedelta(days=1)
IN_WORK = "Das ist schon in Arbeit. Bitte laden Sie diese Seite in einer Minute neu."


class SentForm(models.Model):
    """What somebody sent, and where the answer led. Forgotten after a day."""

    digest = models.CharField("Prüfwert der Eingabe", max_length=64, unique=True)
    user = models.ForeignKey(
        "agreements.User", models.CASCADE, related_name="+", verbose_name="Person"
    )
    location = models.CharField("Adresse der Antwort", max_length=500)
    said = models.JSONField("Meldungen", default=list)
    at = models.DateTimeField("am", default=timezone.now)

    class Meta:
        app_label = "agreements"
        verbose_name = "gesendetes Formular"
        verbose_name_plural = "gesendete Formulare"

    def __str__(self):
        return f"{self.digest[:12]}, {self.at:%d.%m.%Y}"


@dataclass(frozen=True)
class Answer:
    """Where the answer to a form leads, and what the page there says: level, text and tags each."""

    location: str
    said: list[list]


def form_sent(request: HttpRequest) -> str:
    """Return the digest of what was sent, by which it is known again; "" without a key."""
    return _digest(request) if request.POST.get(KEY) else ""


@transaction.atomic
def done_once(digest: str, person: models.Model, do: Callable[[], Answer]) -> Answer:
    """Return `do()`, or what that was when the form of this digest was sent before.

    For what is not done where the form is answered, to which `answered_with` is then the answer.
    """
    if not digest:
        return do()
    if (sent := _sent_first(digest, person)) is None:
        sent = SentForm.objects.get(digest=digest)
        return Answer(sent.location, sent.said)
    answer = do()
    sent.location, sent.said = answer.location, answer.said
    sent.save()
    return answer


def answered_with(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Return the redirect, and let the next page say what is to be said."""
    waiting = _said(request)  # where the browser took note of the first answer
    for message in answer.said:
        if message not in waiting:
            messages.add_message(request, *message)
    return HttpResponseRedirect(answer.location)


def _sent_first(
    digest: str, person: models.Model, meanwhile: Answer | None = None
) -> SentForm | None:
    """Return what is remembered of a form from now on; None where it is already (waits for it).

    `meanwhile` is the answer to the same one until there is another.
    """
    SentForm.objects.filter(user=person, at__lt=timezone.now() - KEPT_FOR).delete()
    sent = SentForm(digest=digest, user=person)
    if meanwhile:
        sent.location, sent.said = meanwhile.location, meanwhile.said
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
    except IntegrityError:
        return None
    return sent


@transaction.atomic
def answered_once(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Return `answer()`, or what that was when the same was sent before (4 queries more).

    Nothing is remembered of a form that was refused: sent again, it is checked again. One without a
    key, as from a page of an older version, is answered as often as it comes.
    """
    if not request.POST.get(KEY):
        return answer()
    if (sent := _sent_first(_digest(request), request.user)) is None:
        return earlier_answer(request)
    response = answer()
    if isinstance(response, HttpResponseRedirect):
        sent.location, sent.said = response.url, _said(request)
        sent.save()
    else:
        sent.delete()
    return response


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let `view` answer each form that is sent to it once (see `answered_once`)."""

    @wraps(view)
    def answering(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return answered_once(request, lambda: view(request, *args, **kwargs))

    return answering


class AnsweringOnce:
    """Stands before a class of views, so that each form sent to it is answered once."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # Before the view looks for what the first one may have taken away.
        earlier = earlier_answer(request) if request.method == "POST" else None
        return earlier or super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return answered_once(
            request, lambda: super(AnsweringOnce, self).post(request, *args, **kwargs)
        )


def answered_long(
    request: HttpRequest, answer: Callable[[], HttpResponse], meanwhile: str
) -> HttpResponse:
    """Return `answer()` as `answered_once` does, where that takes too long to hold anything.

    The same, sent again meanwhile, is led to the address `meanwhile` at once, and told to wait.
    """
    if not request.POST.get(KEY):
        return answer()
    waiting = Answer(meanwhile, [[messages.INFO, IN_WORK, ""]])
    if (sent := _sent_first(_digest(request), request.user, waiting)) is None:
        # None, where the first one was refused just now: it may be sent again.
        return earlier_answer(request) or answered_long(request, answer, meanwhile)
    response = None
    try:
        response = answer()
    finally:
        if isinstance(response, HttpResponseRedirect):
            sent.location, sent.said = response.url, _said(request)
            sent.save()
        else:
            sent.delete()
    return response


def earlier_answer(request: HttpRequest) -> HttpResponse | None:
    """Return what was answered when the same was sent before; None where it was not (1 query)."""
    sent = SentForm.objects.filter(digest=_digest(request)).first()
    if sent is None:
        return None
    return answered_with(request, Answer(sent.location, sent.said))


def _said(request: HttpRequest) -> list[list]:
    """Return what the next page will say, and leave it to be said there."""
    waiting = messages.get_messages(request)
    said = [[each.level, str(each.message), each.extra_tags or ""] for each in waiting]
    waiting.used = False
    return said


def _digest(request: HttpRequest) -> str:
    sent = sorted(item for item in request.POST.lists() if item[0] != "csrfmiddlewaretoken")
    told = json.dumps([request.user.pk, request.path, sent])
    return hashlib.sha256(told.encode()).hexdigest()
