"""What a cell says of priority and number of a goal: never less than it says."""

import pytest

from bildung.annex.reading import read
from bildung.annex.reading.levels import read_priority
from bildung.annex.table import texts_of
from bildung.vocabulary.priority import Priority
from tests.formats import papers

from . import files


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("hoch hoch", Priority.HIGH),
        ("hoch / Hohe", Priority.HIGH),
        ("1 – hoch (hoch)", Priority.HIGH),
        *((level.symbol, level) for level in Priority),
    ],
)
def test_level_said_again_is_that_level(text, level):
    said = read_priority(text)
    assert (said.level, said.is_clear) == (level, True)


@pytest.mark.parametrize("text", ["+++", "!", "★★", "→ ▲", "hoch/mittel", "nicht hoch", "▲▼"])
def test_sign_or_word_that_is_no_level_is_not_passed_over(text):
    said = read_priority(text)
    assert (said.level, said.is_clear) == (None, False)


@pytest.mark.parametrize(
    "titles",
    [["Lesen", "2. Chance", "z. B. Rechnen"], ["1. FC mit Schulen"], ["a) Lesen", "Malen"]],
)
@pytest.mark.parametrize("heads", [("Ziel", "Maßnahme"), ("Priorität", "Ziel", "Maßnahme")])
def test_number_in_a_title_stays_where_titles_are_not_numbered(titles, heads):
    rows = [(*["hoch"] * (len(heads) - 2), title, f"Text {title}") for title in titles]
    table = read(files.file(files.grid(heads, *rows)), papers.goals(0)).table
    assert [" ".join(texts_of(row.cells[1].blocks)) for row in table.rows] == titles
