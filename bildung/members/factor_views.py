"""Second factors, for those who lead an organisation: demanded of all, and lost by one."""

from dataclasses import dataclass
from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from bildung.agreements import mailing
from bildung.agreements.access import may_remove_factors
from bildung.agreements.factors import message_of_removal, remove_factors
from bildung.agreements.models import Membership, Organisation, User
from bildung.agreements.views import UNCHANGED

from .forms import DemandForm
from .leadership import led_organisation, locked_organisation
from .views import back_to, membership_of, refused

DEMANDED = "Von allen Mitgliedern wird jetzt ein zweiter Faktor verlangt."
NOT_DEMANDED = "Ein zweiter Faktor wird nicht mehr verlangt."
OVERTAKEN = (
    "Das wurde inzwischen geändert. Die Seite zeigt jetzt, was gilt; es wurde nichts gespeichert."
)
ONES_OWN = "Ihren eigenen zweiten Faktor verwalten Sie unter „Mein Konto“."
NOT_YOURS = (
    "Dieses Konto gehört auch zu einer anderen Organisation oder zur Administration der "
    "Plattform. Nur die Administration kann hier den zweiten Faktor entfernen."
)
REMOVED = "Der zweite Faktor von {person} ist entfernt. Wir haben es {email} geschrieben."
REMOVED_UNTOLD = (
    "Der zweite Faktor von {person} ist entfernt, aber die E-Mail darüber konnte nicht gesendet "
    "werden. Bitte sagen Sie es der Person selbst."
)


@dataclass(frozen=True)
class FactorPage:
    """Asks whether to remove a member's factors; `refusal` says why that cannot be done here."""

    organisation: Organisation
    name: str
    email: str
    refusal: str = ""


@require_POST
def demand(request, pk: int):
    """Demand a second factor, or no more.

    Whoever leads and has none is led to its page as everybody else (bildung/accounts/middleware),
    and comes back here once there is one: nobody is locked out.
    """
    with transaction.atomic():
        organisation = locked_organisation(request.user, pk)
        form = DemandForm(request.POST)
        if not form.is_valid():
            raise BadRequest("No such demand.")
        before, demanded = (
            organisation.second_factor_required,
            form.cleaned_data["second_factor_required"],
        )
        if before not in (form.cleaned_data["was"], demanded):
            return refused(request, organisation, OVERTAKEN)
        if demanded != before:
            organisation.second_factor_required = demanded
            organisation.save(update_fields=["second_factor_required"])
    told = DEMANDED if demanded else NOT_DEMANDED
    messages.success(request, UNCHANGED if demanded == before else told)
    return back_to(organisation, "zweiter-faktor")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk: int, membership: int):
    """Ask whether to take a member's lost factors away, and do it."""
    member = membership_of(led_organisation(request.user, pk), membership)
    allowed = may_remove_factors(request.user, member)
    if request.method == "POST" and allowed:
        # Only now, so that a stranger's member is not there at all, asked for a password or not.
        return _remove_after_password(request, pk, membership)
    return _page(request, member, allowed)


@reauthentication_required
def _remove_after_password(request, pk: int, membership: int):
    """Do it, if the password was entered again a moment ago; else allauth asks, and comes back.

    An open browser in the office must not be enough to weaken a colleague's account.
    """
    with transaction.atomic():
        member = membership_of(locked_organisation(request.user, pk), membership)
        # Whoever makes them a member elsewhere, or a superuser, waits until we are done.
        member.user = User.objects.select_for_update().get(pk=member.user_id)
        if not may_remove_factors(request.user, member):
            return _page(request, member, allowed=False)
        removed = remove_factors(member.user, request.user)
    person = member.user
    if not removed:
        messages.success(request, f"{person} hat keinen zweiten Faktor.")
    elif _is_told(request, person):
        messages.success(request, REMOVED.format(person=person, email=person.email))
    else:
        messages.warning(request, REMOVED_UNTOLD.format(person=person))
    return back_to(member.organisation, f"mitglied-{member.pk}")


def _is_told(request, person: User) -> bool:
    """Whether the mail server took the mail to the person; the page says so, and so it waits."""
    message = message_of_removal(request, person, request.user)
    try:
        if message:
            mailing.send(message)
    except mailing.NotSent:
        return False
    return message is not None


def _page(request, member: Membership, allowed: bool):
    person, status, refusal = member.user, None, ""
    if not allowed:
        refusal = ONES_OWN if person == request.user else NOT_YOURS
        status = HTTPStatus.FORBIDDEN if request.method == "POST" else None
    page = FactorPage(member.organisation, str(person), person.email, refusal)
    return render(request, "members/factor_remove.html", {"page": page}, status=status)
