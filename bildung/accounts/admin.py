"""What the administration does about logins; allauth's own pages it does not need.

Those would show secrets, in English, and let one account be given the login of another.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.db import transaction

from bildung.agreements import mailing
from bildung.agreements.factors import message_of_removal, remove_factors
from bildung.agreements.models import User

from .identities import disconnect, message_of_disconnection

for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def taking_away(name: str, description: str, take, message_of, done: str):
    """Return the action `name` that takes something of their login away from the chosen people.

    `take(person, by)` says whether there was anything, `message_of(request, person, by)` gives the
    mail that tells them of it; None where they have no address.
    """

    def action(model_admin, request, people):
        by_key = people.order_by("pk")  # as all lock people (bildung/agreements/last_ones.py)
        with transaction.atomic():
            concerned = [person for person in by_key if take(person, request.user)]
        for person in concerned:
            if message := message_of(request, person, request.user):
                mailing.post(message)
            else:
                messages.warning(request, f"{person} hat keine E-Mail-Adresse: bitte selbst sagen.")
        messages.success(request, done)

    action.__name__ = name
    return admin.action(action, description=description)


admin.site.get_model_admin(User).actions = (
    # As a Leitung does (bildung/members).
    taking_away(
        "remove_second_factors",
        "Zweiten Faktor entfernen (Gerät verloren)",
        remove_factors,
        message_of_removal,
        "Die Gewählten melden sich ohne zweiten Faktor an.",
    ),
    # So that another identity may come.
    taking_away(
        "disconnect_from_provider",
        "Verknüpfung mit dem Anbieter lösen",
        disconnect,
        message_of_disconnection,
        "Die Gewählten sind mit keiner Anmeldung beim Anbieter verknüpft.",
    ),
)
