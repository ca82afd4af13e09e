"""What an agency offers a municipality: how often, and who is told by mail.

(docs/decisions/offers.md)
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from . import mailing
from .addresses import public_address
from .models import Agreement, Organisation, Role, User
from .phases import Acceptance, Phase

# As many offers may an agency make to a municipality within that time, but for accepted ones.
MOST = 3
WITHIN = timedelta(days=365)


def works_with(agency: Organisation, municipality: Organisation) -> bool:
    """Whether there is an agreement of both that was accepted and has not ended (1 query)."""
    accepted = Agreement.objects.filter(
        agency=agency, municipality=municipality, acceptance=Acceptance.ACCEPTED
    )
    return accepted.exclude(phase__in=(Phase.TEMPLATE, Phase.ENDED)).exists()


def may_offer_from(agency: Organisation, municipality: Organisation) -> date | None:
    """Return the day from which `agency` may offer again; None where it may by now (2 queries).

    What was offered counts by the history: it does not help to have a draft deleted.
    """
    if works_with(agency, municipality):
        return None
    accepted = Agreement.objects.filter(agency=agency, acceptance=Acceptance.ACCEPTED)
    made = Agreement.history.filter(
        history_type="+",
        agency=agency,
        municipality=municipality,
        acceptance=Acceptance.OFFERED,
        history_date__gt=timezone.now() - WITHIN,
    )
    # A later one of them ends its time later, whatever else was offered before.
    latest = made.exclude(id__in=accepted.values("pk")).order_by("-history_date")[:MOST]
    times = [row.history_date for row in latest]
    if len(times) < MOST:
        return None
    return timezone.localdate(times[-1] + WITHIN) + timedelta(days=1)


def tell_municipality(agreement: Agreement) -> None:
    """Have those who lead the municipality told of an offer, once it is stored."""
    leading = User.objects.filter(memberships__in=agreement.municipality.leaders())
    subject = f"Zielvereinbarungen: Angebot von {agreement.agency}"
    _post(leading, subject, "agreements/offer.txt", agreement)


def tell_agency(agreement: Agreement, by: User) -> None:
    """Have those of the agency told of the answer who made the offer or lead the agency."""
    made_by = agreement.history.filter(history_type="+").values("history_user")
    mine = agreement.agency.memberships.filter(Q(role=Role.LEADING) | Q(user__in=made_by))
    answered = Acceptance(agreement.acceptance).label
    subject = f"Zielvereinbarungen: Angebot an {agreement.municipality} {answered}"
    people = User.objects.filter(memberships__in=mine, is_active=True)
    _post(people, subject, "agreements/offer_answered.txt", agreement, by=by, answered=answered)


def _post(people: Iterable[User], subject: str, template: str, agreement: Agreement, **context):
    context |= {"agreement": agreement, "url": public_address(agreement.get_absolute_url())}
    text = render_to_string(template, context)
    for address in sorted({person.email for person in people if person.email}):
        # Not one mail to all: who else is concerned is nobody's business.
        message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
        mailing.post(message)
