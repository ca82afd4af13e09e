"""Writes a whole agreement into one file."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bildung.agreements.models import Agreement
from bildung.exchange.archive import package
from bildung.exchange.archive.packing import pack


class Command(BaseCommand):
    help = "Writes an agreement with its editions, history and files into an archive."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the agreement's Kürzel")
        parser.add_argument("file", type=Path, help="the archive to write (ZIP)")

    def handle(self, slug: str, file: Path, **options):
        agreement = Agreement.objects.filter(slug=slug).first()
        if agreement is None:
            raise CommandError(f"Eine Vereinbarung mit dem Kürzel „{slug}“ gibt es nicht.")
        try:
            content = package.write(pack(agreement))
            _write(file, content)
        except (package.ArchiveError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{agreement}: {file}, {len(content)} Bytes")


def _write(file: Path, content: bytes) -> None:
    """Write a new file for its owner alone: it holds addresses and all that was ever said."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(content)
