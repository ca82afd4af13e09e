"""Stores a whole agreement that another installation wrote into a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bildung.agreements.models import User
from bildung.exchange.archive import package
from bildung.exchange.archive.unpacking import unpack


class Command(BaseCommand):
    help = (
        "Stores the agreement of an archive; refuses it whole where anything does not fit. "
        "What people did is credited to accounts here only as --person says."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the archive (ZIP)")
        parser.add_argument("--slug", default="", help="another Kürzel than it had")
        parser.add_argument(
            "--person",
            action="append",
            default=[],
            metavar="THERE[=HERE]",
            help="the address of a person in the archive, and of the account here where it is "
            "another one; may be given several times",
        )

    def handle(self, file: Path, slug: str, person: list[str], **options):
        try:
            if not file.is_file():
                raise FileNotFoundError(f"No such file: {file}")
            if file.stat().st_size > package.MOST_BYTES:
                raise package.ArchiveError(package.TOO_LARGE)
            agreement = unpack(package.read(file.read_bytes()), slug, _accounts(person))
        except (package.ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{agreement}: {agreement.get_absolute_url()}")


def _accounts(people: list[str]) -> dict[str, User]:
    """Return the accounts by the address that they have in the archive. Raises CommandError."""
    found = {}
    for pair in people:
        there, _, here = pair.partition("=")
        address = (here or there).strip().lower()
        account = User.objects.exclude(email="").filter(email=address).first()
        if account is None:
            raise CommandError(f"Ein Konto mit der Adresse „{address}“ gibt es nicht.")
        found[there.strip().lower()] = account
    return found
