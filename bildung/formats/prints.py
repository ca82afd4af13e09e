"""Documents printed as PDF and kept ready, by the digest of what they show and of the style."""

import hashlib
import logging
import pickle
import zlib
from dataclasses import dataclass

from django.core.cache import caches

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.formats import pdf

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Printed:
    """A PDF and its strong entity tag, quotes included."""

    content: bytes
    etag: str


def etag_of(document: AnnexDocument) -> str:
    """Return the entity tag of `document` as PDF, without printing it."""
    return f'"{_key(document)}"'


def printed(document: AnnexDocument) -> Printed:
    """Return `document` as PDF: the kept one while neither text nor style has changed.

    Raises pdf.PrintError. Two that print the same at once both print, and both are right.
    """
    etag = etag_of(document)
    return Printed(content_of(document, etag), etag)


def content_of(document: AnnexDocument, etag: str) -> bytes:
    """Return what `printed` does, for whoever has the document's entity tag already."""
    key = etag.strip('"')
    content = _kept(key)
    if content is None:
        content = pdf.render(document)
        _keep(key, content)
    return content


def _key(document: AnnexDocument) -> str:
    looks = f"{schema.digest(document)} {pdf.STYLE_DIGEST}"
    return hashlib.sha256(looks.encode("ascii")).hexdigest()


def _kept(key: str) -> bytes | None:
    try:
        return caches["prints"].get(key)
    except (OSError, EOFError, pickle.UnpicklingError, zlib.error):
        # A file that a power failure cut short, or that another account owns.
        logger.warning("The kept print %s cannot be read and is made again.", key, exc_info=True)
        return None


def _keep(key: str, content: bytes) -> None:
    try:
        caches["prints"].set(key, content)
    except OSError:
        # A full disk must not keep anybody from the page that has just been printed.
        logger.warning("The print %s cannot be kept.", key, exc_info=True)
