"""How urgent a goal is, as the first column of Anlage 1 says it."""

from enum import StrEnum


class Priority(StrEnum):
    """Most urgent first. The value is stored, `label` is the German word, `symbol` one character
    that both Source Sans Pro (the font of the print) and DejaVu Sans have; no status has it too.
    """

    HIGH = "high", "hoch", "▲"
    MEDIUM = "medium", "mittel", "■"
    LOW = "low", "niedrig", "▼"

    label: str
    symbol: str

    def __new__(cls, value: str, label: str, symbol: str) -> "Priority":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.symbol = symbol
        return member


CHOICES = [(priority.value, priority.label) for priority in Priority]
