"""How far a measure or a stage has come.

A status is always shown as symbol and word, never by colour alone (WCAG 2.2, 1.4.1). „Überfällig“
is no status: it is computed from the time frame.
"""

from enum import StrEnum


class Status(StrEnum):
    """The value is stored, `label` is the German word, `symbol` one character that both
    Source Sans Pro (the font of the print) and DejaVu Sans have.
    """

    OPEN = "open", "offen", "☐"
    IN_PROGRESS = "in_progress", "in Arbeit", "◉"
    DONE = "done", "abgeschlossen", "✓"
    POSTPONED = "postponed", "verschoben", "→"
    DROPPED = "dropped", "entfallen", "×"

    label: str
    symbol: str

    def __new__(cls, value: str, label: str, symbol: str) -> "Status":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.symbol = symbol
        return member

    @property
    def sign(self) -> str:
        """Symbol and word, which stay on one line."""
        return f"{self.symbol}\u00a0{self.label}"

    @property
    def finished(self) -> bool:
        """True when nothing more is to be done, so that it can no longer be overdue."""
        return self in (Status.DONE, Status.DROPPED)

    @property
    def needs_reason(self) -> bool:
        """True when whoever sets it has to say why: it departs from what was agreed."""
        return self in (Status.POSTPONED, Status.DROPPED)


CHOICES = [(status.value, status.label) for status in Status]
