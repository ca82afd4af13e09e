"""Time frames told by columns and rows: begin and end apart, bars below months, a year above.

von | bis          Q1 2016 | Q2 2016 | Q3 2016          2016
9/2015 | 2/2016       ■    |    ■    |                  März
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import groupby, zip_longest

from bildung.annex.grid import GridCell
from bildung.annex.table import Paragraph, text_runs
from bildung.vocabulary import timeframe
from bildung.vocabulary.folding import dictionary
from bildung.vocabulary.timeframe.value import MONTH_NAMES

from .layout import Line
from .wording import Blocks, lines_of, text_of

# Words of a heading, folded; the last ones may stand beside „Beginn“ and „Ende“.
BEGINS = frozenset(
    re.findall(
        "[a-z]+",
        "von vom ab seit beginn start anfang anfangs begin startdatum starttermin "
        "startzeitpunkt startmonat startjahr anfangsdatum anfangstermin anfangszeitpunkt "
        "beginndatum anfangsmonat projektbeginn projektstart umsetzungsbeginn umsetzungsstart "
        "massnahmenbeginn massnahmenstart durchfuhrungsbeginn startet beginnt",
    )
)
ENDS = frozenset(
    re.findall(
        "[a-z]+",
        "bis ende end abschluss fertigstellung enddatum endtermin endzeitpunkt endmonat "
        "endjahr abschlussdatum abschlusstermin fertigstellungstermin fertigstellungsdatum "
        "projektende umsetzungsende massnahmenende durchfuhrungsende zielende endet",
    )
)
BESIDE = frozenset(
    re.findall(
        "[a-z]+",
        "der die das des dem den am im zum datum termin zeitpunkt monat jahr geplant "
        "geplanter geplantes geplante voraussichtlich voraussichtlicher voraussichtliches "
        "umsetzung massnahme massnahmen projekt projekts projektes durchfuhrung zeitraum "
        "zeitrahmen laufzeit zeit zeitplan zeitschiene dauer zeitliche zeitlicher planung "
        "rahmen frist termine umsetzungszeitraum projektlaufzeit alt alter altes neu neuer neues "
        "erledigung realisierung bearbeitung ausfuhrung erledigen umzusetzen fallig spatestens "
        "fruhestens bisher bisheriger bisheriges aktuell aktueller aktuelles soll ist tatsachlich "
        "tatsachlicher tatsachliches",
    )
)
LETTERS = re.compile(r"[^\W\d_]+")
BEGIN_WORD = re.compile(r"(?:ab|von|vom|seit)\s+", re.IGNORECASE)
END_WORD = re.compile(r"bis\s+(?:zum\s+|ende\s+(?=$))?", re.IGNORECASE)
GOES_ON = re.compile(r"(?:lfd|laufend|fortlaufend|dauerhaft|offen|unbefristet)\.?", re.IGNORECASE)
# What is put in a place of a time plan: crosses, boxes, bars.
MARKS = re.compile(r"[xX×✓✔☑☒■●•█▓▬▮◼⬛➔→\s]*[xX×✓✔☑☒■●•█▓▬▮◼⬛➔→][xX×✓✔☑☒■●•█▓▬▮◼⬛➔→\s]*")
YEAR = r"(?:19|20)\d\d"
YEAR_FIRST = re.compile(rf"({YEAR})[\s,:/–-]+(.*\D.*)")
ROMAN = re.compile(rf"({YEAR})\s+(I{{1,3}}|IV)\.?")
HAS_YEAR = re.compile(rf"(?<!\d){YEAR}(?!\d)|\d\s?/\s?\d\d\b|\d\.\s?\d{{1,2}}\.\s?\d\d")
# „2016“, „Kalenderjahr 2016:“; a year of two, as „Schuljahr 2016/17“, makes no year of a month.
NAMES_YEAR = re.compile(
    rf"(?:(?:Kalender|Haushalts|Projekt)?jahre?\s+)?((?:(?:Schul|Kita-?)jahre?\s+|SJ\s+)?{YEAR}"
    rf"(?:\s?[/–-]\s?(?:{YEAR}|\d\d))?)\s*:?",
    re.IGNORECASE,
)
SCHOOL_YEAR = re.compile(r"^(?:Schuljahr|SJ)\s+(?=\d)", re.IGNORECASE)
# „Jan.“, „März“, „Q1“, „2. Quartal“, „KW 12“
WITHOUT_YEAR = re.compile(
    r"(?:jan|feb|mär|mrz|maerz|apr|mai|jun|jul|aug|sep|sept|okt|nov|dez)\.?|"
    rf"{'|'.join(MONTH_NAMES)}|Q\s?[1-4]|(?:[1-4]|I{{1,3}}|IV)\.?\s?Quartal|KW\s?\d\d?"
    r"|[12]\.\s?Halbjahr",
    re.IGNORECASE,
)
PERIOD_WORDS = frozenset(
    re.findall(
        r"\w+",
        "jan feb mär mrz maerz apr mai jun jul aug sep sept okt nov dez q i ii iii iv quartal kw "
        "kalenderwoche woche halbjahr hj jahr schuljahr bis anfang mitte ende erstes zweites "
        + " ".join(MONTH_NAMES).casefold(),
    )
)
# What stands over the periods of a time plan.
OVER = re.compile(
    r"(?:Zeit(?:plan|planung|rahmen|raum|schiene|achse|tafel)?|Termine?|Terminplan|Laufzeit|Dauer"
    r"|Umsetzung|Umsetzungszeitraum|Durchführung)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
LONGEST = 30  # characters of a heading that names a period
# A time plan has so many columns at least.
LEAST_COLUMNS = 2


def is_begin(heading: str) -> bool:
    """Whether a heading names when something begins, and nothing else."""
    return _is_edge(heading, BEGINS)


def is_end(heading: str) -> bool:
    """Whether a heading names when something ends, and nothing else."""
    return _is_edge(heading, ENDS)


@lru_cache(maxsize=10_000)
def _is_edge(heading: str, edges: frozenset[str]) -> bool:
    if any(map(str.isdigit, heading)):
        return False  # „1/2016 bis 10/2016“ is a time
    words = [word for word in LETTERS.findall(dictionary(heading)) if word not in BESIDE]
    return bool(words) and edges.issuperset(words)


def spanned(begin: Blocks, end: Blocks, is_end_named: bool = False) -> Blocks:
    """Return a time frame of which begin and end stand apart; a line each where both have several.

    Two that are no begin and end („2016“ and „Q1“) stand side by side, unless `is_end_named`: the
    heading of the second says that it is the end („sofort bis 12/2016“).
    """
    begins, ends = list(lines_of(begin)), list(lines_of(end))
    if len(begins) != len(ends) or len(begins) < 2:
        begins, ends = [" ".join(begins)], [" ".join(ends)]
    pairs = zip_longest(begins, ends, fillvalue="")
    texts = (_span(*pair, is_end_named) for pair in pairs)
    return tuple(Paragraph(text_runs(text)) for text in texts if text.strip())


def _span(begin: str, end: str, is_end_named: bool) -> str:
    begin, end = begin.strip(), end.strip()
    from_, to = BEGIN_WORD.sub("", begin, count=1), END_WORD.sub("", end, count=1)
    if not end:
        return f"ab {from_}" if has_days(from_) else begin
    if not begin:
        return f"bis {to}" if has_days(f"bis {to}") else end  # „bis Ende 2016“
    if from_ == to:
        return from_
    if GOES_ON.fullmatch(end):
        return f"ab {from_} {end}"
    span, until = f"{from_} – {to}", f"{from_} bis {to}"
    if WITHOUT_YEAR.fullmatch(from_) and WITHOUT_YEAR.fullmatch(to):
        return span
    is_part = not has_days(from_) and re.fullmatch(YEAR, to)  # „Q1“ and „2016“
    if has_days(f"bis {to}") and not is_part:
        if is_time(until) and not is_time(span):
            return until  # „März 2016 – 2018“ may be each March
        if is_time(span) or is_refused(span):
            return span
    if HAS_YEAR.search(from_) and HAS_YEAR.search(to):
        return span
    is_until = is_end_named and has_days(f"bis {to}") and not is_time(in_year(from_, to))
    return f"{begin} bis {to}" if is_until else f"{begin} {end}"


def has_days(text: str) -> bool:
    """Whether a text names a time with a date by itself: not „laufend“."""
    return is_time(text) and any(map(str.isdigit, text))


@lru_cache(maxsize=10_000)
def is_time(text: str) -> bool:
    """Whether a text names a time by itself."""
    try:
        return timeframe.parse(text) is not None
    except timeframe.TimeframeError:
        return False


def is_refused(text: str) -> bool:
    """Whether a text looks like a time and cannot be one: over the turn of a year without years."""
    try:
        timeframe.parse(text)
    except timeframe.TimeframeError:
        return True
    return False


def above_period(heading: str) -> str:
    """Return what stands over a period („Zeitplan“ of „Zeitplan Q1 2016“); "" for nothing."""
    over = OVER.match(heading)
    return over[0] if over and period(heading) else ""


@lru_cache(maxsize=10_000)
def period(heading: str) -> str:
    """Return the stretch of time that a heading of a time plan names („2016 Q1“: „Q1 2016“).

    "" for any other heading.
    """
    text = OVER.sub("", " ".join(heading.split()), count=1)
    if WITHOUT_YEAR.fullmatch(text):
        return text
    if not any(map(str.isdigit, text)) or len(text) > LONGEST:
        return ""
    if any(word.casefold() not in PERIOD_WORDS for word in LETTERS.findall(text)):
        return ""
    if found := ROMAN.fullmatch(text):
        text = f"{found[2]}. Quartal {found[1]}"
    elif found := YEAR_FIRST.fullmatch(text):
        text = f"{found[2]} {found[1]}"
    try:
        read = timeframe.parse(text)
    except timeframe.TimeframeError:
        return ""
    return text if read and read.start and read.end else ""


def plan_columns(
    headings: Sequence[str], keys: Sequence[str], rows: Sequence[Line]
) -> tuple[int, ...]:
    """Return the places of a time plan: columns that nothing else takes, under periods of time.

    In their cells (`rows` are lines of a layout) stands nothing but marks, or a colour.
    """
    places = [
        place
        for place, heading in enumerate(headings)
        if keys[place] in ("", "timeframe") and period(heading)
    ]
    if len(places) < LEAST_COLUMNS:
        return ()
    cells = [row.spots[place].cell for row in rows for place in places]
    written = [text for cell in cells if (text := text_of(cell.blocks))]
    marked = any(is_marked(row.spots[place].cell, row) for row in rows for place in places)
    return tuple(places) if marked and all(map(MARKS.fullmatch, written)) else ()


def is_marked(cell: GridCell, row: Line) -> bool:
    """Whether a place of a time plan is marked: by a sign, or a colour that no text beside has."""
    if cell.blocks:
        return True  # a sign, or a bullet that is one
    return bool(cell.colour) and is_odd(cell, row)


def is_odd(cell: GridCell, row: Line) -> bool:
    """Whether no text of a row has the colour of a cell: it is not that of the whole row."""
    texts = (spot.cell for spot in row.spots if spot.cell.blocks)
    return all(other.colour != cell.colour for other in texts)


def planned(row: Line, places: Sequence[int], headings: Sequence[str]) -> str:
    """Return the time frame that a row of a time plan marks: „Q1 2016 – Q2 2016“."""
    names = _in_their_years(tuple(headings[place] for place in places))
    cells = (row.spots[place].cell for place in places)
    marks = [(is_marked(cell, row), name) for cell, name in zip(cells, names, strict=True)]
    stretches: Iterator[list[str]] = (
        [name for _, name in group] for marked, group in groupby(marks, lambda m: m[0]) if marked
    )
    return ", ".join(
        names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}" for names in stretches
    )


@lru_cache(maxsize=1_000)
def _in_their_years(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the periods of a time plan, „Q2“ behind „Q1 2016“ with the year it goes on in."""
    names: list[str] = []
    ended = None
    for name in map(period, headings):
        if ended and not HAS_YEAR.search(name):
            following = ended + timedelta(days=1)
            dated = in_year(name, f"{following.year}")
            name = dated if is_time(dated) and timeframe.parse(dated).start == following else name
        ended = timeframe.parse(name).end if HAS_YEAR.search(name) else None
        names.append(name)
    return tuple(names)


def are_below_years(texts: Sequence[str], headings: Sequence[str]) -> bool:
    """Whether a row says nothing but parts of the years that stand above some of them."""
    said = [(text, heading) for text, heading in zip(texts, headings, strict=True) if text]
    return (
        len(said) >= LEAST_COLUMNS
        and all(WITHOUT_YEAR.fullmatch(text) for text, _ in said)
        and all(not heading or year_named(heading) for _, heading in said)
        and any(heading for _, heading in said)
    )


def year_named(text: str) -> str:
    """Return the year that a row between others names for those below it; "" for any other text."""
    found = NAMES_YEAR.fullmatch(text.strip())
    return found[1] if found else ""


def part_named(text: str, year: str) -> str:
    """Return the part of a year that such a row names: „März 2016“, or „März“ below „2016“."""
    text = text.strip().rstrip(":").rstrip()
    if WITHOUT_YEAR.fullmatch(text):
        return in_year(text, year) if year else ""
    return text if period(text) and not OVER.match(text) else ""


def in_year(text: str, year: str) -> str:
    """Return a time frame with the year that stands above it, where it has none of its own."""
    if not text:
        return year
    if HAS_YEAR.search(text):
        return text
    if not re.fullmatch(YEAR, year):
        of_school = f"{text} des Schuljahres {SCHOOL_YEAR.sub('', year)}"
        # „Mai 2016-2018“ would be a stretch
        return of_school if is_time(of_school) else f"{text} ({year})"
    forms = [f"{text}{year}", f"{text} {year}"] if text.endswith(".") else [f"{text} {year}"]
    return next(filter(is_time, forms), forms[-1])
