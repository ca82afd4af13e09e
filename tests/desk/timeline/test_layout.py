"""The timeline's pictures: nothing leaves them, nothing overlaps, nothing is lost."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bildung.desk.timeline.layout import (
    BAR_TOP,
    SIZE,
    Item,
    draw,
    most_years,
    screen_width,
    status_words,
)
from bildung.desk.timeline.scale import Scale, Window, cut_window, whole_window
from bildung.desk.timeline.text import cut, width_of
from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe import Timeframe

TODAY = date(2026, 11, 24)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NAMES = ("Analyse", f"{LONG_WORD} " * 5, "Analyse vorhandener Strukturen " * 20, "中文" * 99, "")
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@st.composite
def frames(draw):
    start, end = draw(st.none() | days), draw(st.none() | days)
    if start and end and end < start:
        start, end = end, start
    return Timeframe(start, end, ongoing=not (start or end))


@st.composite
def items(draw):
    frame = draw(st.none() | st.just(Timeframe()) | frames())
    group, status = draw(st.sampled_from("ABC")), draw(st.sampled_from(Status))
    name = draw(st.sampled_from(NAMES))
    late = draw(st.booleans())
    return Item(draw(st.uuids()).hex, group, name, "Zeit", frame, status, late, "/")


lists = st.lists(items(), max_size=12).map(lambda found: sorted(found, key=lambda i: i.group))


def item(frame: Timeframe, name: str = "Analyse", status: Status = Status.OPEN, late=False) -> Item:
    return Item("measure-1", "Ziel 1", name, str(frame), frame, status, late, "/")


def bar_of(
    one: Item,
):
    [picture] = draw([one], Window(2016, 2017), Scale.MONTH, TODAY, 2400)
    [bar] = picture.bars
    return bar


def corners(bar) -> list[tuple[int, int]]:
    return [tuple(map(int, point.split(","))) for point in bar.points.split()]


@given(lists, st.sampled_from(Scale), st.sampled_from((None, 300, 540)))
def test_everything_lies_inside_its_picture_and_in_order(found, scale, height):
    frames = [each.timeframe for each in found if each.is_placed]
    whole = whole_window([day for each in frames for day in (each.start, each.end)], TODAY)
    window = cut_window(whole, scale, TODAY)
    width = screen_width(window, scale) if height is None else 1008
    pictures = draw(found, window, scale, TODAY, width, height)
    drawn = [bar.item.key for picture in pictures for bar in picture.bars]
    assert drawn == [each.key for each in found if each.is_placed]
    for picture in pictures:
        assert picture.height <= (height or 10**6) + 4
        below = picture.head_height
        for bar in picture.bars:
            assert {0 <= x <= picture.width for x, _ in corners(bar)} == {True}
            assert {bar.y <= y < picture.height for _, y in corners(bar)} == {True}
            words = width_of(bar.name, SIZE) + width_of(status_words(bar.item), SIZE, bold=True)
            first, last = bar.text_span
            assert 0 <= first < last <= picture.width and last - first == words
            assert bar.hit_x <= first and bar.hit_y >= below
            assert bar.hit_x + bar.hit_width <= picture.width
            assert min(bar.hit_width, bar.hit_height) >= 24
            assert bar.text_y < bar.y == bar.hit_y + BAR_TOP  # words above the bar
            below = bar.hit_y + bar.hit_height
        for marks in (picture.years, picture.units):
            assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
        if picture.today:
            room = width_of(picture.today.label, SIZE, bold=True)
            first = picture.today.text_x - room * (picture.today.anchor == "end")
            assert 0 <= first <= first + room <= picture.width
            assert list(picture.today_runs) == sorted(picture.today_runs)


@given(st.sampled_from((Scale.MONTH, Scale.QUARTER)), st.integers(400, 3000))
def test_names_of_months_have_room_in_as_many_years_as_a_picture_shows(scale, width):
    window = Window(2016, 2015 + most_years(scale, width))
    [picture] = draw([item(Timeframe(ongoing=True))], window, scale, TODAY, width, 500)
    places = [(mark.text_x, mark.text_x + width_of(mark.label, SIZE)) for mark in picture.units]
    assert len(places) == window.months // scale.months
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


def test_bar_spans_its_months():
    bar = bar_of(item(Timeframe(date(2016, 3, 1), date(2016, 5, 31))))
    assert (bar.x, bar.width) == (200, 300)
    assert corners(bar) == [(200, bar.y), (500, bar.y), (500, bar.y + 14), (200, bar.y + 14)]


def test_open_ends_are_arrows():
    after = bar_of(item(Timeframe(start=date(2016, 3, 1))))
    assert max(corners(after)) == (2400, after.y + 7) and min(corners(after))[0] == 200
    before = bar_of(item(Timeframe(end=date(2016, 2, 29))))
    assert min(corners(before)) == (0, before.y + 7) and max(corners(before))[0] == 200
    ongoing = bar_of(item(Timeframe(ongoing=True)))
    assert (min(corners(ongoing)), max(corners(ongoing))) == (
        (0, ongoing.y + 7),
        (2400, ongoing.y + 7),
    )


def test_what_lies_outside_is_an_arrow_at_the_edge():
    early = bar_of(item(Timeframe(date(1900, 1, 1), date(1901, 12, 31))))
    assert (early.x, early.width, min(corners(early))) == (0, 16, (0, early.y + 7))
    later = bar_of(item(Timeframe(date(2998, 1, 1), date(2999, 12, 31))))
    assert (later.x + later.width, max(corners(later))) == (2400, (2400, later.y + 7))


def test_group_that_goes_on_has_its_heading_again():
    many = [item(Timeframe(ongoing=True)) for _ in range(20)]
    pictures = draw(many, Window(2016, 2026), Scale.YEAR, TODAY, 1008, 540)
    titles = [[heading.title for heading in picture.headings] for picture in pictures]
    assert titles == [["Ziel 1"], ["Ziel 1 (Fortsetzung)"]]


def test_today_is_marked_where_it_is_shown():
    [shown] = draw([item(Timeframe(ongoing=True))], Window(2026, 2026), Scale.MONTH, TODAY, 1200)
    assert (shown.today.label, shown.today.x) == ("Heute, 24.11.2026", 1077)
    [other] = draw([item(Timeframe(ongoing=True))], Window(2016, 2016), Scale.MONTH, TODAY, 1200)
    assert other.today is None


def test_title_says_all_in_words():
    late = item(Timeframe(end=date(2016, 3, 31)), status=Status.POSTPONED, late=True)
    assert late.title == "Analyse – bis 3/2016 – verschoben – überfällig"


@given(st.text(max_size=300), st.integers(0, 900))
def test_cut_text_fits_and_begins_as_the_whole(text, room):
    shortened = cut(text, SIZE, room)
    assert shortened == "" or width_of(shortened, SIZE) <= room
    assert text.startswith(shortened.removesuffix("…").rstrip()) or shortened == text


def test_text_is_cut_between_words():
    assert cut("Analyse vorhandener Strukturen", SIZE, 200) == "Analyse vorhandener …"
    assert cut("Analyse", SIZE, 200) == "Analyse"
    assert cut(LONG_WORD, SIZE, 200) == "Donaudampfschifffahrts…"


def test_line_of_today_leaves_out_the_words_in_its_way():
    window, width = Window(2026, 2026), 1200
    beside, over = Timeframe(end=date(2026, 1, 31)), Timeframe(start=date(2026, 11, 1))
    [picture] = draw(
        [item(beside), item(over, "Analyse der Strukturen")], window, Scale.MONTH, TODAY, width
    )
    _, bar = picture.bars
    assert (bar.anchor, bar.text_x) == ("end", 1200)
    assert picture.today_runs == ((picture.today_y, bar.hit_y), (bar.y, picture.height))
