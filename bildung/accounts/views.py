"""The pages of the account where allauth's own do not do."""

from dataclasses import dataclass
from http import HTTPStatus

from allauth.account.models import EmailAddress
from allauth.account.views import (
    ConfirmEmailView,
    EmailView,
    LoginView,
    PasswordChangeView,
    PasswordResetView,
    ReauthenticateView,
)
from allauth.core import ratelimit
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.views import ConnectionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from bildung.agreements import mailing
from bildung.agreements.factors import FACTORS
from bildung.agreements.sent_forms import AnsweringOnce
from bildung.agreements.views import UNCHANGED

from . import passkeys
from .addresses import keep_address
from .forms import NameForm
from .limits import Attempt, is_limited

WAIT_SECONDS = 300  # the longest that a limit of allauth's lasts


@dataclass(frozen=True)
class Account:
    """What the page of one's own account says."""

    name: str
    email: str
    has_password: bool
    has_second_factor: bool
    provider: str | None


@require_safe
def overview(request):
    factors = Authenticator.objects.filter(user=request.user, type__in=FACTORS)
    account = Account(
        request.user.get_full_name(),
        request.user.email,
        request.user.has_usable_password(),
        factors.exists(),
        settings.OIDC_NAME if settings.OIDC_CLIENT_ID else None,
    )
    return render(request, "account/overview.html", {"account": account})


@require_http_methods(["GET", "HEAD", "POST"])
def name(request):
    """Change one's own name. It opens nothing, so the password is not asked for again."""
    user = request.user
    stored = {"first_name": user.first_name, "last_name": user.last_name}
    form = NameForm(request.POST if request.method == "POST" else None, initial=stored)
    if not form.is_valid():
        return render(request, "account/name.html", {"form": form})
    if not form.has_changed():
        messages.success(request, UNCHANGED)
        return redirect("account_overview")
    # On the person only now, so that a page with errors names them as they are stored.
    for field, text in form.cleaned_data.items():
        setattr(user, field, text)
    with transaction.atomic():
        user.save(update_fields=list(stored))
    messages.success(request, f"Sie heißen hier jetzt {user.get_full_name()}.")
    return redirect("account_overview")


class Limited:
    """Answers a limit that a form finds as one is elsewhere. Stands before allauth's view."""

    others_may_guess = False  # where strangers could have used up the limit

    def form_invalid(self, form):
        if is_limited(form):
            return too_many_requests(self.request, others_may_guess=self.others_may_guess)
        return super().form_invalid(form)


class Login(Limited, LoginView):
    others_may_guess = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(provider=_provider(), **kwargs)


class Code(Limited, passkeys.Challenging, mfa.AuthenticateView):
    """The second step of the login."""

    purpose = passkeys.SECOND_FACTOR


class CodeAgain(Limited, mfa.ReauthenticateView):
    """The code once more, before the account is changed."""


class PasswordAgain(Limited, ReauthenticateView):
    """The password once more, before the account is changed."""

    others_may_guess = True


class App(AnsweringOnce, Limited, ActivateTOTPView):
    """Where an app with codes is set up."""


class AppEnd(AnsweringOnce, DeactivateTOTPView):
    """Where it is taken away."""


class NewPasskey(AnsweringOnce, passkeys.NewView):
    """Where one is added."""


class PasskeyEnd(AnsweringOnce, RemoveWebAuthnView):
    """Where one is taken away."""


class Connections(AnsweringOnce, ConnectionsView):
    """Where the connection with the provider is undone."""


class PasswordChange(AnsweringOnce, PasswordChangeView):
    """A new password, for whoever knows the former one."""


class MailServer:
    """Says so where the mail server does not take what a page of allauth's is about."""

    def not_sent(self, form):
        response = self.render_to_response(
            self.get_context_data(form=form, not_sent=True), status=HTTPStatus.SERVICE_UNAVAILABLE
        )
        response["Retry-After"] = mailing.LATER_SECONDS
        return response


class PasswordReset(MailServer, PasswordResetView):
    """Mails a link for a new password; who has an account shows neither in the answer nor its time.

    That is why the mail server is asked before anybody is looked at, and the mail goes afterwards.
    """

    def form_valid(self, form):
        email = form.cleaned_data["email"]
        if not Attempt().count(self.request, "reset_password", email):
            return too_many_requests(self.request)
        try:
            mailing.require_taker(email)
        except mailing.NotSent:
            return self.not_sent(form)
        form.save(self.request)
        return redirect(self.get_success_url())


class Email(MailServer, EmailView):
    """allauth's page, for people too who are older than what allauth knows of their address."""

    def dispatch(self, request, *args, **kwargs):
        keep_address(request.user)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        # allauth would send nothing, and not say so.
        sends = not {"action_add", "action_send"}.isdisjoint(request.POST)
        if sends and not ratelimit.consume(request, action="confirm_email", dry_run=True):
            return too_many_requests(request)
        former = EmailAddress.objects.get_new(request.user)
        try:
            return super().post(request, *args, **kwargs)
        except mailing.NotSent:
            self._keep_waiting(former)
            add = "action_add" in request.POST
            return self.not_sent(self.get_form() if add else self.get_form_class()(request.user))

    def _keep_waiting(self, former: EmailAddress | None):
        """Let that address wait to be confirmed which waited before, and no other: no mail went."""
        with transaction.atomic():
            waiting = EmailAddress.objects.filter(user=self.request.user, verified=False)
            waiting.exclude(pk=former and former.pk).delete()
            if former and not EmailAddress.objects.filter(pk=former.pk).exists():
                former.save(force_insert=True)  # with its key, by which the link found it


@method_decorator(login_not_required, name="dispatch")
class ConfirmEmail(ConfirmEmailView):
    """Where a link leads that confirms an address."""

    def post(self, *args, **kwargs):
        try:
            return super().post(*args, **kwargs)
        except Http404:  # two clicks, or a link that was good once: said as to whoever opens it
            return self.get(*args, **kwargs)


@login_not_required
@require_safe
def no_account(request):
    """Where allauth would sign people up."""
    return render(request, "account/signup_closed.html")


def too_many_requests(request, exception=None, others_may_guess: bool = False):
    """Answer 429, and say when to try again; or how to come in though others guess."""
    context = {"others_may_guess": others_may_guess}
    response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = WAIT_SECONDS
    return response


def _provider() -> tuple[str, str] | None:
    return (settings.OIDC_ID, settings.OIDC_NAME) if settings.OIDC_CLIENT_ID else None
