"""What makes a print one for the archive; it travels from the press to its child processes."""

from dataclasses import dataclass
from datetime import date

from bildung.annex.document import Attachment


@dataclass(frozen=True)
class Archived:
    """The files attached to a print, and the day that dates them."""

    day: date
    attachments: tuple[Attachment, ...]
