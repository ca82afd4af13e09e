"""What an edition says goes to JSON and comes back the same, also from older versions."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.table import AnnexError
from bildung.editions import content
from bildung.editions.content import Content, ReasonGiven, digest, is_same_wording, read
from tests.annex.tables import documents

GOLDEN = Path(__file__).parent / "golden"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
CONTENTS = st.builds(
    Content,
    number=st.integers(1, 99),
    document=documents(),
    reasons=st.lists(st.builds(ReasonGiven, key=TEXTS, text=TEXTS), max_size=3).map(tuple),
)


@given(CONTENTS)
def test_content_comes_back_as_it_was(made):
    assert read(made.canonical()) == made
    assert read(made.canonical()).canonical() == made.canonical()


@given(CONTENTS, CONTENTS)
def test_digest_is_the_same_for_equal_contents_only(one, other):
    equal = digest(one.canonical()) == digest(other.canonical())
    assert equal == (one == other)


def test_every_version_has_its_golden_file():
    assert sorted(path.name for path in GOLDEN.glob("*.json")) == [
        f"edition-{version}.json" for version in range(1, content.SCHEMA + 1)
    ]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.name)
def test_edition_of_an_older_version_keeps_opening(path):
    text = path.read_text(encoding="utf-8").rstrip("\n")
    made = read(text)
    assert (made.number, made.document.state, made.document.as_of) == (
        2,
        "Fassung vom Oktober 2015",
        date(2015, 10, 12),
    )
    assert [(party.role, party.name) for party in made.document.parties] == [
        ("Kommune", "Stadt Musterstadt"),
        ("Transferagentur", "Transferagentur Mitte"),
    ]
    assert [(table.key, len(table.rows)) for table in made.document.tables] == [
        ("anlage-1", 2),
        ("anlage-2", 1),
    ]
    assert made.reasons == (ReasonGiven("measure-1", "Wunsch des Stadtrats"),)
    if path.name == f"edition-{content.SCHEMA}.json":
        assert made.canonical() == text


def test_older_versions_are_upgraded_one_by_one(monkeypatch):
    text = (GOLDEN / "edition-1.json").read_text(encoding="utf-8")
    old = json.loads(text)
    old["no"] = old.pop("number")
    old["schema"] = -1

    def from_zero(data):
        return data | {"schema": 1, "number": data["no"]}

    steps = {-1: lambda data: data | {"schema": 0}, 0: from_zero}
    monkeypatch.setattr(content, "UPGRADES", steps)
    assert read(json.dumps(old)) == read(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 99}', '{"schema": 1}', "null"])
def test_what_is_no_edition_is_refused(text):
    with pytest.raises(AnnexError):
        read(text)


def test_status_label_and_day_are_no_wording():
    document = read((GOLDEN / "edition-1.json").read_text(encoding="utf-8")).document
    other = replace(document, state="Entwurf", as_of=date(2026, 1, 1))
    [first, second] = document.tables
    status = [column.key for column in second.columns].index("status")
    [row] = second.rows
    cells = [*row.cells]
    cells[status] = replace(cells[status], blocks=())
    done = replace(second, rows=(replace(row, cells=tuple(cells)),))
    assert is_same_wording(document, replace(other, tables=(first, done)))
    cells[1] = replace(cells[1], blocks=())
    changed = replace(second, rows=(replace(row, cells=tuple(cells)),))
    assert not is_same_wording(document, replace(document, tables=(first, changed)))
    assert not is_same_wording(document, replace(document, parties=()))
