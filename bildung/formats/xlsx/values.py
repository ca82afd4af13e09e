"""Numbers and dates of a sheet as the text that a person sees."""

from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl.styles.numbers import (
    BUILTIN_FORMATS,
    STRIP_RE,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from bildung.vocabulary.timeframe.value import MONTH_NAMES

TRUTH = {"0": "FALSCH", "1": "WAHR"}
# So many digits of a number are shown; what lies behind them is a matter of its binary form.
DIGITS = 11


@dataclass
class Formats:
    """The formats of a workbook: `used` are their numbers, by the style that cells name."""

    is_1904: bool = False
    own: dict[int, str] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)

    def add(self, number: int, code: str) -> None:
        self.own[number] = code

    def code(self, style: int) -> str:
        """Return a style's format as Excel notes it, in English („dd.mm.yyyy“)."""
        number = self.used[style] if style < len(self.used) else 0
        return self.own.get(number) or BUILTIN_FORMATS.get(number) or "General"


def shown(value: str, kind: str, code: str, is_1904: bool = False) -> str:
    """Return what a cell shows that holds `value` as a number (n), date (d), truth (b), error (e).

    Dates as 24.11.2026; where the format has no day as 11/2026, without month as 2026. Raises
    ValueError for what is no number.
    """
    if kind == "b":
        return TRUTH.get(value, value)
    if kind == "d":
        return _moment(from_ISO8601(value), code)
    if kind != "n":
        return value
    number = float(value) if set(value) & set(".eE") else int(value)
    if is_date_format(code) and not is_timedelta_format(code):
        try:
            return _moment(from_excel(number, MAC_EPOCH if is_1904 else WINDOWS_EPOCH), code)
        except (OverflowError, ValueError):  # beyond the calendar: Excel shows ####
            return _number(number)
    if "%" in STRIP_RE.sub("", code):
        return f"{_number(round(number * 100, DIGITS))} %"
    return _number(number)


def _number(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    return f"{number:.{DIGITS}g}".replace(".", ",")


def _moment(moment: object, code: str) -> str:
    if not isinstance(moment, date):  # a time of day, or a span of time
        return str(moment)
    code = STRIP_RE.sub("", code.split(";")[0]).lower()
    day = moment.date() if isinstance(moment, datetime) else moment
    if "d" in code or not {"y", "m"} & set(code) or "h" in code:
        return f"{day:%d.%m.%Y}"
    if "y" not in code:
        return MONTH_NAMES[day.month - 1]
    return f"{day:%m/%Y}" if "m" in code else str(day.year)
