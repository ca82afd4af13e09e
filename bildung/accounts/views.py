"""The pages of the account where allauth's own do not do."""

from dataclasses import dataclass
from http import HTTPStatus

from allauth.account.views import EmailView, LoginView
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from bildung.agreements.factors import FACTORS
from bildung.agreements.views import UNCHANGED

from .addresses import keep_address
from .forms import NameForm
from .provider import unreachable

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


class Login(LoginView):
    """allauth's login, where a limit that the form finds is answered as one is elsewhere."""

    def form_invalid(self, form):
        if form.has_error("__all__", "too_many_login_attempts"):
            return too_many_requests(self.request)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(provider=_provider(), **kwargs)


class Email(EmailView):
    """allauth's page, for people too who are older than what allauth knows of their address."""

    def dispatch(self, request, *args, **kwargs):
        keep_address(request.user)
        return super().dispatch(request, *args, **kwargs)


@login_not_required
@require_safe
def provider_login(request, provider_id: str):
    """Go to the provider, to log in and for nothing else.

    By a link, since the policy forbids forms that lead elsewhere. A link that connected the
    provider's account with one's own could be set as a trap; the login does that by itself.
    """
    if request.GET.get("process", "login") != "login":
        raise Http404
    try:
        return openid_connect.login(request, provider_id)
    except RequestException as error:
        return unreachable(request, error)


@login_not_required
def provider_answer(request, provider_id: str):
    """Come back from the provider. For most that may fail then, see ProviderAdapter."""
    try:
        return openid_connect.callback(request, provider_id)
    except RequestException as error:  # allauth asks for the configuration before it minds errors
        return unreachable(request, error)


@login_not_required
@require_safe
def no_account(request):
    """Where allauth would sign people up."""
    return render(request, "account/signup_closed.html")


def too_many_requests(request, exception=None):
    """Answer 429, and say when to try again."""
    response = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = WAIT_SECONDS
    return response


def _provider() -> tuple[str, str] | None:
    return (settings.OIDC_ID, settings.OIDC_NAME) if settings.OIDC_CLIENT_ID else None
