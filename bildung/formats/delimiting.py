"""Where the fields of a CSV end: its delimiter, its quotes, and what spreadsheets made of both."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from bildung.annex.bounds import Amount, check_place
from bildung.annex.grid import Notice
from bildung.annex.table import AnnexError

PLACE = "CSV-Datei"
# In this order where nothing else tells; Excel in German writes semicolons.
DELIMITERS = ";,\t|"
# So many characters and lines are looked at to find the delimiter.
SAMPLE = 100_000
SAMPLE_LINES = 50
# Above the headings may stand so many lines; most lines below are parted as they are.
MOST_ABOVE, MOST_ALIKE = 9, 0.8
# Excel's own way to name the delimiter, on a line before the headings.
NAMED_DELIMITER = re.compile(r"\"?sep=(.)\"?[ ;,\t]*(?:\r\n|\r|\n)", re.IGNORECASE)
MOST_TOLD = 60
ODD = "Anführungszeichen stehen nicht um ganze Felder; Felder und Zeilen können falsch geteilt sein"
ODD_BY_LINE = "Anführungszeichen stehen nicht um ganze Felder; jede Zeile ist für sich gelesen"
WRAPPED = "Zeilen, die ganz in Anführungszeichen stehen, sind in ihre Felder geteilt"


def fields_of(text: str) -> tuple[list[list[str]], tuple[Notice, ...]]:
    """Return the fields of each line, blank ones too, and what is to be told of its quotes.

    Raises AnnexError for what no CSV can be, OutOfBounds for more than a plan has.
    """
    named = NAMED_DELIMITER.match(text)
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else _delimiter(text)
    lines, odd = _read(text, delimiter)
    notices = []
    if odd:
        lines, notice = _by_line(text, delimiter, lines, odd)
        notices += [notice] if notice else []
    whole = _unwrapped(lines, delimiter)
    if parted := [old[0] for old, new in zip(lines, whole, strict=True) if old is not new]:
        told = tuple(f"„{line[:MOST_TOLD]}“" for line in parted)
        notices.append(Notice(WRAPPED, told))
    return whole, tuple(notices)


def _by_line(
    text: str, delimiter: str, lines: list[list[str]], odd: int
) -> tuple[list[list[str]], Notice | None]:
    """Return what each line says by itself where all have as many fields; else `lines` as read.

    `odd` is the number of a line in which quotes are none, which is told where it matters.
    """
    by_line = [[*map(_unquoted, line.split(delimiter))] for line in text.splitlines()]
    is_even = len({len(line) for line in by_line if any(line)}) == 1
    place = (f"{PLACE}, Zeile {odd}",)
    if not is_even:
        return lines, Notice(ODD, place)
    is_same = [len(line) for line in lines if line] == [len(line) for line in by_line if any(line)]
    return by_line, None if is_same else Notice(ODD_BY_LINE, place)


def _read(text: str, delimiter: str) -> tuple[list[list[str]], int]:
    """Return the fields of each line, and the first line in which a quote is out of place, or 0.

    Such a quote is text, as spreadsheets have it.
    """
    odd, reason = 0, None
    for strict in (True, False):
        amount, lines, last = Amount(), [], 0
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
        try:
            for number, fields in enumerate(reader, start=1):
                check_place(PLACE, number, len(fields))
                for field in fields:
                    amount.add(PLACE, field)
                lines.append(fields)
                last = reader.line_num
            return lines, odd
        except csv.Error as error:
            odd, reason = last + 1, error
    raise AnnexError(f"This is not CSV: {reason}") from reason


def _unquoted(field: str) -> str:
    """Return a field of a line without the quotes around it, or the one that is not closed."""
    if not field.startswith('"'):
        return field
    return field[1:].removesuffix('"' if len(field) > 1 else "").replace('""', '"')


def _unwrapped(lines: list[list[str]], delimiter: str) -> list[list[str]]:
    """Part the lines that are one field: so Excel saves those which it did not part itself.

    Only where they have as many fields as the first line.
    """
    first = next((line for line in lines if any(line)), [""])
    width = len(_within(first, delimiter))
    return [_parted(line, delimiter, width) for line in lines]


def _parted(line: list[str], delimiter: str, width: int) -> list[str]:
    within = _within(line, delimiter)
    return within if len(within) == width > 1 else line


def _within(line: list[str], delimiter: str) -> list[str]:
    """Return the fields within the only one of a line; others as they are."""
    if len(line) != 1 or delimiter not in line[0]:
        return line
    lines, odd = _read(line[0], delimiter)
    full = [each for each in lines if each]
    return full[0] if len(full) == 1 and not odd else line


def _delimiter(text: str) -> str:
    """Return what parts the headings and, most often, as many fields below them.

    Where the first line is rather a title, what parts nearly all lines below one of the next.
    """
    counts = {delimiter: list(_counts(text[:SAMPLE], delimiter)) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: _fit(counts[delimiter]))
    share, _ = _fit(counts[best])
    least = 3 if share else 2
    for start in range(1, MOST_ABOVE + 1) if share < 0.5 else ():
        fits = {delimiter: _fit(counts[delimiter][start:]) for delimiter in DELIMITERS}
        below = max(DELIMITERS, key=lambda delimiter: fits[delimiter])
        if fits[below] >= (MOST_ALIKE, least) and fits[below][1] >= least:
            return below
    return best


def _counts(sample: str, delimiter: str) -> Iterator[int]:
    """Yield how many fields the first lines have."""
    lines, _ = _read(sample, delimiter)
    filled = [line for line in lines if any(map(str.strip, line))][:SAMPLE_LINES]
    yield from map(len, _unwrapped(filled, delimiter))


def _fit(counts: Sequence[int]) -> tuple[float, int]:
    """Return which share of the lines has as many fields as the first, and how many these are."""
    if not counts or counts[0] < 2:
        return 0, 0
    return counts.count(counts[0]) / len(counts), counts[0]
