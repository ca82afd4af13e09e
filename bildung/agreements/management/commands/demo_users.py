"""Four people to try the software with, for an installation that has no members yet."""

import secrets

from django.core.management.base import BaseCommand
from django.db import transaction

from bildung.agreements.acts import Origin, act
from bildung.agreements.models import Agreement, Membership, Phase, Role, User

# Without the characters that are read as one another: a password is typed from the screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
EXIST = "Users exist. To reset a password: manage.py changepassword NAME"


def password() -> str:
    """Return three groups of five random characters (74 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def address(name: str) -> str:
    """Return an address that nobody receives mail at (RFC 2606)."""
    return f"{name}@example.org"


@act(Origin.COMMAND, "demo_users")
@transaction.atomic
def create_demo_users() -> list[tuple[str, str, str]]:
    """Create the demo users and return their addresses, roles, passwords; none where users exist.

    The members belong to the parties of the first agreement. Without one, there is only the
    superuser; and none where there is one already (by `createsuperuser`).
    """
    if User.objects.filter(is_superuser=False).exists():
        return []
    agreements = Agreement.objects.exclude(phase=Phase.TEMPLATE)
    created = []
    if not User.objects.exists():
        created.append((address("verwaltung"), "superuser", password()))
        User.objects.create_superuser("verwaltung", address("verwaltung"), created[0][2])
    if agreement := agreements.order_by("pk").first():
        for name, organisation, role in (
            ("stadt1", agreement.municipality, Role.LEADING),
            ("stadt2", agreement.municipality, Role.EDITING),
            ("agentur", agreement.agency, Role.LEADING),
        ):
            created.append((address(name), f"{organisation}: {role.label}", password()))
            user = User.objects.create_user(name, address(name), created[-1][2])
            Membership.objects.create(user=user, organisation=organisation, role=role)
    return created


class Command(BaseCommand):
    help = "Creates the demo users with random passwords, once: never where members exist."

    def handle(self, **options):
        created = create_demo_users()
        if not created:
            self.stdout.write(EXIST)
            return
        self.stdout.write("Demo users; these passwords are shown only now:\n\n")
        widths = [max(map(len, column)) for column in zip(*created, strict=True)]
        for row in created:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(f"  {'   '.join(cells).rstrip()}")
        self.stdout.write("\nTo reset one: manage.py changepassword NAME")
