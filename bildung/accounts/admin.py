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


@admin.action(description="Zweiten Faktor entfernen (Gerät verloren)")
def remove_second_factors(model_admin, request, people):
    """Take the factors of the chosen people away, as a Leitung does (bildung/members)."""
    with transaction.atomic():
        removed = [person for person in people if remove_factors(person, request.user)]
    for person in removed:
        if message := message_of_removal(request, person, request.user):
            mailing.post(message)
        else:
            messages.warning(request, f"{person} hat keine E-Mail-Adresse: bitte selbst sagen.")
    messages.success(request, "Die Gewählten melden sich ohne zweiten Faktor an.")


@admin.action(description="Verknüpfung mit dem Anbieter lösen")
def disconnect_from_provider(model_admin, request, people):
    """Undo what connects the chosen people with the provider, so that another identity may come."""
    with transaction.atomic():
        undone = [person for person in people if disconnect(person, request.user)]
    for person in undone:
        if message := message_of_disconnection(request, person, request.user):
            mailing.post(message)
        else:
            messages.warning(request, f"{person} hat keine E-Mail-Adresse: bitte selbst sagen.")
    messages.success(request, "Die Gewählten sind mit keiner Anmeldung beim Anbieter verknüpft.")


admin.site.get_model_admin(User).actions = (remove_second_factors, disconnect_from_provider)
