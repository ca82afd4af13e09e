"""Documents printed as PDF and kept ready, by the digest of what they show and of the style."""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.formats import pdf

from .kept import KeptFiles

# Before the content, so that a file that was cut short or altered is made again.
DIGEST = 32
kept = KeptFiles(settings.VAR_DIR / "cache" / "prints", settings.KEPT_PRINTS_MB * 10**6)


@dataclass(frozen=True)
class Printed:
    """A PDF and its strong entity tag, quotes included."""

    content: bytes
    etag: str


def etag_of(document: AnnexDocument) -> str:
    """Return the entity tag of `document` as PDF, without printing it."""
    looks = f"{schema.digest(document)} {pdf.STYLE_DIGEST}"
    return f'"{hashlib.sha256(looks.encode("ascii")).hexdigest()}"'


def printed(document: AnnexDocument) -> Printed:
    """Return `document` as PDF: the kept one while neither text nor style has changed.

    Raises pdf.PrintError, pdf.Busy. Two that print the same at once both print, and both are right.
    """
    etag = etag_of(document)
    return Printed(content_of(document, etag), etag)


def content_of(document: AnnexDocument, etag: str) -> bytes:
    """Return what `printed` does, for whoever has the document's entity tag already."""
    key = etag.strip('"')
    stored = kept.get(key) or b""
    digest, content = stored[:DIGEST], stored[DIGEST:]
    if digest == hashlib.sha256(content).digest():
        return content
    content = pdf.render(document)
    kept.keep(key, hashlib.sha256(content).digest() + content)
    return content
