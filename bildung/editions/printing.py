"""The edition on paper: printed once and kept; made again from its content should it be lost."""

import hashlib

from bildung.annex.document import EditionDocument
from bildung.formats import pdf
from bildung.formats.attachments import attachments

from .models import Edition, EditionPrint


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

    Raises pdf.PrintError where it must be made and cannot.
    """
    kept = EditionPrint.objects.filter(edition=edition).first()
    if kept is not None and digest(kept.pdf) == kept.sha256:
        return kept
    content = print_edition(edition)
    made, _ = EditionPrint.objects.update_or_create(
        edition=edition, defaults={"pdf": content, "sha256": digest(content)}
    )
    return made


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
