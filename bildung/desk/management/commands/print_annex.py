"""Prints the annexes of an agreement without a server: for cron, for archives."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.timezone import localdate

from bildung.agreements.models import Agreement, Phase
from bildung.annex.document import AnnexDocument
from bildung.desk import printing
from bildung.formats import files, html, pdf

FORMATS: dict[str, Callable[[AnnexDocument], bytes]] = {
    "html": lambda document: html.render(document).encode(),
    **{key: each.render for key, each in files.FORMATS.items()},
}


class Command(BaseCommand):
    help = "Schreibt Anlage 1, Anlage 2 oder beide als HTML, PDF, Word, Excel, CSV oder JSON."
    # Prints are made from the database alone; checks of addresses and templates take time.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--agreement", metavar="SLUG", help="nötig, wenn es mehrere gibt")
        parser.add_argument("--annex", choices=printing.BUILDERS, required=True)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--out", metavar="FILE", required=True, help="„-“: Standardausgabe")

    def handle(self, *, agreement, annex, format, out, **options):
        try:
            document = printing.document_for(_agreement(agreement), annex, localdate())
            if format in files.FORMATS and not files.FORMATS[format].holds(document):
                raise CommandError(f"{format} fasst eine Anlage: bitte mit --annex 1 oder 2.")
            content = FORMATS[format](document)
        except DatabaseError as error:
            raise CommandError(f"Die Datenbank kann nicht gelesen werden: {error}") from error
        except (pdf.PrintError, files.NotMadeError) as error:
            raise CommandError(error.message) from error
        try:
            _write(out, content)
        except OSError as error:
            raise CommandError(f"{out} kann nicht geschrieben werden: {error.strerror}") from error


def _agreement(slug: str | None) -> Agreement:
    agreements = Agreement.objects.exclude(phase=Phase.TEMPLATE)
    found = list(Agreement.objects.filter(slug=slug) if slug else agreements)
    if len(found) == 1:
        return found[0]
    slugs = ", ".join(agreements.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise CommandError("Es gibt noch keine Zielvereinbarung.")
    if slug:
        raise CommandError(f"Es gibt keine Zielvereinbarung „{slug}“. Vorhanden: {slugs}")
    raise CommandError(f"Bitte wählen Sie eine mit --agreement. Vorhanden: {slugs}")


def _write(out: str, content: bytes) -> None:
    """Write all or nothing: whoever reads `out` meanwhile sees the former file.

    A pipe or a device is written to, a link followed.
    """
    if out == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(out).resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _mode(path: Path) -> int:
    """Return the file's mode as it is, or the one a new file would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
