"""What is printed or archived: one or both annexes with parties, title and state."""

from dataclasses import dataclass
from datetime import date

from .table import AnnexError, AnnexTable


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
    def full_title(self) -> str:
        """Title for window, reader and archive: annexes first, then the agreement."""
        annexes = " und ".join(table.title.split(":")[0] for table in self.tables)
        name = self.tables[0].title if len(self.tables) == 1 else annexes
        return f"{name} – {self.agreement}"
