"""Numbers and dates of a sheet as the text that a person sees."""

from datetime import date, time, timedelta
from math import isfinite

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from .formatting import (
    Section,
    elapsed_shown,
    moment_shown,
    number_shown,
    plain_number,
    section_for,
    sections,
    text_shown,
)

TRUTH = {"0": "FALSCH", "1": "WAHR"}


def shown(value: str, kind: str, code: str, is_1904: bool = False) -> str:
    """Return what a cell shows that holds `value` as a number (n), text (str), date (d), truth (b).

    Dates as 24.11.2026; where the format has no day as 11/2026, without month as 2026. Raises
    ValueError for what is no number.
    """
    if kind == "b":
        return TRUTH.get(value, value)
    if kind == "d":
        moment = from_ISO8601(value)
        section = sections(code)[0]
        return _moment(moment, section if section.is_date else sections("dd.mm.yyyy")[0])
    if kind != "n":
        return text_shown(value, code)
    number = float(value) if set(value) & set(".eE") else int(value)
    if not isfinite(number):
        return value
    section, _ = section_for(code, number)
    if not section.is_date:
        return number_shown(number, code).strip()
    try:
        moment = from_excel(number, MAC_EPOCH if is_1904 else WINDOWS_EPOCH, section.is_elapsed)
        return _moment(moment, section)
    except (OverflowError, ValueError):  # beyond the calendar: Excel shows ####
        return plain_number(number)


def _moment(moment: date | time | timedelta, section: Section) -> str:
    if isinstance(moment, timedelta):
        return elapsed_shown(moment, section) if section.is_elapsed else str(moment)
    return moment_shown(moment, section)
