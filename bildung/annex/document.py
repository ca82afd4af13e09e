"""What is printed or archived: one or both annexes with parties, title and state."""

import re
from dataclasses import dataclass
from datetime import date

from bildung.vocabulary.timeframe.value import MONTH_NAMES

from .table import AnnexError, AnnexTable

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
DIGEST = re.compile(r"[0-9a-f]{64}")
# Only what every reader of codes and of PDFs takes for one address.
ADDRESS = re.compile(r"https?://[!#-;=?-\[\]_a-z~]{1,500}")


@dataclass(frozen=True)
class PartyName:
    """One side of the agreement as it is named on paper: „Kommune“, „Stadt Eisenach“, long form."""

    role: str
    name: str
    long_name: str = ""


@dataclass(frozen=True)
class AnnexDocument:
    """Annexes of one agreement as of one day.

    `agreement` names it in the running foot, `state` is „Entwurf“ or an edition's label,
    `as_of` the day it shows („Stand“). Several tables are printed with a cover page before them.
    """

    agreement: str
    title: str
    parties: tuple[PartyName, ...]
    state: str
    as_of: date
    tables: tuple[AnnexTable, ...]

    def __post_init__(self):
        if not self.tables:
            raise AnnexError("A document needs at least one annex.")
        keys = [table.key for table in self.tables]
        if len(set(keys)) != len(keys):
            raise AnnexError(f"A document shows each annex once, not {keys}.")

    @property
    def has_cover(self) -> bool:
        return len(self.tables) > 1

    @property
    def stamp(self) -> str:
        """The state and its day: „Entwurf, Stand 24.11.2026“."""
        return f"{self.state}, Stand {self.as_of:%d.%m.%Y}"

    @property
    def annexes_in_words(self) -> str:
        """The annexes by their short names: „Anlage 1 und Anlage 2“."""
        return " und ".join(table.title.split(":")[0] for table in self.tables)

    @property
    def full_title(self) -> str:
        """Title for window, reader and archive: annexes first, then the agreement."""
        name = self.tables[0].title if len(self.tables) == 1 else self.annexes_in_words
        return f"{name} – {self.agreement}"


@dataclass(frozen=True)
class Attachment:
    """A file that travels within a PDF. `relationship` is „Source“ (what the paper was made of) or
    „Data“ (what it shows, for computing): ISO 19005-3, 6.8; `media_type` as „text/csv“."""

    name: str
    media_type: str
    description: str
    relationship: str
    content: bytes

    def __post_init__(self):
        if self.relationship not in ("Source", "Data"):
            raise AnnexError(f"An attachment is source or data, not {self.relationship!r}.")
        if not NAME.fullmatch(self.name) or not MEDIA_TYPE.fullmatch(self.media_type):
            raise AnnexError(f"{self.name[:80]!r} of type {self.media_type[:80]!r} is no file.")


@dataclass(frozen=True)
class EditionDocument:
    """An edition as it is signed and kept for good.

    `annexes` has its label as `state` and the day it was frozen as `as_of`. `digest` is its
    SHA-256, `check_url` the address at which anyone may check a copy of it. Raises AnnexError where
    one of these is none.
    """

    annexes: AnnexDocument
    number: int
    digest: str
    check_url: str
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self):
        if not self.annexes.has_cover:
            raise AnnexError("An edition holds all annexes, not one of them.")
        if self.number < 1:
            raise AnnexError(f"Editions are numbered from 1, not {self.number}.")
        if not DIGEST.fullmatch(self.digest):
            raise AnnexError("The digest of an edition has 64 hexadecimal digits.")
        if not ADDRESS.fullmatch(self.check_url):
            raise AnnexError(f"{self.check_url[:200]!r} is no address for everyone.")
        names = [attachment.name for attachment in self.attachments]
        if len(set(names)) != len(names):
            raise AnnexError(f"A name stands for one attachment, not {names}.")

    @property
    def label(self) -> str:
        return self.annexes.state

    @property
    def day(self) -> str:
        """The day it was frozen, as in running text: „12. Oktober 2015“."""
        day = self.annexes.as_of
        return f"{day.day}. {MONTH_NAMES[day.month - 1]} {day.year}"

    @property
    def short_digest(self) -> str:
        """What is compared by eye: the first 12 digits."""
        return self.digest[:12]

    @property
    def digest_in_groups(self) -> str:
        """The whole digest in groups of eight digits, for people who compare it."""
        return " ".join(self.digest[start : start + 8] for start in range(0, 64, 8))

    @property
    def foot(self) -> str:
        """What stands at the foot of each page: label, day and the beginning of the digest."""
        return f"{self.label} · {self.annexes.as_of:%d.%m.%Y} · Prüfwert {self.short_digest}"
