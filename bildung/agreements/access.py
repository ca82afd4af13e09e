"""Who may see and do what. Every view and every query asks here.

| who                        | sees the agreement | edits Anlage 1 | sets the status of a stage |
|----------------------------|--------------------|----------------|----------------------------|
| member of the municipality | yes                | yes            | no                         |
| member of the agency       | yes                | no             | yes                        |
| anyone else                | as if none existed | no             | no                         |

A superuser who belongs to no party works in the admin and is „anyone else“ here.
"""

from django.db.models import Q, QuerySet

from .models import Agreement, Party, User


def agreements_of(user: User) -> QuerySet[Agreement]:
    """Return the agreements `user` may see, as a party to them."""
    return Agreement.objects.filter(
        Q(municipality__memberships__user=user) | Q(agency__memberships__user=user)
    ).distinct()


def side_of(user: User, agreement: Agreement) -> set[str]:
    """Return the sides (`Party` values) of `agreement` that `user` acts for."""
    mine = set(user.memberships.values_list("organisation_id", flat=True))
    return {side for side in Party.values if getattr(agreement, f"{side}_id") in mine}
