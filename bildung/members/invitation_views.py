"""What the link of an invitation opens, logged in or not. To look at it changes nothing."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from bildung.agreements.models import Organisation, Role

from . import links
from .forms import AccountForm
from .joining import AccountExists, NotJoined, account_exists, join, join_as_new

JUST_NOW = timedelta(minutes=1)


class Visitor(StrEnum):
    """Who opens an invitation, as the page has to know."""

    INVITED = "invited"
    SOMEBODY_ELSE = "somebody else"
    TO_LOG_IN = "to log in"
    NEW = "new"


@dataclass(frozen=True)
class InvitationPage:
    """All that the page of an invitation shows; `form` is for who has no account yet."""

    organisation: Organisation
    role: Role
    email: str
    visitor: Visitor
    url: str
    form: AccountForm | None = None

    @property
    def login_url(self) -> str:
        return reverse("login", query={"next": self.url})


@method_decorator(
    [login_not_required, never_cache, sensitive_post_parameters("password1", "password2")],
    name="dispatch",
)
class InvitationView(View):
    http_method_names = ("get", "head", "post")

    def dispatch(self, request, *args, link: str):
        try:
            self.invitation = links.read(link)
        except links.ForgedLink as error:
            raise Http404 from error
        if self.invitation is None or not self.invitation.can_be_accepted():
            return self.gone()
        return super().dispatch(request, *args)

    def get(self, request):
        return self.page(self.visitor())

    def post(self, request):
        visitor = self.visitor()
        try:
            if visitor is Visitor.INVITED:
                join(self.invitation, request.user)
            elif visitor is Visitor.NEW:
                form = AccountForm(request.POST, email=self.invitation.email)
                if not form.is_valid():
                    return self.page(visitor, form)
                person = form.person_with_password()
                join_as_new(self.invitation, person)
                login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
            else:
                return self.page(visitor, status=HTTPStatus.FORBIDDEN)
        except NotJoined:
            return self.gone()
        except AccountExists:
            return self.page(Visitor.TO_LOG_IN, status=HTTPStatus.CONFLICT)
        messages.success(request, f"Sie gehören jetzt zu {self.invitation.organisation}.")
        return redirect(settings.LOGIN_REDIRECT_URL)

    def visitor(self) -> Visitor:
        if self.invitation.is_for(self.request.user):
            return Visitor.INVITED
        if self.request.user.is_authenticated:
            return Visitor.SOMEBODY_ELSE
        return Visitor.TO_LOG_IN if account_exists(self.invitation.email) else Visitor.NEW

    def page(self, visitor: Visitor, form: AccountForm | None = None, status=None):
        if visitor is Visitor.NEW and form is None:
            form = AccountForm(email=self.invitation.email)
        page = InvitationPage(
            self.invitation.organisation,
            Role(self.invitation.role),
            self.invitation.email,
            visitor,
            self.request.path,
            form,
        )
        return render(self.request, "members/invitation.html", {"page": page}, status=status)

    def gone(self):
        """Say nothing of why, nor of the person: the link may be in anybody's hands by now."""
        if self.request.method == "POST" and self.is_done():
            return redirect(settings.LOGIN_REDIRECT_URL)
        return render(self.request, "members/invitation_gone.html", status=HTTPStatus.GONE)

    def is_done(self) -> bool:
        """Whether a button was pressed twice, and the first time did it.

        Whose account the first time made, is nobody yet where the second time was sent before its
        answer came.
        """
        if self.invitation is None:
            return False
        self.invitation.refresh_from_db(fields=["accepted_at"])  # both may be under way
        accepted_at = self.invitation.accepted_at
        if accepted_at is None or self.request.user.is_authenticated:
            return bool(accepted_at) and self.invitation.is_for(self.request.user)
        return timezone.now() - accepted_at < JUST_NOW
