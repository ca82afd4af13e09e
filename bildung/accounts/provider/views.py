"""Going to the provider, and coming back; where it fails, the way in by password is shown."""

from functools import wraps

from allauth.core.internal import ratelimit
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.decorators.http import require_safe
from requests import RequestException

from bildung.accounts.limits import APP
from bildung.accounts.strangers import begins, ends
from bildung.accounts.views import too_many_requests

from .calls import step
from .login import Adapter
from .outage import unreachable


def _limited(action: str):
    """Return the decorator of a view that asks the provider: few times a client, never for long."""

    def decorate(view):
        @wraps(view)
        def limited(request, provider_id: str):
            if not settings.OIDC_CLIENT_ID or provider_id != settings.OIDC_ID:
                raise Http404
            if ratelimit.consume(request, app=APP, action=action, limit_get=True) is None:
                return too_many_requests(request)
            try:
                with step():
                    return view(request, provider_id)
            except RequestException as error:
                return unreachable(request, error)

        return login_not_required(limited)

    return decorate


@require_safe
@_limited("provider_start")
@begins
def provider_login(request, provider_id: str):
    """Go to the provider, to log in and for nothing else.

    By a link, since the policy forbids forms that lead elsewhere. A link that connected the
    provider's account with one's own could be set as a trap; the login does that by itself.
    """
    if request.GET.get("process", "login") != "login":
        raise Http404
    return OAuth2LoginView.adapter_view(Adapter(request, provider_id))(request)


@_limited("provider_answer")
@ends
def provider_answer(request, provider_id: str):
    """Come back from the provider. For most that may fail then, see ProviderAdapter."""
    return OAuth2CallbackView.adapter_view(Adapter(request, provider_id))(request)
