"""Where this installation differs from allauth: closed, German, and wary of foreign addresses."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.urls import reverse

from .addresses import keep_address
from .provider import is_out_of_order, require_sense, unreachable


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation or from the administration, never by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Dieses Konto ist gesperrt. Bitte wenden Sie sich an Ihre "
        "Administration.",
        "duplicate_email": "Das ist schon Ihre E-Mail-Adresse.",
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte "
        "prüfen Sie beides, auch die Groß- und Kleinschreibung des Passworts.",
        "email_taken": "Diese E-Mail-Adresse gehört schon zu einem anderen Konto.",
        "enter_current_password": "Das ist nicht Ihr bisheriges Passwort.",
        "incorrect_code": "Dieser Code stimmt nicht. Er gilt nur einmal und nur kurze Zeit.",
        "incorrect_password": "Das Passwort stimmt nicht.",
        "same_as_current": "Das ist schon Ihre E-Mail-Adresse.",
        "too_many_login_attempts": "Zu viele Fehlversuche. Bitte warten Sie fünf Minuten.",
        "rate_limited": "Zu viele Versuche. Bitte warten Sie fünf Minuten.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        return reverse("account_overview")

    def get_email_verification_redirect_url(self, email_address):
        return reverse("account_overview")

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": "Mit dem Passwort bestätigen",
            "mfa_reauthenticate": "Mit einem Code bestätigen",
            "mfa_reauthenticate:webauthn": "Mit einem Passkey bestätigen",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Ersatzcodes gibt es nur zu einem zweiten Faktor.",
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def generate_authenticator_name(self, user, type):
        return f"Passkey {user.authenticator_set.filter(type=type).count() + 1}"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect opens existing accounts only."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def get_requests_session(self):
        session = super().get_requests_session()
        session.hooks["response"].append(require_sense)
        return session

    def on_authentication_error(self, request, provider, exception=None, **kwargs):
        if is_out_of_order(exception):
            raise ImmediateHttpResponse(unreachable(request, exception))

    def authenticate_by_email(self, sociallogin):
        """Return the person whose own address the provider has verified, else None.

        Not whoever merely entered that address and has yet to confirm it: they would receive
        its owner's login. And only `true` is true: some providers send „false“ as a text.
        """
        for address in sociallogin.email_addresses:
            address.verified = address.verified in (True, "true")
        found = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        user, email = found
        if user.email != email.lower():
            return None
        keep_address(user)  # else allauth takes the password away from an unconfirmed account
        return found
