"""How often one may try: who guesses is stopped, and stops nobody else.

What counts against an account counts by the client's address too, so that a stranger elsewhere
locks nobody out. A wider limit holds for the account from everywhere; past it, one comes in by a
new password (which takes the limits away) or a passkey. The rates stand in
settings.ACCOUNT_RATE_LIMITS, README tells them.
"""

from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from django.dispatch import receiver
from django.forms import BaseForm

from bildung.agreements.models import User

APP = "allauth.account"
# Codes of the errors by which allauth's forms say that a limit is reached.
CODES = {"too_many_login_attempts", "rate_limited"}


class Attempt:
    """One attempt that counts as failed until it is taken back."""

    def __init__(self):
        self._counted: list[ratelimit.RateLimitUsage] = []

    def count(self, request, action: str, account: str) -> bool:
        """Count it; False where the limits of `action` let no more through.

        `account` is the address entered, whether or not there is such an account. The wider limit
        counts only what the narrower one lets through: one client alone never uses it up.
        """
        for name, key in _counters(request, action, account):
            counted = ratelimit.consume(request, app=APP, action=name, key=key)
            if counted is None:
                return False
            self._counted.append(counted)
        return True

    def take_back(self) -> None:
        for counted in self._counted:
            counted.rollback()


def is_limited(form: BaseForm) -> bool:
    """Whether a limit is among the reasons for which `form` is refused."""
    return any(error.code in CODES for list_ in form.errors.as_data().values() for error in list_)


@receiver(password_reset)
def let_in_again(request, user: User, **kwargs):
    """Whoever has set a new password by mail is the rightful one, however many guessed before."""
    _, *of_account = _counters(request, "login_failed", user.email)
    for name, key in of_account:
        ratelimit.clear(request, app=APP, action=name, key=key)


def _counters(request, action: str, account: str) -> tuple[tuple[str, str], ...]:
    """Return what is counted, from narrow to wide in whom it could lock out: action and key.

    That of the client's address stands apart from the others, which are cleared without it: else
    everybody could clear it by an account of their own.
    """
    account = account.strip().lower()
    here = f"{ratelimit.get_ip(request)} {account}"
    return ((f"{action}_here", ""), (action, here), (f"{action}_anywhere", account))
