"""The annexes of an agreement as they are printed, archived and kept ready."""

import hashlib
import logging
import pickle
import zlib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.core.cache import caches

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Party
from bildung.annex import schema
from bildung.annex.document import AnnexDocument, PartyName
from bildung.formats import pdf

Which = Literal["1", "2", "both"]

BUILDERS = {"1": (goals.annex.build,), "2": (milestones.annex.build,)}
BUILDERS["both"] = BUILDERS["1"] + BUILDERS["2"]
FILE_NAMES = {"1": "anlage-1", "2": "anlage-2", "both": "anlagen"}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Printed:
    """A PDF and its strong entity tag, quotes included."""

    content: bytes
    etag: str


def document_for(agreement: Agreement, which: Which, as_of: date) -> AnnexDocument:
    """Return what is printed of `agreement`: the draft, as it stands on the day `as_of`."""
    return AnnexDocument(
        agreement=str(agreement),
        title=agreement.title,
        parties=parties_of(agreement),
        state="Entwurf",
        as_of=as_of,
        tables=tuple(build(agreement) for build in BUILDERS[which]),
    )


def parties_of(agreement: Agreement) -> tuple[PartyName, ...]:
    """Return both parties as they are named on paper."""
    sides = ((side, agreement.party(side)) for side in Party)
    return tuple(PartyName(side.label, party.name, party.long_name) for side, party in sides)


def file_name(agreement: Agreement, which: Which, as_of: date) -> str:
    return f"{agreement.slug}-{FILE_NAMES[which]}-{as_of.isoformat()}.pdf"


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
