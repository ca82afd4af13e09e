"""The members of an organisation, for those who lead it: roles, removals, invitations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bildung.agreements.access import leads, led_by
from bildung.agreements.factors import has_factor
from bildung.agreements.folding import Dictionary
from bildung.agreements.mailing import LATER_SECONDS, NotSent
from bildung.agreements.models import LastLeading, Membership, Organisation, Role, User
from bildung.agreements.sent_forms import answered_once, once
from bildung.agreements.views import UNCHANGED

from . import inviting
from .forms import DemandForm, InvitationForm, RoleForm
from .leadership import led_organisation, locked_organisation
from .models import Invitation

Invited = tuple[Invitation, str]  # with its link
NOT_MAILED = (
    "Die Einladung ist angelegt, aber die E-Mail konnte nicht gesendet werden. "
    "Bitte senden Sie sie später erneut."
)


@dataclass(frozen=True)
class Member:
    """One line of the table of members."""

    pk: int
    name: str
    email: str
    role: Role
    is_oneself: bool
    is_active: bool
    has_factor: bool
    last_login: datetime | None


@dataclass(frozen=True)
class MembersPage:
    """All that the page of members shows. `refusal` says what could not be done, and why."""

    organisation: Organisation
    members: tuple[Member, ...]
    invitations: tuple[Invitation, ...]
    form: InvitationForm
    demand: DemandForm
    refusal: str = ""
    roles: type[Role] = Role
    # Whose own factor is enough: the setting OIDC_SECOND_FACTOR_TRUSTED.
    trusted_provider: str = ""

    @property
    def active(self) -> list[Member]:
        return [member for member in self.members if member.is_active]

    @property
    def without_factor(self) -> list[Member]:
        """Return those whom the demand for a second factor would lead to its page."""
        return [member for member in self.active if not member.has_factor]

    @property
    def is_oneself_without(self) -> bool:
        return any(member.is_oneself for member in self.without_factor)


@dataclass(frozen=True)
class RemovalPage:
    organisation: Organisation
    name: str
    is_oneself: bool
    refusal: str = ""


@require_safe
def organisations(request):
    """The organisations somebody leads; whoever leads just one is taken there."""
    led = list(led_by(request.user))
    if not led:
        raise Http404
    if len(led) == 1:
        return redirect("members:members", led[0].pk)
    return render(request, "members/organisations.html", {"organisations": led})


@require_safe
def members(request, pk: int):
    return members_page(request, led_organisation(request.user, pk))


@require_POST
def invite(request, pk: int):
    def made(organisation: Organisation):
        form = InvitationForm(request.POST, organisation=organisation, by=request.user)
        if not form.is_valid():
            return members_page(request, organisation, form=form)
        data = form.cleaned_data
        return inviting.invite(organisation, data["email"], data["role"], request.user)

    return _mailed_once(request, pk, made)


@require_POST
def invite_again(request, pk: int, invitation: int):
    def made(organisation: Organisation):
        former = _invitation(organisation, invitation)
        if inviting.has_invited_enough(request.user):
            return refused(request, organisation, inviting.TOO_MANY)
        return inviting.invite_again(former, request.user)

    return _mailed_once(request, pk, made)


@require_POST
@once
def withdraw(request, pk: int, invitation: int):
    with transaction.atomic():
        organisation = locked_organisation(request.user, pk)
        invitation = _invitation(organisation, invitation)
        invitation.withdraw()
    messages.success(
        request,
        f"Die Einladung an {invitation.email} ist zurückgenommen. Ihr Link gilt nicht mehr.",
    )
    return back_to(organisation, "einladungen")


@require_POST
def change_role(request, pk: int, membership: int):
    """Give a member another role, unless somebody else did so since the page was shown."""
    try:
        with transaction.atomic():
            organisation = locked_organisation(request.user, pk)
            membership = membership_of(organisation, membership)
            form = RoleForm(request.POST)
            if not form.is_valid():
                raise BadRequest("No role, or no such role.")
            before, role = membership.role, Role(form.cleaned_data["role"])
            if before not in (form.cleaned_data["was"], role):
                return refused(
                    request,
                    organisation,
                    f"{membership.user} hat inzwischen die Rolle "
                    f"„{membership.get_role_display()}“. Es wurde nichts geändert.",
                )
            if role != before:
                membership.role = role
                membership.save()
    except LastLeading as refusal:
        return refused(request, organisation, refusal.message)
    if role == before:
        messages.success(request, UNCHANGED)
    else:
        messages.success(request, f"{membership.user} hat jetzt die Rolle „{role.label}“.")
    if membership.user == request.user:
        request.user.forget_roles()
        if not leads(request.user, organisation):
            return redirect("desk:start")
    return back_to(organisation, f"mitglied-{membership.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@once
def remove(request, pk: int, membership: int):
    """Ask whether to remove a member, and do it."""
    if request.method != "POST":
        organisation = led_organisation(request.user, pk)
        return _removal(request, organisation, membership_of(organisation, membership).user)
    try:
        with transaction.atomic():
            organisation = locked_organisation(request.user, pk)
            membership = membership_of(organisation, membership)
            person = membership.user
            membership.delete()
    except LastLeading as refusal:
        return _removal(request, organisation, person, refusal.message)
    if person == request.user:
        messages.success(request, f"Sie gehören nicht mehr zu {organisation}.")
        return redirect("desk:start")
    messages.success(request, f"{person} gehört nicht mehr zu {organisation} und ist abgemeldet.")
    return back_to(organisation, "mitglieder")


def members_page(request, organisation: Organisation, *, form=None, refusal: str = "", status=None):
    memberships = (
        organisation.memberships.select_related("user")
        .annotate(has_factor=has_factor("user"))
        .order_by(
            Dictionary("user__last_name"), Dictionary("user__first_name"), "user__email", "pk"
        )
    )
    invitations = organisation.invitations.open().select_related("organisation", "invited_by")
    page = MembersPage(
        organisation,
        tuple(_member(membership, request.user) for membership in memberships),
        tuple(invitations),
        form or InvitationForm(organisation=organisation, by=request.user),
        DemandForm.of(organisation),
        refusal,
        trusted_provider=_trusted_provider(),
    )
    return render(request, "members/members.html", {"page": page}, status=status)


def _trusted_provider() -> str:
    trusted = settings.OIDC_CLIENT_ID and settings.OIDC_SECOND_FACTOR_TRUSTED
    return settings.OIDC_NAME if trusted else ""


def refused(request, organisation: Organisation, refusal: str):
    return members_page(request, organisation, refusal=refusal, status=HTTPStatus.CONFLICT)


def _removal(request, organisation: Organisation, person: User, refusal: str = ""):
    page = RemovalPage(organisation, str(person), person == request.user, refusal)
    status = HTTPStatus.CONFLICT if refusal else None
    return render(request, "members/remove.html", {"page": page}, status=status)


def _mailed_once(request, pk: int, make: Callable[[Organisation], Invited | HttpResponse]):
    """Answer what `make` does with the organisation, which is held: an invitation is mailed.

    That takes place after the transaction, and not once more where the form was sent twice.
    """
    invited: list[Invited] = []

    def answer():
        made = make(locked_organisation(request.user, pk))
        if isinstance(made, HttpResponse):
            return made
        invited.append(made)
        return back_to(made[0].organisation, "einladungen")

    response = answered_once(request, answer)
    if not invited:
        return response
    return _sent(request, *invited[0])


def _sent(request, invitation: Invitation, link: str):
    try:
        inviting.send(invitation, link)
    except NotSent:
        # Not a redirect with a message, which would look like a success.
        page = members_page(
            request,
            led_organisation(request.user, invitation.organisation_id),
            refusal=NOT_MAILED,
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
        page["Retry-After"] = LATER_SECONDS
        return page
    messages.success(request, f"Die Einladung an {invitation.email} ist gesendet.")
    return back_to(invitation.organisation, "einladungen")


def back_to(organisation: Organisation, anchor: str):
    return redirect(f"{reverse('members:members', args=[organisation.pk])}#{anchor}")


def membership_of(organisation: Organisation, pk: int) -> Membership:
    return get_object_or_404(organisation.memberships.select_related("user"), pk=pk)


def _invitation(organisation: Organisation, pk: int) -> Invitation:
    return get_object_or_404(organisation.invitations.open(), pk=pk)


def _member(membership: Membership, oneself: User) -> Member:
    person = membership.user
    return Member(
        membership.pk,
        str(person),
        person.email,
        Role(membership.role),
        person == oneself,
        person.is_active,
        membership.has_factor,
        person.last_login,
    )
