"""The annexes of an agreement as documents to be printed."""

from datetime import date
from typing import Literal

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Phase
from bildung.agreements.names import parties_of
from bildung.annex.document import AnnexDocument

Which = Literal["1", "2", "both"]

BUILDERS = {"1": (goals.annex.build,), "2": (milestones.annex.build,)}
BUILDERS["both"] = BUILDERS["1"] + BUILDERS["2"]
FILE_NAMES = {"1": "anlage-1", "2": "anlage-2", "both": "anlagen"}


def document_for(agreement: Agreement, which: Which, as_of: date) -> AnnexDocument:
    """Return what is printed of `agreement`: as it stands on the day `as_of`.

    Where the wording is locked, it is that of an edition, with the status of the day.
    """
    return AnnexDocument(
        agreement=str(agreement),
        title=agreement.title,
        parties=parties_of(agreement),
        state=_state_of(agreement),
        as_of=as_of,
        tables=tuple(build(agreement) for build in BUILDERS[which]),
    )


def _state_of(agreement: Agreement) -> str:
    if agreement.is_template:
        return Phase.TEMPLATE.label
    return "Entwurf" if agreement.wording_is_open else "Arbeitsstand"


def file_name(agreement: Agreement, which: Which, as_of: date) -> str:
    """Return the name of a file of the annexes, without its ending."""
    return f"{agreement.slug}-{FILE_NAMES[which]}-{as_of.isoformat()}"
