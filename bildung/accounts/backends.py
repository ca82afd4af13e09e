"""Finds the person of a session, and in the same query whether a second factor is missing.

Every page asks for that (middleware.py).
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from bildung.agreements.factors import has_factor
from bildung.agreements.models import Membership, User


def second_factor_missing() -> Q:
    """Return the condition: a factor is demanded of the person, and there is none.

    By one of their organisations; of superusers by the setting SUPERUSERS_NEED_SECOND_FACTOR.
    """
    demanded = Membership.objects.filter(
        user=OuterRef("pk"), organisation__second_factor_required=True
    )
    demand = Q(Exists(demanded))
    if settings.SUPERUSERS_NEED_SECOND_FACTOR:
        demand |= Q(is_superuser=True)
    return demand & ~Q(has_factor("pk"))


class Backend(AuthenticationBackend):
    """allauth's login by e-mail; each request's user has `second_factor_missing`."""

    def get_user(self, user_id):
        people = User.objects.annotate(second_factor_missing=second_factor_missing())
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
