"""Second factors for tests."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth

SECRET = "JBSWY3DPEHPK3PXP"


def add_app(user) -> Authenticator:
    """Give `user` an authenticator app."""
    return auth.TOTP.activate(user, SECRET).instance


def code_now(secret: str = SECRET) -> str:
    """Return what the app shows at this moment."""
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))
