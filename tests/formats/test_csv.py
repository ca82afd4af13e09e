import csv as reader
import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.annex.bounds import MAX_COLUMNS, MAX_ROWS, OutOfBounds
from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.reading import read
from bildung.annex.table import AnnexError, AnnexTable, Bullet, Cell, Column, Row, paragraphs
from bildung.formats import csv
from tests.annex import plans
from tests.budget import examples

from . import papers


def one_field(text: str) -> AnnexTable:
    row = Row("r", (Cell(paragraphs(text)),))
    return AnnexTable("t", "T", (Column("c", "Text", 1),), (row,))


def lines_of(table: AnnexTable) -> list[list[str]]:
    text = csv.render(table).removeprefix("\ufeff")
    return list(reader.reader(io.StringIO(text, newline="")))


def grid_of(table: AnnexTable) -> Grid:
    """What a CSV file of `table` holds."""
    head = GridRow(tuple(text(column.title) for column in table.columns), is_heading=True)
    rows = [
        GridRow(
            tuple(
                None if cell is None else GridCell(cell.blocks, cell.row_span) for cell in row.cells
            ),
            row.key,
        )
        for row in table.rows
    ]
    return Grid("CSV-Datei", (head, *rows))


def text(words: str) -> GridCell:
    return GridCell(paragraphs(words))


def parsed(content: str | bytes) -> Grid:
    (grid,) = csv.parse(content).grids
    return grid


def words_of(content: str | bytes) -> list[list[str]]:
    return [
        [" ".join(Cell(cell.blocks).words) if cell else "^" for cell in row.cells]
        for row in parsed(content).rows
    ]


def edited(change) -> Grid:
    """What is read of two goals after `change` of their lines, saved as Excel does."""
    lines = lines_of(papers.goals(2))
    change(lines)
    output = io.StringIO(newline="")
    reader.writer(output, delimiter=";").writerows(lines)
    return parsed(output.getvalue().encode("utf-8-sig"))


def shape(grid: Grid) -> list[tuple]:
    """Key and spans of each row below the headings."""
    return [
        (row.key, *(cell.row_span if cell else 0 for cell in row.cells)) for row in grid.rows[1:]
    ]


def test_table_reads_back_to_itself():
    table = papers.goals(3)
    assert csv.parse(csv.render(table)) == Contents((grid_of(table),))
    assert csv.parse(csv.render(table).encode()) == Contents((grid_of(table),))


@given(plans.plans)
@settings(max_examples=examples(60))
def test_any_plan_reads_back_to_itself(plan):
    table = plans.table(plan)
    assert parsed(csv.render(table)) == grid_of(table)


@given(plans.plans)
@settings(max_examples=examples(25))
def test_any_plan_is_the_same_annex_when_it_comes_back(plan):
    table = plans.table(plan)
    assert read(csv.parse(csv.render(table)), like=table).table == table


def test_file_is_as_rfc_4180_has_it_with_a_byte_order_mark():
    table = one_field('Ein „Wort“, "zwei"')
    assert csv.render(table) == (
        '\ufeff"Text","Kennung","Verbund"\r\n"Ein „Wort“, ""zwei""","r","1"\r\n'
    )


def test_lines_name_their_row_and_what_spans_it():
    assert [line[-2:] for line in lines_of(papers.goals(1))] == [
        ["Kennung", "Verbund"],
        ["measure-1-1", "3 3 2 1 1"],
        ["measure-1-2", "0 0 0 1 1"],
        ["measure-1-3", "0 0 1 1 1"],
    ]


def test_bullets_stand_below_each_other():
    cell = Cell((papers.bullet("a", papers.bullet("b", papers.bullet("c"))), papers.bullet("d")))
    table = replace(one_field("x"), rows=(Row("r", (cell,)),))
    assert lines_of(table)[1][0] == "• a\n  – b\n    · c\n• d"
    assert parsed(csv.render(table)) == grid_of(table)


def test_marked_words_are_told_by_signs():
    (line,) = [line for line in lines_of(papers.trials()) if line[-2] == "f"]
    assert line[2] == "• [-bisher -]{+künftig+} – !"


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("x;=1", "x;'=1"),
        ("x; =1", "x; '=1"),
        ("x\n=1", "x\n'=1"),
        ("'x", "'x"),
        ("a-b", "a-b"),
    ],
)
def test_no_text_becomes_a_formula(words, written):
    table = one_field(words)
    assert lines_of(table)[1][0] == written
    assert parsed(csv.render(table)) == grid_of(table)


dangerous = st.text("=+-@;'\t ax,\"•–", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(dangerous, min_size=1, max_size=3))
def test_any_text_comes_back(lines):
    table = one_field("\n".join(lines))
    assert parsed(csv.render(table)) == grid_of(table)


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=8)))
def test_any_bullet_comes_back(texts):
    bullets = tuple(Bullet(papers.text_runs(" ".join(text.split()))) for text in texts)
    table = replace(one_field("x"), rows=(Row("r", (Cell(bullets),)),))
    assert parsed(csv.render(table)) == grid_of(table)


def test_line_put_in_below_a_goal_belongs_to_it():
    grid = edited(lambda lines: lines.insert(2, ["", "", "", "• neu", "", "", ""]))
    assert shape(grid)[:4] == [
        ("measure-1-1", 4, 4, 3, 1, 1),
        ("", 0, 0, 0, 1, 1),
        ("measure-1-2", 0, 0, 0, 1, 1),
        ("measure-1-3", 0, 0, 1, 1, 1),
    ]


def test_goal_of_which_a_line_is_deleted_spans_the_others():
    assert shape(edited(lambda lines: lines.pop(2)))[:3] == [
        ("measure-1-1", 2, 2, 1, 1, 1),
        ("measure-1-3", 0, 0, 1, 1, 1),
        ("measure-2-1", 3, 3, 2, 1, 1),
    ]


def test_goal_whose_first_line_is_deleted_keeps_its_words():
    grid = edited(lambda lines: lines.pop(4))
    assert shape(grid)[3:] == [("measure-2-2", 1, 1, 1, 1, 1), ("measure-2-3", 1, 1, 1, 1, 1)]
    assert grid.rows[4].cells[1].blocks == papers.goals(2).rows[3].cells[1].blocks


def test_text_changed_in_one_of_the_lines_is_seen():
    def change(lines):
        lines[2][1] = "Anders"

    grid = edited(change)
    assert [cell and cell.row_span for cell in (row.cells[1] for row in grid.rows[1:4])] == [
        1,
        1,
        1,
    ]
    assert grid.rows[2].cells[1] == text("Anders")


def test_lines_can_be_sorted_and_a_column_added():
    def change(lines):
        lines[1:] = sorted(lines[1:], key=lambda line: line[3])
        for number, line in enumerate(lines):
            line.append(f"neu {number}")

    grid = edited(change)
    assert sorted(row.key for row in grid.rows[1:]) == [row.key for row in papers.goals(2).rows]
    assert [row.cells[5] for row in grid.rows] == [text(f"neu {number}") for number in range(7)]


FOREIGN = "Ziel{0}Maßnahme{0}Termin\r\n\r\nÜbergänge{0}- a\r\n"
ROWS = [["Ziel", "Maßnahme", "Termin"], ["Übergänge", "a", ""]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"]
)
def test_files_of_others_are_read_in_any_dialect(delimiter, encoding):
    assert words_of(FOREIGN.format(delimiter).encode(encoding)) == ROWS


ONE_BY_ONE = (
    "Maßnahme Größe Qualität für Über Äußerung Ämter Öffnung ändern Schüler GRÖSSE LÄNGE ärztlich "
    "SCHULTRÄGER gemäß Café-Gespräche Stadtteilbüro Überprüfung Straße Ökologie"
)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("word", ONE_BY_ONE.split())
def test_one_german_word_tells_its_encoding_or_is_told_as_doubtful(word, encoding):
    (grid,) = (contents := csv.parse(f"Ziel;Termin\n{word};2016\n".encode(encoding))).grids
    is_told = any("nicht sicher" in notice.text for notice in contents.notices)
    assert is_told or grid.rows[1].cells[0] == text(word)
    assert is_told or bool(contents.notices) == (encoding != "cp1252")


@pytest.mark.parametrize(
    "words",
    [
        "„Lesen“ und „stark“",
        "2015–2016",
        "Bildung – für alle",
        "500 €",
        "§ 5",
        "Café",
        "12°",
        "‚so‘",
    ],
)
def test_signs_of_windows_are_no_umlauts(words):
    contents = csv.parse(f"Ziel;Termin\n{words};2016\n".encode("cp1252"))
    assert contents.grids[0].rows[1].cells[0] == text(words)
    assert contents.notices == ()


def test_what_is_read_as_of_another_system_is_told_with_examples():
    (notice,) = csv.parse(FOREIGN.format(";").encode("cp850")).notices
    assert str(notice) == (
        "Die Datei ist nicht als UTF-8 gespeichert. Ihre Zeichen sind gelesen wie von MS-DOS "
        "(Codepage 850): „Maßnahme“; „Übergänge“."
    )


def test_utf_8_that_was_taken_for_windows_and_saved_is_mended_and_told():
    twice = FOREIGN.format(";").encode().decode("cp1252").encode()
    contents = csv.parse(twice)
    assert words_of(twice) == ROWS
    assert str(contents.notices[0]) == (
        "Die Datei ist zweimal umgewandelt worden; ihre Umlaute sind berichtigt: "
        "„Maßnahme“; „Übergänge“."
    )
    for meant in ("Ziel;Maßnahme\nÃ¼ben;2016\n", "Ziel;Über Ã\nx;y\n"):
        assert csv.parse(meant.encode()).notices == ()


def test_our_own_file_saved_by_a_macintosh_changes_nothing():
    table = papers.goals(3)
    content = csv.render(table).encode("mac_roman", "replace")
    assert read(csv.parse(content.lstrip(b"?")), table).table == table


def test_first_line_with_text_holds_the_headings_and_bullets_are_told_by_their_mark():
    assert parsed(f"\n;;\n{FOREIGN.format(';')}") == Grid(
        "CSV-Datei",
        (
            GridRow((text("Ziel"), text("Maßnahme"), text("Termin")), is_heading=True),
            GridRow((text("Übergänge"), GridCell((papers.bullet("a"),)), GridCell())),
        ),
    )


def test_delimiter_is_what_parts_all_lines_alike():
    assert words_of("Ziel, Thema;Termin\na, b, c;2016\n") == [
        ["Ziel, Thema", "Termin"],
        ["a, b, c", "2016"],
    ]
    assert words_of("sep=,\nZiel,a;b\nx,y\n") == [["Ziel", "a;b"], ["x", "y"]]


@pytest.mark.parametrize(
    "above", ["Plan der Stadt\n", "Plan der Stadt, Stand Mai\n\n", "Plan\n;\nStadt, Amt\n"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_title_above_the_headings_does_not_tell_the_delimiter(above, delimiter):
    rows = ["Ziel{0}Maßnahme{0}Termin", *["a{0}b und c{0}2016"] * 9]
    below = words_of(above + "\n".join(row.format(delimiter) for row in rows))[-10:]
    assert below == [["Ziel", "Maßnahme", "Termin"], *[["a", "b und c", "2016"]] * 9]


def told_by(content: str) -> list[str]:
    return [str(notice) for notice in csv.parse(content).notices]


@pytest.mark.parametrize(
    ("below", "rows"),
    [
        ('a;"b;2016\nc;d;2017\n', [["a", "b", "2016"], ["c", "d", "2017"]]),
        ('a;"d ""e""";2016\nb;"c;2017', [["a", 'd "e"', "2016"], ["b", "c", "2017"]]),
        ('a;"b;2016\n"c";"d ""e""";2017\n', [["a", "b", "2016"], ["c", 'd "e"', "2017"]]),
    ],
)
def test_quote_left_open_swallows_no_line_where_all_lines_fit(below, rows):
    content = f"Ziel;Maßnahme;Termin\n{below}"
    assert words_of(content)[1:] == rows
    (told,) = told_by(content)
    assert told.startswith("Anführungszeichen stehen nicht um ganze Felder; jede Zeile ist für ")


def test_quote_left_open_is_told_where_lines_differ():
    (told,) = told_by('Ziel;Maßnahme;Termin\na;"b\nc";2016\nd;"2016\n')
    assert told == (
        "Anführungszeichen stehen nicht um ganze Felder; Felder und Zeilen können falsch geteilt "
        "sein: CSV-Datei, Zeile 4."
    )
    assert told_by('Ziel;Termin\nDas "neue" Netz;2016\n"Das" Netz;2017\n') == []


WRAPPED = [
    'Ziel,Maßnahme\n"a,""b, c"""\n',
    '"Ziel,""Maßnahme"""\n"a,""b, c"""\n',
    'Ziel;Maßnahme\n"a;""b, c"""\n',
]


@pytest.mark.parametrize("content", WRAPPED)
def test_lines_that_are_one_field_are_parted_as_the_headings_are_and_told(content):
    assert words_of(content) == [["Ziel", "Maßnahme"], ["a", "b, c"]]
    (told,) = told_by(content)
    assert told.startswith("Zeilen, die ganz in Anführungszeichen stehen, sind in ihre Felder ge")


@pytest.mark.parametrize("content", ['Ziel\n"a; b"\n', 'Ziel;Maßnahme\n"a; b; c";\nd;e\n'])
def test_delimiter_within_a_quoted_field_is_text(content):
    assert words_of(content)[1][0] in ("a; b", "a; b; c")
    assert told_by(content) == []


def test_our_own_file_that_excel_saved_as_one_column_changes_nothing():
    table = papers.goals(3)
    output = io.StringIO()
    lines = csv.render(table).removeprefix("\ufeff").split("\r\n")
    reader.writer(output, delimiter=";").writerows([line] for line in _joined(lines) if line)
    assert read(csv.parse(output.getvalue()), table).table == table


def _joined(lines: list[str]) -> list[str]:
    """Return the lines, those within quotes with the one before."""
    whole = [""]
    for line in lines:
        whole[-1] += ("\n" if whole[-1] else "") + line
        if whole[-1].count('"') % 2 == 0:
            whole.append("")
    return whole


def test_euro_of_an_old_server_is_one():
    contents = csv.parse("Ziel;Maßnahme\nFörderung mit 50 €;a\n".encode("iso8859-15"))
    assert contents.grids[0].rows[1].cells[0] == text("Förderung mit 50 €")
    assert "ISO 8859-15" in contents.notices[0].text


def test_key_column_of_others_is_a_column():
    assert words_of("Kennung;Ziel\nK1;x") == [["Kennung", "Ziel"], ["K1", "x"]]


def test_quote_out_of_place_loses_no_word():
    assert words_of('Ziel;Termin\nDas "neue" Netz;"2016\n') == [
        ["Ziel", "Termin"],
        ['Das "neue" Netz', "2016"],
    ]


@pytest.mark.parametrize("content", ["", "\n \n;;\n", b"", b"\x81\xff", "a;b\0c", b"PK\3\4\0\0"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(AnnexError):
        csv.parse(content)


@pytest.mark.parametrize("content", ["a\n" * (MAX_ROWS + 1), ";" * MAX_COLUMNS + "a"])
def test_file_beyond_all_bounds_is_refused(content):
    with pytest.raises(OutOfBounds) as caught:
        csv.parse(content)
    assert caught.value.place == "CSV-Datei"
