"""What a passkey may be used for, where allauth looks less closely. (docs/decisions/logins.md)

A challenge is good for the one purpose for which a page made it, and once. Logging in by a passkey
alone takes one that was made for it, on a device that has asked its owner for PIN or fingerprint.
A counter that goes back tells of a copy.
"""

import json
import logging
import struct
from hmac import compare_digest
from typing import ClassVar, TypeVar

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms, views
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import JsonResponse
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from .strangers import SECONDS, begins, ends

LOGIN, SECOND_FACTOR, AGAIN, NEW = "login", "second factor", "again", "new"
ISSUED = "passkey_challenge"  # in the session: the latest purpose and its challenge

# What fido2 raises on input that is no answer of a device, whatever JSON it is.
NOT_AN_ANSWER = (TypeError, ValueError, LookupError, AttributeError, struct.error, RecursionError)

Answer = TypeVar("Answer", AuthenticationResponse, RegistrationResponse)

log = logging.getLogger(__name__)


class Challenging:
    """Stands before a view of allauth's that makes a challenge, and keeps what it is for."""

    purpose: ClassVar[str]

    def get_context_data(self, **kwargs):
        shown = super().get_context_data(**kwargs)
        for options in shown.get("js_data", {}).values():
            self.keep_purpose(options)
        return shown

    def keep_purpose(self, options: dict) -> None:
        challenge = options["publicKey"]["challenge"]
        self.request.session[ISSUED] = [self.purpose, challenge]


class LoginView(Challenging, views.LoginWebAuthnView):
    purpose = LOGIN

    def get(self, request, *args, **kwargs):
        return begins(self._challenge)(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return ends(super().post)(request, *args, **kwargs)

    def _challenge(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if isinstance(response, JsonResponse):
            self.keep_purpose(json.loads(response.content)["request_options"])
        return response


class AgainView(Challenging, views.ReauthenticateWebAuthnView):
    purpose = AGAIN


class NewView(Challenging, views.AddWebAuthnView):
    purpose = NEW


class Answering:
    """Stands before a form of allauth's that takes a device's answer for `purpose`."""

    purpose: ClassVar[str]

    def clean_credential(self) -> Authenticator:
        answer = _read(AuthenticationResponse, self.cleaned_data["credential"])
        _spend(self.purpose, answer)
        authenticator = super().clean_credential()
        self.require_fit(answer, authenticator)
        if not _count(authenticator, answer.response.authenticator_data.counter):
            log.warning("Passkey %s shows a counter that went back.", authenticator.pk)
            get_account_adapter().send_notification_mail(
                "mfa/email/passkey_copied", authenticator.user, {"passkey": str(authenticator)}
            )
            raise _refusal()
        return authenticator

    def require_fit(self, answer: AuthenticationResponse, authenticator: Authenticator) -> None:
        """Raise ValidationError where the passkey will not do for this purpose."""


class LoginForm(Answering, forms.LoginWebAuthnForm):
    purpose = LOGIN

    def require_fit(self, answer, authenticator):
        verified = answer.response.authenticator_data.is_user_verified()
        if not (verified and authenticator.wrap().is_passwordless):
            raise _refusal()


class SecondFactorForm(Answering, forms.AuthenticateWebAuthnForm):
    purpose = SECOND_FACTOR


class AgainForm(Answering, forms.ReauthenticateWebAuthnForm):
    purpose = AGAIN


class NewForm(forms.AddWebAuthnForm):
    def clean(self):
        if credential := self.cleaned_data.get("credential"):
            answer = _read(RegistrationResponse, credential)
            _spend(NEW, answer)
            if answer.response.attestation_object.auth_data.credential_data is None:
                raise _refusal()
        cleaned = super().clean()
        if credential:
            _mark(credential, bool(cleaned.get("passwordless")))
        return cleaned


def _read(kind: type[Answer], credential: dict) -> Answer:
    try:
        _require_texts(credential)
        return kind.from_dict(credential)
    except NOT_AN_ANSWER as error:
        raise _refusal() from error


def _require_texts(credential: dict) -> None:
    """Raise TypeError where bytes are no text in Base64, as the standard writes them as JSON.

    fido2 takes a number for that many zeros, gigabytes of them.
    """
    parts = [credential[name] for name in ("id", "rawId") if name in credential]
    parts += credential["response"].values()
    for part in parts:
        if not isinstance(part, str | list | None):
            raise TypeError(f"{type(part).__name__} for bytes")
        if isinstance(part, list) and not all(isinstance(each, str) for each in part):
            raise TypeError("a list of other than texts")


def _spend(purpose: str, answer: AuthenticationResponse | RegistrationResponse) -> None:
    """Raise ValidationError unless the latest challenge is the answered one, and for `purpose`.

    Whether it fits or not, it is gone afterwards.
    """
    issued_for, challenge = context.request.session.pop(ISSUED, ("", ""))
    answered = websafe_encode(answer.response.client_data.challenge)
    if issued_for != purpose or not compare_digest(answered, challenge):
        raise _refusal()
    # A browser could bring it once more (strangers.py).
    if not cache.add(f"passkey:{answered}", True, SECONDS):
        raise _refusal()


@transaction.atomic
def _count(authenticator: Authenticator, shown: int) -> bool:
    """Keep the counter of the device; False where it has not gone on since last time.

    A device that always shows 0 has none. (Web Authentication Level 2, section 7.2, step 21)
    """
    stored = Authenticator.objects.select_for_update().filter(pk=authenticator.pk).first()
    if stored is None:  # removed meanwhile
        return False
    last = stored.data.get("counter", stored.wrap().authenticator_data.counter)
    if (shown or last) and shown <= last:
        return False
    if shown != last:
        stored.data["counter"] = shown
        stored.save(update_fields=["data"])
        authenticator.data = stored.data
    return True


def _mark(credential: dict, chosen: bool) -> None:
    """Let the passkey be for login alone if its owner chose that, whatever their browser tells.

    Some browsers do not tell whether the device can, and some devices always can. allauth reads it
    where browsers put it.
    """
    told = credential.get("clientExtensionResults")
    told = told if isinstance(told, dict) else {}
    of_key = told.get("credProps")
    cannot = isinstance(of_key, dict) and of_key.get("rk") is False
    credential["clientExtensionResults"] = told | {"credProps": {"rk": chosen and not cannot}}


def _refusal() -> ValidationError:
    return get_adapter().validation_error("incorrect_code")
