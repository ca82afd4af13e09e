"""Wordings of real plans with the days they mean, and others of the same kinds."""

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.vocabulary.timeframe import Timeframe, TimeframeError, is_same_wording, parse
from tests.budget import examples

TABLE = Path(__file__).parents[1] / "cases" / "timeframes.tsv"
LINES = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def reading(wording):
    """Return how `wording` is read in the notation of the table."""
    try:
        read = parse(wording)
    except TimeframeError as error:
        return "refused", error.suggestion
    if read is None:
        return "none", "none"
    return tuple(str(day) if day else "open" for day in (read.start, read.end))


@pytest.mark.parametrize(("wording", "first", "last"), LINES)
def test_wording_of_the_table_is_read_as_meant(wording, first, last):
    assert reading(wording.replace(r"\n", "\n")) == (first, last)


def days(start, end):
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return Timeframe(first, last)


FURTHER = [
    ("2016-01-01", "2016-03-31", ["I/2016", "I-2016", "2016-Q1", "2016, Q1", "1. Quartal - 2016"]),
    ("2016-01-01", "2016-03-31", ["im 1. Quartal 2016", "erste Quartal 2016", "2016/1. Quartal"]),
    ("2016-01-01", "2016-06-30", ["Q1/2 2016", "Q1 und Q2 2016", "I. u. II. Quartal 2016"]),
    ("2016-01-01", "2016-06-30", ["1.+2. Quartal 2016", "Q1+2 2016", "I/II/2016", "I-II/2016"]),
    ("2016-01-01", "2016-09-30", ["I/2016 - III/2016", "2016 Q1-Q3", "Q1 - Q3 - 2016"]),
    ("2015-10-01", "2016-03-31", ["2015 Q4 - 2016 Q1", "4. Quartal 2015/1. Quartal 2016"]),
    ("2016-03-01", "2016-04-30", ["März u. April 2016", "März & April 2016", "2016: März/April"]),
    ("2016-03-01", "2016-04-30", ["März, April 2016", "3. und 4.2016", "3/2016, 4/2016"]),
    ("2015-12-01", "2016-01-31", ["Dezember 2015 und Januar 2016", "12/2015 und 1/2016"]),
    ("2015-10-12", "2015-10-14", ["12., 13. und 14.10.2015", "Mo. 12. - Mi. 14.10.2015"]),
    ("2016-03-21", "2016-04-10", ["KW 12 - 14 2016", "2016 KW 12-14", "KW 12, 13 und 14 2016"]),
    ("2016-10-12", "2016-10-12", ["2016-10-12", "Mi 12.10.2016", "12. Okt. - 2016"]),
    ("2016-10-12", "2016-10-12", ["am Mittwoch, dem 12. Oktober 2016", "12.10.-2016"]),
    ("2016-10-01", "2016-10-31", ["2016-10", "10-2016", "Okto-ber 2016", "OKTO-\nBER 2016"]),
    ("2016-02-01", "2016-02-29", ["Feber 2016", "im Monat Februar 2016", "2016 Feb."]),
    ("2015-09-01", "2015-12-31", ["2015-09-01 - 2015-12-31", "Sep-\ntember - De-\nzember 2015"]),
    ("2015-09-01", "2015-12-31", ["Sept-2015 bis Dez-2015", "09-2015 – 12-2015"]),
    ("2016-01-01", "2017-12-31", ["2016-17", "Haushaltsjahre 2016/2017", "2016 + 2017"]),
    ("2016-01-01", "2018-12-31", ["2016, 2017 und 2018", "Laufzeit: 2016-2018"]),
    ("2015-08-01", "2018-07-31", ["Schuljahre 2015 bis 2018", "Schuljahre 2015-18"]),
    ("2015-08-01", "2018-07-31", ["Schuljahre 2015/16, 2016/17 und 2017/18"]),
    ("2016-08-01", "2017-07-31", ["Kitajahr 2016/2017", "Kindergartenjahr 2016/17"]),
    ("2016-08-01", "2017-07-31", ["Kita-\nJahr 2016/17", "Schul-\njahr 2016/17"]),
    (None, "2016-06-30", ["spätestens bis 30.6.2016", "bis spätestens Juni 2016", "Frist: 6/2016"]),
    (None, "2016-06-30", ["spätestens im Juni 2016", "bis einschl. 6/2016", "Ende: 6/2016"]),
    (None, "2016-12-31", ["bis zum Jahresende 2016", "spätestens Jahresende 2016"]),
    (None, "2017-07-31", ["bis Schuljahresende 2016/17"]),
    (None, "2016-03-31", ["bis Monatsende März 2016"]),
    ("2016-07-01", "2016-12-31", ["2. Jahreshälfte 2016", "7/2016-12/2016 (6 Mon.)"]),
    ("2016-05-01", None, ["von Mai 2016 an", "vom 1.5.2016 an"]),
    ("2016-01-01", None, ["ab Jahresbeginn 2016", "Start: Januar 2016", "Beginn: 2016"]),
    ("2016-01-01", None, ["1/2016 ff.", "2016ff", "2016 und folgende Jahre", "2016 (unbefristet)"]),
    ("2016-01-01", None, ["ab 2016, Ende offen", "2016 - offen", "Daueraufgabe (ab 2016)"]),
    ("2016-01-01", None, ["seit 2016 (laufend)", "laufend, seit 2016", "lfd. (seit 1/2016)"]),
    ("2016-01-01", "2016-06-30", ["Beginn: 1/2016, Ende: 6/2016", "Zeitraum: 1/2016-6/2016"]),
    ("2016-01-01", "2016-06-30", ["1/2016-6/2016, 6 Monate", "1. HJ 2016 (sechs Monate)"]),
    ("2016-01-01", "2016-12-31", ["2016 (1 Jahr)", "1/2016-12/2016 (Dauer: 12 Monate)"]),
    ("2016-03-21", "2016-04-10", ["KW 12-14/2016 (3 Wochen)", "21.3.-10.4.2016 (21 Tage)"]),
    ("2016-01-01", "2016-12-31", ["HH-Jahr 2016", "HH-\nJahr 2016", "HHJ 2016", "2016."]),
    ("2016-01-01", "2017-12-31", ["HH-Jahre 2016/17", "Dauer: 2016-2017", "2016-2017,"]),
    ("2016-03-01", "2016-06-30", ["frühestens März, spätestens Juni 2016"]),
    ("2016-03-01", "2016-06-30", ["frühestens 3/2016 - spätestens 6/2016"]),
    ("2016-03-01", "2016-06-30", ["zwischen März und Juni 2016", "Umsetzungszeitraum 3-6/2016"]),
    ("2016-03-01", None, ["frühestens ab 3/2016", "3/2016 bis auf Weiteres", "ab 3/2016 fortl."]),
    ("2016-03-01", "2018-12-31", ["März 2016 bis 2018", "von März 2016 - 2018", "3/2016-2018"]),
    ("2016-03-01", "2018-12-31", ["März 2016 - Ende 2018", "3/2016 – 2018", "ab März 2016 - 2018"]),
    ("2015-10-12", "2015-10-12", ["12.10.2015, 14:00 Uhr", "Mo, 12.10.2015 um 14.30 Uhr"]),
    ("2015-10-12", "2015-10-12", ["12.10.2015, 14-16 Uhr", "12. Oktober 2015, 14 bis 16 Uhr"]),
    ("2016-01-01", "2016-01-31", ["Jän. 2016", "1/2016;"]),
    ("2016-03-15", "2016-03-15", ["2016-03-15 00:00:00", "2016-03-15T00:00:00", "15.3.2016 00:00"]),
]


@pytest.mark.parametrize(
    ("wording", "timeframe"),
    [(wording, days(start, end)) for start, end, texts in FURTHER for wording in texts],
)
def test_further_wordings_of_the_kinds_are_read(wording, timeframe):
    assert parse(wording) == timeframe


@pytest.mark.parametrize(
    "wording",
    ["dauerhaft", "zeitlich unbefristet", "fort-\nlaufend", "laufende Aufgabe", "ständig"],
)
def test_what_goes_on_without_a_date_is_ongoing(wording):
    assert parse(wording) == Timeframe(ongoing=True)


@pytest.mark.parametrize(
    "wording",
    [
        "2010-12",  # December, or three years
        "März 2016-2018",  # each March, or from that one on
        "März 2016 - 2018",
        "1. Halbjahr 2016-2018",
        "Q1 2016 – 2018",
        "KW 12 2016-2018",
        "12. Mai 2016-2018",
        "Sept. 2016-2018",
        "März-2016-2018",
        "10-2015-2018",
        "Schuljahr 2016/17-2018",
        "1. Schulhalbjahr 2016/17 - 2018",
        "frühestens im März 2016",
        "bis frühestens 3/2016",
        "spätestens ab 3/2016",
        "ab spätestens 3/2016",
        "nicht vor 3/2016",
        "HH 2016",
        "Doppelhaushalt 2016/17",
        "bis auf Weiteres",
        "3/2016, 14 Uhr",
        "14 Uhr",
        "Dauer: 6 Monate",
        "2016-15",
        "9-10-2015",
        "20-2015",
        "5,6/2016",
        "5/6/2016",
        "Mai / 10/2015",
        "2016, 2018",
        "2015/16 und 2016/17",
        "März und Mai 2016",
        "März bis April und Juni 2016",
        "Mai bis 2016",
        "II 2016",
        "V/2016",
        "IV/16",
        "2015 f.",
        "2016 laufend",
        "Beginn 2016",
        "Beginn März 2016",
        "Beginn: sofort",
        "Beginn: 1/2016-6/2016",
        "Jahresende 2016",
        "bis Jahresende",
        "frühestens 3/2016",
        "offen",
        "Mo 10/2015",
        "So 2016",
        "1/2016-6/2016 (5 Monate)",
        "ab 1/2016 (6 Monate)",
        "(6 Monate)",
        "2016 (geplant)",
        "laufend (2016-2018)",
        "Haushaltsjahr 2016/17",
        "Okt-15",
        "03691 670800",
        "0361/2016",
        "+49 3691-2016",
        "Tel. 03691-2016",
        "§ 11/2016",
        "DIN 5008-2016",
        "Nr. 3-2016",
        "1/2 2016",
        "2 Quartale 2016",
        "2 Halbjahre 2016",
        "3 Kalenderwochen 2016",
    ],
)
def test_doubt_of_the_same_kinds_stays_wording(wording):
    assert parse(wording) is None


@pytest.mark.parametrize(
    ("wording", "suggestion"),
    [
        ("Dez./Jan. 2016", "Dez. 2015/Jan. 2016"),
        ("Q4-Q1/2017", "Q4 2016-Q1/2017"),
        ("1.11. - 28.2.2016", "1.11.2015 - 28.2.2016"),
        ("Nov. - Feb. 2016 (4 Monate)", "Nov. 2015 - Feb. 2016 (4 Monate)"),
        ("Kita-Jahr 16/17", "Kita-Jahr 2016/17"),
        ("11-2/2016", None),
        ("29.2. - 5.2.2016", None),
    ],
)
def test_start_before_the_year_of_the_end_is_suggested(wording, suggestion):
    assert reading(wording) == ("refused", suggestion)


def test_weekday_that_a_day_is_not_is_refused():
    with pytest.raises(TimeframeError, match="ist ein Montag"):
        parse("Dienstag, 31.08.2026")


PARTS = (
    "2016 2017 16 2016/17 10/2015 3.2016 Okt Mai. Juni I IV Q1 Q3/2016 KW 12 HJ1 9 9. 12.10. "
    "1.8.2016 Schuljahr Schuljahre Kita-Jahr Haushaltsjahre Quartal Halbjahr erstes Montag, "
    "Mo. 2016-03 2016-03-13 - – / , und + bis ab seit von spätestens Ende Jahresende Beginn: "
    "laufend lfd. ff. unbefristet offen (laufend) (seit (6 Monate) , 6 Okto- ber"
)


@given(
    words=st.lists(st.sampled_from(PARTS.split()), max_size=9),
    glue=st.sampled_from(["", " ", "\n"]),
)
@settings(max_examples=examples(3000), deadline=None)
def test_any_order_of_words_is_read_refused_or_something_else(words, glue):
    wording = glue.join(words)
    try:
        timeframe = parse(wording)
    except TimeframeError as refused:
        assert refused.suggestion is None or parse(refused.suggestion)
    else:
        assert timeframe is None or parse(timeframe.canonical()) == timeframe


@pytest.mark.parametrize(
    "wording",
    [
        "1.," * 40,
        "Q1/" * 40,
        "I/" * 60,
        "(" * 120,
        "Mo " * 40,
        "a-" * 60,
        "2016 " * 24,
        ", 6 Monate" * 13,
    ],
)
def test_the_worst_wordings_take_no_time(wording):
    began = process_time()
    assert reading(wording)[0] in ("none", "refused")
    assert process_time() - began < 0.5


MONTHS = ("März", "Okt.", "Sept", "Mai")
OTHERS = ("Q1", "1. Quartal", "II. Quartal", "KW 12", "HJ 2", "1. Halbjahr", "12. Mai", "24.12.")
DASHES = st.sampled_from(["-", " - ", "–", " – ", "- ", "—"])
YEARS = st.integers(1990, 2050)


@given(part=st.sampled_from(MONTHS + OTHERS), dash=DASHES, year=YEARS)
@settings(max_examples=examples(400), deadline=None)
def test_a_part_of_a_year_a_dash_and_a_year_is_never_a_stretch(part, dash, year):
    """„Okt-2015“ is that October."""
    read = parse(f"{part}{dash}{year}")
    assert read is None or read == parse(f"{part} {year}") or read == parse(f"{part}{year}")


@given(part=st.sampled_from(MONTHS + OTHERS[:-1]), dash=DASHES, years=st.tuples(YEARS, YEARS))
@settings(max_examples=examples(400), deadline=None)
def test_a_part_of_years_with_a_dash_between_is_a_doubt(part, dash, years):
    """„März 2016-2018“ is each March, or all from that one on; „bis“ is plain."""
    first, last = sorted(years)
    assert parse(f"{part} {first}{dash}{last}") is None
    assert parse(f"{part} {first} bis {last}").end == date(last, 12, 31)


LETTERS = "abekmntuzäöüQKWIVMärzJuni 0123456789.,;:/-–()?\n"


@given(wording=st.text(LETTERS, max_size=30) | st.text(max_size=30))
@settings(max_examples=examples(3000), deadline=None)
def test_any_text_is_read_refused_or_something_else_and_the_same_each_time(wording):
    said = reading(wording)
    assert reading(f"  {wording}\n") == said
    assert reading(" ".join(wording.split())) == said


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.none()


@given(ends=st.tuples(DAYS, DAYS).filter(any))
@settings(max_examples=examples(1000), deadline=None)
def test_what_is_shown_as_read_is_read_as_the_same(ends):
    first, last = ends if None in ends else sorted(ends)
    timeframe = Timeframe(first, last)
    assert parse(timeframe.describe()) == timeframe


@given(wording=st.text(max_size=40))
@settings(max_examples=examples(500), deadline=None)
def test_what_nobody_sees_makes_no_other_wording(wording):
    assert is_same_wording(wording, f" {wording}\u00ad")


def test_another_day_is_another_wording():
    assert not is_same_wording("3/2016", "4/2016")
    assert is_same_wording("9/2015-\n2/2016", "9/2015-2/2016")  # as a browser sends it back


@pytest.mark.parametrize(
    ("wording", "day"), [("42444", "15.03.2016"), ("36526", "01.01.2000"), ("73050", "31.12.2099")]
)
def test_day_that_a_spreadsheet_counts_is_suggested_and_not_taken(wording, day):
    assert reading(wording) == ("refused", day)


@pytest.mark.parametrize("wording", ["36525", "73051", "34117", "42444-42500", "424440"])
def test_other_numbers_are_no_days(wording):
    assert reading(wording) == ("none", "none")
