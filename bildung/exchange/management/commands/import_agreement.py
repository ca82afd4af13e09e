"""Stores a whole agreement that another installation wrote into a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bildung.exchange.archive import package
from bildung.exchange.archive.unpacking import unpack


class Command(BaseCommand):
    help = "Stores the agreement of an archive; refuses it whole where anything does not fit."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the archive (ZIP)")
        parser.add_argument("--slug", default="", help="another Kürzel than it had")

    def handle(self, file: Path, slug: str, **options):
        try:
            agreement = unpack(package.read(file.read_bytes()), slug)
        except (package.ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{agreement}: {agreement.get_absolute_url()}")
