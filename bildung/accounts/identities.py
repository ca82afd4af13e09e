"""One account has one identity at the provider: the first that came with the account's address.

Whoever can set an address at the provider (a second person of that name, an administration that
gives an address on) would otherwise add their login to the account of somebody else.
"""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.mail import EmailMessage
from django.db import transaction
from django.shortcuts import render
from django.utils import timezone

from bildung.agreements.models import User


@transaction.atomic
def connect_once(request, login: SocialLogin) -> None:
    """Connect the person of `login` with the identity it shows.

    Raises ImmediateHttpResponse where they have another one at this provider already.
    """
    person = User.objects.select_for_update().get(pk=login.user.pk)
    known = SocialAccount.objects.filter(user=person, provider=login.account.provider).first()
    if known is None:
        login.connect(request, person)
    elif known.uid == login.account.uid:  # the same login, sent twice at once
        login.account = known
    else:
        raise ImmediateHttpResponse(
            render(
                request,
                "socialaccount/other_identity.html",
                {"provider": settings.OIDC_NAME},
                status=HTTPStatus.FORBIDDEN,
            )
        )


@transaction.atomic
def disconnect(person: User, by: User) -> bool:
    """Undo all connections of `person` and end all sessions; False if there was none.

    Whoever came in by a wrong one may have a session.
    """
    removed, _ = SocialAccount.objects.filter(user=person).delete()
    if removed:
        person.end_sessions()
        LogEntry.objects.log_actions(
            by.pk, [person], CHANGE, change_message="Verknüpfung gelöst.", single_object=True
        )
    return bool(removed)


def message_of_disconnection(request, person: User, by: User) -> EmailMessage | None:
    """Return the mail that tells `person` that `by` has undone it, if they have an address."""
    if not person.email:
        return None
    context = {"by": str(by), "provider": settings.OIDC_NAME, "timestamp": timezone.now()}
    template = "socialaccount/email/disconnected_by_administration"
    return get_adapter(request).message(template, person.email, context)
