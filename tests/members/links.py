"""Addresses of invitations, as only the mail says them."""

import re

from django.urls import reverse

from bildung.members import inviting, links
from bildung.members.models import Invitation


def invited(organisation, email="neu@example.org", role="editing", by=None) -> tuple:
    """Return a new invitation and the address that opens it."""
    invitation, link = inviting.invite(organisation, email, role, by)
    return invitation, reverse("members:invitation", args=[link])


def address_in(mail) -> str:
    """Return the path of the link in a mail."""
    return re.search(r"http://testserver(/einladung/\S+)", mail.body)[1]


def link_to(invitation: Invitation, token: str) -> str:
    return reverse("members:invitation", args=[links.sign(invitation, token)])
