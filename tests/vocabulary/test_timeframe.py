"""What reads, what is refused, what is something else. See also test_timeframe_value.py."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bildung.vocabulary.timeframe import Timeframe, TimeframeError, parse
from tests.budget import examples

ONGOING = Timeframe(ongoing=True)
EMPTY = Timeframe()

# Every time frame of the agreement of Eisenach, Anlage 1 and then Anlage 2, in their order.
EISENACH = [
    ("1/2016 bis\n10/2016", date(2016, 1, 1), date(2016, 10, 31)),
    ("1/2016-\n3/2016", date(2016, 1, 1), date(2016, 3, 31)),
    ("4/2016-\n7/2016", date(2016, 4, 1), date(2016, 7, 31)),
    ("3/2016-\n5/2016", date(2016, 3, 1), date(2016, 5, 31)),
    ("7/2016-\n9/2016", date(2016, 7, 1), date(2016, 9, 30)),
    ("3/2016-\n9/2016", date(2016, 3, 1), date(2016, 9, 30)),
    ("2/2016-\n2/2018", date(2016, 2, 1), date(2018, 2, 28)),
    ("Juni 2015", date(2015, 6, 1), date(2015, 6, 30)),
    ("9-10/ 2015", date(2015, 9, 1), date(2015, 10, 31)),
    ("10/ 2015", date(2015, 10, 1), date(2015, 10, 31)),
    ("10/ 2015 -", date(2015, 10, 1), None),
    ("10/ 2015 –\n2/2016", date(2015, 10, 1), date(2016, 2, 29)),
    ("2/2016-5/2016", date(2016, 2, 1), date(2016, 5, 31)),
    ("5-6/2016", date(2016, 5, 1), date(2016, 6, 30)),
    ("10/2016", date(2016, 10, 1), date(2016, 10, 31)),
    ("Ab 10/2016 lfd.", date(2016, 10, 1), None),
    ("Ab 5/2016", date(2016, 5, 1), None),
    ("Ab 1/2016", date(2016, 1, 1), None),
    ("Ab 10/2015", date(2015, 10, 1), None),
]


@pytest.mark.parametrize(("wording", "start", "end"), EISENACH)
def test_eisenach_reads_to_exact_dates(wording, start, end):
    assert parse(wording) == Timeframe(start, end)


@pytest.mark.parametrize("wording", ["9/2015-272016", "9/2015-\n272016"])
def test_eisenach_slip_is_refused(wording):
    with pytest.raises(TimeframeError) as refused:
        parse(wording)
    assert refused.value.message == (
        "Gelesen wurde „272016“. Vermutlich ist „2/2016“ gemeint und der Schrägstrich zur 7 "
        "geworden (auf der deutschen Tastatur liegt er auf Umschalt+7)."
    )
    assert parse(refused.value.suggestion) == Timeframe(date(2015, 9, 1), date(2016, 2, 29))


MONTH = Timeframe(date(2016, 3, 1), date(2016, 3, 31))
SPRING = Timeframe(date(2016, 3, 1), date(2016, 5, 31))
DAY = Timeframe(date(2015, 10, 12), date(2015, 10, 12))
YEAR = Timeframe(date(2016, 1, 1), date(2016, 12, 31))
HALF = Timeframe(date(2016, 7, 1), date(2016, 12, 31))
QUARTER = Timeframe(date(2016, 1, 1), date(2016, 3, 31))
TWO_QUARTERS = Timeframe(date(2016, 1, 1), date(2016, 6, 30))
SCHOOL_YEAR = Timeframe(date(2016, 8, 1), date(2017, 7, 31))
AUTUMN_TERM = Timeframe(date(2016, 8, 1), date(2017, 1, 31))
SPRING_TERM = Timeframe(date(2017, 2, 1), date(2017, 7, 31))
WEEK = Timeframe(date(2016, 3, 21), date(2016, 3, 27))
OPEN = Timeframe(date(2016, 5, 1))
DEADLINE = Timeframe(end=date(2017, 3, 31))

READ = [
    (EMPTY, ["", " \n", "-", "–"]),
    (ONGOING, ["laufend", "Laufend", "lfd.", "lfd", "fortlaufend"]),
    (MONTH, ["3/2016", "03/2016", "3.2016", "März 2016", "Mrz. 2016", "im März 2016", "MÄRZ/2016"]),
    (SPRING, ["3/2016 bis 5/2016", "von 3/2016 bis 5/2016", "01.03.2016 - 31.05.2016"]),
    (SPRING, ["März bis Mai 2016", "3-5/2016", "3.-5.2016", "1.3.-31.5.2016", "1.3.-5/2016"]),
    (SPRING, ["vom 1.3.2016 bis zum 31.5.2016", "1. März bis 31. Mai 2016", "3/2016 - Mai 2016"]),
    (SPRING, ["ab 3/2016 bis Ende Mai 2016", "März bis einschließlich Mai 2016", "3/2016--5/2016"]),
    (DAY, ["12.10.2015", "12. 10. 2015", "12. Oktober 2015", "am 12. Okt. 2015"]),
    (Timeframe(date(2015, 10, 12), date(2015, 10, 15)), ["12.-15.10.2015", "12.-15. Oktober 2015"]),
    (Timeframe(date(2015, 10, 12), date(2015, 10, 13)), ["12./13.10.2015"]),
    (YEAR, ["2016", "Jahr 2016", "im Jahr 2016", "1. bis 4. Quartal 2016", "H1-H2/2016"]),
    (Timeframe(date(2016, 1, 1), date(2018, 12, 31)), ["2016-2018", "Jahre 2016 bis 2018"]),
    (HALF, ["2. Halbjahr 2016", "II. Halbjahr 2016", "2. Hj. 2016", "H2/2016", "2.HJ 2016"]),
    (QUARTER, ["1. Quartal 2016", "Q1/2016", "q1 2016", "I. Quartal 2016", "Quartal 1/2016"]),
    (QUARTER, ["erstes Quartal 2016", "1. Quartal des Jahres 2016", "Quartal I 2016"]),
    (TWO_QUARTERS, ["Q1-Q2/2016", "Q1-2/2016", "1.-2. Quartal 2016", "I.-II. Quartal 2016"]),
    (TWO_QUARTERS, ["1. Quartal bis 2. Quartal 2016", "1./2. Quartal 2016", "Q1/Q2 2016"]),
    (SCHOOL_YEAR, ["Schuljahr 2016/17", "Schuljahr 2016/2017", "SJ 2016/17", "Schuljahr 2016-17"]),
    (SCHOOL_YEAR, ["1.-2. Schulhalbjahr 2016/17"]),
    (Timeframe(date(1999, 8, 1), date(2000, 7, 31)), ["Schuljahr 1999/00"]),
    (
        Timeframe(date(2015, 8, 1), date(2018, 7, 31)),
        ["Schuljahre 2015/16 bis 2017/18", "Schuljahr 2015/16 - Schuljahr 2017/18"],
    ),
    (AUTUMN_TERM, ["1. Schulhalbjahr 2016/17", "1. Halbjahr des Schuljahres 2016/17"]),
    (SPRING_TERM, ["2. Schulhalbjahr 2016/17", "2. Halbjahr Schuljahr 2016/17"]),
    (WEEK, ["KW 12/2016", "KW12/2016", "12. KW 2016", "Kalenderwoche 12 2016"]),
    (Timeframe(date(2016, 3, 21), date(2016, 4, 10)), ["KW 12-14/2016", "12.-14. KW 2016"]),
    (Timeframe(date(2015, 12, 28), date(2016, 1, 3)), ["KW 53/2015"]),
    (Timeframe(date(2015, 12, 28), date(2016, 1, 10)), ["KW 53/2015 bis KW 1/2016"]),
    (Timeframe(date(2016, 1, 4), date(2016, 1, 10)), ["KW 1/2016"]),
    (OPEN, ["ab 5/2016", "seit 5/2016", "5/2016 -", "5/2016 bis laufend", "ab Mai 2016 –"]),
    (OPEN, ["ab 5/2016, laufend", "laufend ab 5/2016", "laufend, ab dem 1.5.2016"]),
    (Timeframe(date(2016, 8, 1)), ["ab Schuljahr 2016/17", "ab dem Schuljahr 2016/17"]),
    (DEADLINE, ["bis 3/2017", "bis zum 31.3.2017", "bis Ende März 2017", "laufend bis 3/2017"]),
    (
        Timeframe(end=date(2016, 12, 31)),
        ["bis 2016", "bis Ende 2016", "bis zum Ende des Jahres 2016"],
    ),
    (Timeframe(end=date(2017, 7, 31)), ["bis Ende des Schuljahres 2016/17"]),
    (Timeframe(date(2016, 5, 1), date(2016, 6, 30)), ["Mai/Juni 2016", "Mai / Juni 2016"]),
    (Timeframe(date(2015, 6, 1), date(2016, 3, 31)), ["Juni 2015 bis 3/2016"]),
    (Timeframe(date(2016, 1, 1), date(2017, 12, 31)), ["Q1/2016 - 2017"]),
    (Timeframe(date(2016, 10, 12), date(2017, 7, 31)), ["12.10.2016 bis Schuljahr 2016/17"]),
]


@pytest.mark.parametrize(
    ("timeframe", "wording"), [(value, wording) for value, texts in READ for wording in texts]
)
def test_reads(timeframe, wording):
    assert parse(wording) == timeframe


@pytest.mark.parametrize(
    "wording",
    [
        "nach Absprache",
        "ab sofort",
        "Anfang 2016",
        "Mitte 2016",
        "Ende 2016",
        "Sommer 2016",
        "vor 3/2016",
        "ca. 3/2016",
        "zum 12.10.2015",
        "Juni",
        "Juni 15",
        "Juni 2015 bis August",
        "9-10",
        "12.10.",
        "KW 12",
        "2016/2017",
        "2016/17",
        "Schuljahr 2016",
        "1. Halbjahr 2016/17",
        "Juni bis Schuljahr 2016/17",  # June of 2016 or of 2017
        "KW 50/2015 - 2/2016",  # week or month
        "KW 12/13 2016",
        "Q1/2016-3/2016",
        "9 bis Oktober 2015",
        "5/6/2016",
        "9/10/2015",
        "Mai/August 2016",  # two months, not four
        "3/2016, 5/2016",
        "3/2016 bis 5/2016 bis 7/2016",
        "3/2016 lfd.",
        "von 3/2016",
        "- 3/2017",  # a bullet or a deadline
        "bis",
        "ab",
        "Vorlage 123/2016",
        "123/2016",
        "1/2",
        "3.201",
        "3.16",
        "99817",
        "Az. 172016",
        "1372016",
        "3/²2016",
        "3/2 016",
        "3/2016 \x00",
    ],
)
def test_whatever_leaves_a_doubt_is_something_else(wording):
    assert parse(wording) is None


@pytest.mark.parametrize(
    ("wording", "message"),
    [
        (
            "5/2017-3/2016",
            "Das Ende liegt vor dem Anfang. Gelesen wurde als Anfang „5/2017“ (01.05.2017) "
            "und als Ende „3/2016“ (31.03.2016).",
        ),
        (
            "11-2/2016",
            "Das Ende liegt vor dem Anfang. Gelesen wurde als Anfang „11“ (01.11.2016) "
            "und als Ende „2/2016“ (29.02.2016).",
        ),
        (
            "ab 13/2016",
            "Gelesen wurde „13/2016“. Den Monat 13 gibt es nicht: "
            "Ein Jahr hat die Monate 1 bis 12.",
        ),
        (
            "0/ 2016",
            "Gelesen wurde „0/ 2016“. Den Monat 0 gibt es nicht: Ein Jahr hat die Monate 1 bis 12.",
        ),
        (
            "3/20166",
            "Gelesen wurde „3/20166“. Das Jahr „20166“ hat nicht vier Ziffern. "
            "Bitte geben Sie es vierstellig an.",
        ),
        (
            "20166",
            "Gelesen wurde „20166“. Das Jahr „20166“ hat nicht vier Ziffern. "
            "Bitte geben Sie es vierstellig an.",
        ),
        (
            "Juni 201",
            "Gelesen wurde „Juni 201“. Das Jahr „201“ hat nicht vier Ziffern. "
            "Bitte geben Sie es vierstellig an.",
        ),
        ("1899", "Gelesen wurde „1899“. Das Jahr 1899 liegt nicht zwischen 1900 und 2199."),
        ("1/2200", "Gelesen wurde „1/2200“. Das Jahr 2200 liegt nicht zwischen 1900 und 2199."),
        (
            "Schuljahr 2199/2200",
            "Gelesen wurde „Schuljahr 2199/2200“. "
            "Das Jahr 2200 liegt nicht zwischen 1900 und 2199.",
        ),
        (
            "31.2.2016",
            "Gelesen wurde „31.2.2016“. Den Tag 31 gibt es nicht: "
            "Der Februar 2016 hat die Tage 1 bis 29.",
        ),
        (
            "1.13.2016",
            "Gelesen wurde „1.13.2016“. Den Monat 13 gibt es nicht: "
            "Ein Jahr hat die Monate 1 bis 12.",
        ),
        (
            "KW 54/2016",
            "Gelesen wurde „KW 54/2016“. Die Kalenderwoche 54 gibt es nicht: "
            "Das Jahr 2016 hat die Kalenderwochen 1 bis 52.",
        ),
        (
            "53. KW 2016",
            "Gelesen wurde „53. KW 2016“. Die Kalenderwoche 53 gibt es nicht: "
            "Das Jahr 2016 hat die Kalenderwochen 1 bis 52.",
        ),
        (
            "Quartal 5/2016",
            "Gelesen wurde „Quartal 5/2016“. Das Quartal 5 gibt es nicht: "
            "Ein Jahr hat die Quartale 1 bis 4.",
        ),
        (
            "3. Halbjahr 2016",
            "Gelesen wurde „3. Halbjahr 2016“. Das Halbjahr 3 gibt es nicht: "
            "Ein Jahr hat die Halbjahre 1 und 2.",
        ),
        (
            "3. Schulhalbjahr 2016/17",
            "Gelesen wurde „3. Schulhalbjahr 2016/17“. Das Halbjahr 3 gibt es nicht: "
            "Ein Schuljahr hat die Halbjahre 1 und 2.",
        ),
        (
            "Schuljahr 2016/18",
            "Gelesen wurde „Schuljahr 2016/18“. Ein Schuljahr endet im Jahr nach seinem Beginn; "
            "auf 2016 folgt 2017, nicht „18“.",
        ),
    ],
)
def test_refuses_what_looks_like_a_time_frame_and_says_what_was_read(wording, message):
    with pytest.raises(TimeframeError) as refused:
        parse(wording)
    assert (refused.value.message, refused.value.suggestion) == (message, None)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("wording", "suggestion"),
    [
        ("9/2015-272016", "9/2015-2/2016"),
        ("172016", "1/2016"),
        ("772016", "7/2016"),
        ("1072016", "10/2016"),
        ("0272016", "02/2016"),
        ("972015 bis 272016", "9/2015 bis 2/2016"),
        ("9-1072015", "9-10/2015"),
        ("Ab 572016", "Ab 5/2016"),
        ("Q172016", "Q1/2016"),
        ("KW 4072016", "KW 40/2016"),
        ("Schuljahr 2016717", "Schuljahr 2016/17"),
        ("Schuljahr 201672017", "Schuljahr 2016/2017"),
        ("5/2017-372016", None),  # the end would be before the start
        ("3/16", "3/2016"),
        ("9/15-2/16", "9/2015-2/2016"),
        ("12.10.15", "12.10.2015"),
        ("Schuljahr 16/17", "Schuljahr 2016/17"),
        ("9/10", None),  # may be September and October
        ("5/99", None),
    ],
)
def test_suggests_a_wording_where_it_is_plainly_right(wording, suggestion):
    with pytest.raises(TimeframeError) as refused:
        parse(wording)
    assert refused.value.suggestion == suggestion


@given(wording=st.one_of(st.text(max_size=130), st.text("0123456789/.-– bisaQKWJuni", max_size=25)))
@example(wording="٣/2016")
@settings(max_examples=examples(3000), deadline=None)
def test_any_text_is_read_refused_or_something_else(wording):
    try:
        timeframe = parse(wording)
    except TimeframeError as refused:
        assert "„" in refused.message
        assert refused.suggestion is None or parse(refused.suggestion)
    else:
        assert timeframe is None or parse(timeframe.canonical()) == timeframe


SPACES = st.text(" \t\n\r\u00a0\u202f\u2009\u200b\u00ad", max_size=3)
DASHES = st.sampled_from([*"-‐‑‒–—―−", "bis", "BIS", "--"])
CASES = st.sampled_from([str.lower, str.upper, str.title, str])


@given(
    parts=st.sampled_from(
        [
            (SPRING, ("3", "/", "2016", "-", "5", "/", "2016")),
            (SPRING, ("von", " ", "1", ".", "März", "-", "Mai", " ", "2016")),
            (TWO_QUARTERS, ("1", ".", "-", "2", ".", "Quartal", " ", "2016")),
            (OPEN, ("ab", " ", "5", "/", "2016", " ", "lfd", ".")),
            (OPEN, ("5", "/", "2016", "-")),
            (Timeframe(date(2016, 8, 1), date(2018, 7, 31)), ("SJ 2016/17", "-", "SJ 2017/18")),
        ]
    ),
    data=st.data(),
    case=CASES,
)
@settings(max_examples=examples(1000), deadline=None)
def test_space_dash_and_case_make_no_difference(parts, data, case):
    timeframe, tokens = parts
    dash = data.draw(DASHES)
    # „bis“ is a word, and needs space where a dash does not.
    dressed = "".join(
        data.draw(SPACES) + (f" {dash} " if token == "-" else token) + data.draw(SPACES)
        for token in tokens
    )
    assert parse(case(dressed)) == timeframe


def test_decomposed_letters_make_no_difference():
    assert parse("Ma\u0308rz 2016") == MONTH


@pytest.mark.parametrize(
    "text", ["3/2016 " * 14_000, "1" * 100_000, " " * 50_000 + "x" * 50_000, "1.-" * 33_000]
)
def test_long_prose_is_something_else(text):
    assert parse(text) is None


def test_space_around_does_not_count_as_long():
    assert parse(" " * 50_000 + "3/2016" + "\n" * 50_000) == MONTH


def test_invisible_filling_hides_nothing():
    assert parse("3/2016" + "\u200b" * 300 + " nach Absprache") is None
