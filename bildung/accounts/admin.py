"""What the administration does about second factors; allauth's own pages it does not need.

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


admin.site.get_model_admin(User).actions = (remove_second_factors,)
