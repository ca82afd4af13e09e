"""The edition on paper: printed once and kept; made again from its content should it be lost."""

import hashlib
import logging

from django.db import IntegrityError, transaction

from bildung.annex.document import EditionDocument
from bildung.formats import pdf
from bildung.formats.attachments import attachments

from .models import Edition, EditionPrint

logger = logging.getLogger(__name__)

ALTERED = (
    "Der Inhalt dieser Fassung stimmt nicht mehr mit ihrem Prüfwert überein. "
    "Bitte wenden Sie sich an Ihre Administration."
)


def print_edition(edition: Edition) -> bytes:
    """Return `edition`, stored or not, as PDF; the same content gives the same bytes.

    Raises pdf.PrintError, as `pdf.render` does. Slow: never within a transaction.
    """
    source = edition.content.encode("utf-8", "surrogatepass")
    return pdf.render_edition(
        EditionDocument(
            edition.document,
            edition.number,
            edition.sha256,
            edition.check_url,
            attachments(source, edition.document),
        )
    )


def keep(edition: Edition, content: bytes) -> EditionPrint:
    return EditionPrint.objects.create(edition=edition, pdf=content, sha256=digest(content))


def kept_print(edition: Edition) -> EditionPrint:
    """Return the print of `edition`; one that was lost is made again, and kept (1 query if kept).

    One that is not what it was is made again each time: the database lets nobody mend it.
    Raises pdf.PrintError where it must be made and cannot.
    """
    kept = EditionPrint.objects.filter(edition=edition).first()
    if kept is not None and digest(kept.pdf) == edition.print_sha256:
        return kept
    if not edition.is_unaltered:
        raise pdf.PrintError(ALTERED)
    content = print_edition(edition)
    if digest(content) != edition.print_sha256:
        # Other versions of the fonts or of WeasyPrint than when it was frozen.
        logger.warning("The PDF of edition %s is made again with other bytes.", edition.pk)
    if kept is not None:
        logger.error("The stored PDF of edition %s is not the one that was kept.", edition.pk)
        return EditionPrint(edition=edition, pdf=content, sha256=digest(content))
    try:
        with transaction.atomic():
            return keep(edition, content)
    except IntegrityError:  # somebody else made it meanwhile
        return EditionPrint.objects.get(edition=edition)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
