"""The second factors of an organisation's members, for those who lead it: demanded of all."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.views.decorators.http import require_POST

from bildung.agreements.views import UNCHANGED

from .forms import DemandForm
from .leadership import locked_organisation
from .views import back_to, refused

DEMANDED = "Von allen Mitgliedern wird jetzt ein zweiter Faktor verlangt."
NOT_DEMANDED = "Ein zweiter Faktor wird nicht mehr verlangt."
OVERTAKEN = (
    "Das wurde inzwischen geändert. Die Seite zeigt jetzt, was gilt; es wurde nichts gespeichert."
)


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
            organisation.save()
    told = DEMANDED if demanded else NOT_DEMANDED
    messages.success(request, UNCHANGED if demanded == before else told)
    return back_to(organisation, "zweiter-faktor")
