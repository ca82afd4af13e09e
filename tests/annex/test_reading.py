"""Our own annexes come back from a file as they went out, in whatever layout."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.annex.grid import Contents, Grid, GridCell, GridRow, contents_of
from bildung.annex.reading import read
from bildung.annex.spreading import spread
from bildung.annex.table import AnnexError, Bullet, Cell, Paragraph, Run, paragraphs, texts_of
from tests.budget import PART, examples
from tests.formats import papers
from tests.speed import within

from . import files, plans, stages, tables
from .files import contents, words_as_written, words_in_places

ANNEXES = st.one_of(plans.plans.map(plans.table), stages.plans.map(stages.table))
OTHER_NAMES = {
    "priority": ("Prio", "PRIORITÄT", "Prioritaet", "Rang"),
    "goal": ("Ziele", "Handlungsfeld", "Oberziel", "Leit-Ziel"),
    "objective": ("Erläuterungen", "Beschreibung", "Teilziele", "Konkreti-\nsierung"),
    "measure": ("Maßnahme(n)", "Massnahmen", "Aktivitäten", "Umsetzungsschritte"),
    "milestone": ("Meilensteine", "Phase", "Etappe"),
    "purpose": ("Zielsetzung", "Anlass", "Zweck"),
    "municipality": ("Aufgaben der Kommune", "Zuständigkeit Stadt", "Federführung Eisenach"),
    "agency": ("Aufgaben der Transferagentur", "Beitrag Agentur", "TransMit"),
    "timeframe": ("Termin", "Laufzeit", "Zeit-\nraum", "Frist", "Zeitplan"),
    "status": ("Stand", "Sachstand", "Umsetzungsstand"),
}


@st.composite
def unlike_plans(draw):
    """An annex in which no cell repeats the words of the one above it."""
    table = draw(ANNEXES)
    count = iter(range(1, 1000))
    shown = []
    for row in table.rows:
        cells = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            worded = column.key not in ("priority", "timeframe", "status")
            cells.append(_numbered(cell, next(count)) if cell and worded else cell)
        shown.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(shown))


def _numbered(cell, number):
    return replace(
        cell,
        blocks=tuple(
            replace(block, runs=(*block.runs, Run(f" Wort{number}"))) for block in cell.blocks
        ),
    )


def plain(table):
    """The same with one run a text."""
    return replace(
        table,
        rows=tuple(
            replace(row, cells=tuple(cell and _plain(cell) for cell in row.cells))
            for row in table.rows
        ),
    )


def _plain(cell):
    return replace(
        cell, blocks=tuple(replace(block, runs=(Run(block.text),)) for block in cell.blocks)
    )


unlike = unlike_plans().map(plain)


@settings(max_examples=examples(40))
@given(ANNEXES)
def test_annex_comes_back_as_it_went_out(table):
    reading = read(contents(table), like=table)
    assert reading.table == table
    assert (reading.missing, reading.unplaced, reading.notices) == ((), (), ())


@settings(max_examples=examples(40))
@given(tables.documents())
def test_any_table_comes_back_as_it_went_out(document):
    for table in document.tables:
        assert read(contents_of(document), like=table).table == table


@settings(max_examples=examples(40))
@given(ANNEXES)
def test_annex_whose_column_keys_are_lost_comes_back_by_its_headings(table):
    file = files.changed(contents(table), lambda grid: replace(grid, key="", columns=()))
    assert read(file, like=table).table == table


@settings(max_examples=examples(25))
@given(unlike)
def test_annex_without_keys_says_the_same_in_the_same_cells(table):
    reading = read(files.without_keys(contents(table)), like=table)
    assert [row.cells for row in reading.table.rows] == [row.cells for row in table.rows]
    assert [row.key for row in reading.table.rows] == [
        f"neu-{number}" for number in range(1, len(table.rows) + 1)
    ]


@settings(max_examples=examples(25))
@given(unlike, st.data())
def test_columns_in_any_order_and_by_other_names_say_the_same(table, data):
    names = [data.draw(st.sampled_from(OTHER_NAMES[column.key])) for column in table.columns]
    order = data.draw(st.permutations(range(len(table.columns))))
    file = files.renamed(files.unmarked(files.without_keys(contents(table))), names)
    reading = read(files.permuted(file, order), like=table)
    assert reading.mappings[0].keys == tuple(table.columns[at].key for at in order)
    assert [row.cells for row in reading.table.rows] == [row.cells for row in table.rows]


@settings(max_examples=examples(25))
@given(unlike)
def test_merged_cells_that_are_blank_go_on_from_above(table):
    file = files.blanked(files.unmarked(files.without_keys(contents(table))))
    assert words_as_written(read(file, like=table).table) == words_as_written(table)


@settings(max_examples=examples(25))
@given(unlike)
def test_cells_repeated_in_each_row_span_them(table):
    told = files.without_keys(contents(spread(table)))
    assert read(told, like=table).table.words == table.words


@settings(max_examples=examples(25))
@given(unlike, st.integers(0, 8), st.booleans(), st.booleans())
def test_table_in_two_halves_is_one(table, at, headed, blank):
    file = files.unmarked(files.without_keys(contents(table)))
    file = files.blanked(file) if blank else file
    at = _group_start(table, at) if not blank else at
    reading = read(files.split(file, at, headed), like=table)
    assert words_as_written(reading.table) == words_as_written(table)


def _group_start(table, at):
    """The first row from `at` on in which no merged cell is cut."""
    return next((n for n, row in enumerate(table.rows) if n >= at and row.cells[0]), at + 99)


@settings(max_examples=examples(25))
@given(unlike, st.integers(0, 8))
def test_headings_repeated_on_the_next_page_are_no_row(table, at):
    at = _group_start(table, at)
    file = files.headed_again(files.unmarked(files.without_keys(contents(table))), at)
    reading = read(file, like=table)
    assert words_in_places(reading.table) == words_in_places(table)
    assert reading.unplaced == ()


WORDS = iter(range(10**9))
PLACES = ["", "Ziel", "Maßnahme", "Erläuterung", "Nr.", "Prio", "Termin", "Kosten", "Wer macht es"]
LINES = st.sampled_from(["{}", "{} {}", "• {}", "1. {}", "2. {}", "a) {}", "  - {}", "{}:", ""])
CELLS = st.builds(
    lambda lines, styled, rows, columns: (lines, styled, rows, columns),
    st.lists(LINES, max_size=3),
    st.booleans(),
    st.sampled_from([1, 1, 1, 2, 3]),
    st.sampled_from([1, 1, 1, 1, 2, 4]),
)


@st.composite
def any_files(draw):
    """Tables of any kind in which no word stands twice; headings may be anywhere."""
    count = iter(range(10**6))

    def text(line):
        return line.format(*(f"wort{next(count)}" for _ in range(2)))

    def cell(parts):
        lines, styled, rows, columns = parts
        kind = Bullet if styled else Paragraph
        blocks = tuple(kind((Run(text(line)),)) for line in lines)
        return GridCell(blocks, rows, columns)

    def grid(number):
        width = draw(st.integers(1, 5))
        titles = draw(st.lists(st.sampled_from(PLACES), min_size=width, max_size=width))
        rows = [GridRow(tuple(map(files.cell, titles)))] if draw(st.booleans()) else []
        for _ in range(draw(st.integers(0, 4))):
            covered = st.none() | CELLS.map(cell)
            rows.append(
                GridRow(
                    tuple(draw(st.lists(covered, min_size=width, max_size=width))),
                    draw(st.sampled_from(["", "", "measure-1", "measure-2", "fremd"])),
                )
            )
        at = draw(st.integers(0, 1))
        title = text(draw(st.sampled_from(["", "{}"])))
        return Grid(f"Tabelle {number}", tuple(rows[at:] + rows[:at]), title)

    grids = tuple(grid(number) for number in range(1, draw(st.integers(1, 3)) + 1))
    return Contents(grids, tuple(text("{}") for _ in range(draw(st.integers(0, 2)))))


@settings(max_examples=examples(60))
@given(any_files(), st.data())
def test_no_word_of_any_file_is_lost(file, data):
    like = papers.goals(1)
    mapping = None
    if data.draw(st.booleans()):
        keys = st.sampled_from(["", *(column.key for column in like.columns)])
        mapping = [
            [data.draw(keys) for _ in grid.columns] for grid in read(file, like=like).mappings
        ]
    reading = read(file, like=like, mapping=mapping)
    told = [
        *reading.table.words,
        *(note.text for note in reading.unplaced),
        *(column.heading for grid in reading.mappings for column in grid.columns),
        *reading.notices,
    ]
    assert _words(_all_texts(file)) - _words(told) == set()


def _all_texts(file):
    for grid in file.grids:
        yield grid.title
        for row in grid.rows:
            for cell in row.cells:
                yield from texts_of(cell.blocks) if cell else ()
    yield from file.loose


def _words(texts):
    return {
        word.strip(":,„“")
        for text in texts
        for word in text.replace("\n", " ").split()
        if word.startswith(("wort", "„wort"))
    }


def test_what_a_person_wrote_into_our_file_is_cleaned_and_the_rest_kept():
    table = plans.table(
        (("Ziel  A", "hoch", (("Er\u00adläuterung", (("measure-1", "- x", "2016"),)),)),)
    )
    file = contents(table)
    head, first = file.grids[0].rows
    cells = (
        GridCell(),
        GridCell(),
        GridCell(),
        files.cell("• Neue\u00a0 Maß\u00adnahme"),
        files.cell("-"),
    )
    file = files.changed(file, lambda grid: replace(grid, rows=(head, first, GridRow(cells))))
    read_table = read(file, like=table).table
    assert files.said(read_table) == [
        [["1.", "hoch"], ["Ziel  A"], ["Er\u00adläuterung"], ["- x"], ["2016"]],
        [None, None, None, ["Neue Maßnahme"], []],
    ]
    assert [row.key for row in read_table.rows] == ["measure-1", "neu-1"]


def test_file_without_anything_is_refused():
    with pytest.raises(AnnexError, match="steht nichts"):
        read(Contents(), like=papers.goals(1))


def test_file_without_a_table_leaves_an_empty_table_and_all_its_texts():
    reading = read(Contents(loose=("Sehr geehrte Damen und Herren", "- 3 -")), papers.goals(1))
    assert reading.table == replace(papers.goals(1), rows=())
    assert [(note.place, note.text) for note in reading.unplaced] == [
        ("Außerhalb der Tabellen", "Sehr geehrte Damen und Herren")
    ]
    assert len(reading.missing) == 5


def test_five_thousand_rows_are_read_in_three_seconds():
    table = papers.goals(1668 // PART)
    own, foreign = contents(table), files.blanked(files.without_keys(contents(table)))
    for file in (own, foreign):
        with within(3 / PART):
            assert len(read(file, like=table).table.rows) == 5004 // PART


def test_contents_of_a_document_hold_headings_keys_and_spans():
    table = papers.goals(1)
    (grid,) = contents(table).grids
    assert (grid.key, grid.title, grid.place) == (table.key, table.title, "Anlage 1")
    assert grid.columns == ("priority", "goal", "objective", "measure", "timeframe")
    assert grid.rows[0].is_heading
    assert [text for cell in grid.rows[0].cells for text in texts_of(cell.blocks)] == [
        column.title for column in table.columns
    ]
    assert [row.key for row in grid.rows[1:]] == [row.key for row in table.rows]
    assert grid.rows[1].cells[0] == GridCell(paragraphs("1.\nhoch"), 3)
    assert grid.rows[2].cells[:3] == (None, None, None)
    assert Cell(grid.rows[1].cells[2].blocks, 2) == table.rows[0].cells[2]
