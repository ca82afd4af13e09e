"""Where this installation differs from allauth: closed, German, and wary of foreign addresses."""

import logging
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.mail import EmailMessage
from django.urls import reverse

from bildung.agreements import mailing
from bildung.agreements.addresses import public_address

from .addresses import NOBODY, keep_address
from .identities import connect_once
from .limits import Attempt
from .provider.calls import Asking
from .provider.outage import is_out_of_order, unreachable

# Of the mails that the pages of an account send, the one that a page is about: it waits.
WAITED_FOR = {"account/email/email_confirmation"}

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation or from the administration, never by themselves.

    Notices of what has changed are mailed afterwards (bildung/agreements/mailing.py).
    """

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

    def message(self, template_prefix: str, email: str, context: dict) -> EmailMessage:
        """Return a mail to `email`; the templates are `template_prefix` and what allauth adds."""
        shown = {"request": self.request, "email": email, "public_url": public_address("/")}
        return self.render_mail(template_prefix, email, shown | context)

    def send_mail(self, template_prefix, email, context):
        message = self.message(template_prefix, email, context)
        if template_prefix in WAITED_FOR:
            mailing.send(message)
        else:
            mailing.post(message)

    def send_notification_mail(self, template_prefix, user, *args, **kwargs):
        """Tell what has been stored already: whatever is wrong here, the answer says it is."""
        try:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)
        except Exception:
            log.exception("Person %s could not be told: %s", user.pk, template_prefix)

    def send_password_reset_mail(self, user, email, context):
        """Mail the link; where there is no such account, do the same but for the mail."""
        message = self.message("account/email/password_reset_key", email, context)
        if user != NOBODY:
            mailing.post(message)

    def get_reset_password_from_key_url(self, key):
        return _public(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation):
        return _public(super().get_email_confirmation_url(request, emailconfirmation))

    def pre_authenticate(self, request, **credentials):
        """Let a limit answer, before the password is looked at."""
        if not self.attempt.count(request, "login_failed", credentials.get("email", "")):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        self.attempt = Attempt()
        person = super().authenticate(request, **credentials)
        if person:
            self.attempt.take_back()
        return person


def _public(address: str) -> str:
    """Return `address`, as allauth makes it of the request, under the address that all know."""
    return public_address(urlsplit(address).path)


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
        return Asking()

    def on_authentication_error(self, request, provider, exception=None, **kwargs):
        if is_out_of_order(exception):
            raise ImmediateHttpResponse(unreachable(request, exception))
        if exception is not None:
            log.warning("A login by the OpenID Connect provider is refused: %.500s", exception)

    def pre_social_login(self, request, sociallogin):
        """Connect whoever was found by their address with the provider's account, but once only."""
        if sociallogin.is_existing and sociallogin.account.pk is None:
            connect_once(request, sociallogin)

    def authenticate_by_email(self, sociallogin):
        """Return the person whose own address the provider has verified, else None.

        Not whoever merely entered that address and has yet to confirm it: they would receive
        its owner's login. And only `true` is true: some providers send „false“ as a text.
        """
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True or address.verified == "true"
        found = super().authenticate_by_email(sociallogin)
        if found is None:
            return None
        user, email = found
        if user.email != email.lower():
            return None
        keep_address(user)  # else allauth takes the password away from an unconfirmed account
        return found
