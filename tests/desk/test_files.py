"""What leaves: every document in every format, with the same words, to those who may see it."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from bildung.annex.document import AnnexDocument
from bildung.annex.grid import Contents
from bildung.annex.table import AnnexError, AnnexTable, texts_of
from bildung.desk import printing
from bildung.editions.carry_on import begin
from bildung.editions.models import Edition
from bildung.formats import docx, files, json, xlsx
from bildung.vocabulary.status import Status
from tests.editions.scene import in_force, make_parties
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    MeasureFactory,
    StageFactory,
    UnitFactory,
)
from tests.formats.tagtree import TaggedPdf
from tests.scene import make_scene

from .fetching import content_of

pytestmark = pytest.mark.django_db

OURS = "/vereinbarungen/eisenach/"
# What a paper says around its tables: cover, foot, and what is said of marked words.
AROUND = (
    "Anlagen zur zwischen und Seite von Stand eingefügt gelöscht Ende "
    "Was entfällt ist durchgestrichen was hinzukommt unterstrichen"
)
DAY = date(2026, 11, 24)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def words_of_table(table: AnnexTable) -> set[str]:
    cells = (cell for row in table.rows for cell in row.cells if cell is not None)
    texts = [table.title, *(column.title for column in table.columns)]
    return words_of(" ".join([*texts, *(text for cell in cells for text in texts_of(cell.blocks))]))


def words_of_contents(contents: Contents) -> set[str]:
    blocks = (
        text
        for grid in contents.grids
        for row in grid.rows
        for cell in row.cells
        if cell is not None
        for text in texts_of(cell.blocks)
    )
    titles = (grid.title for grid in contents.grids)
    # Signs that tell what is inserted and what deleted.
    return words_of(
        re.sub(r"\[-|-\]|\{\+|\+\}", " ", " ".join([*titles, *contents.loose, *blocks]))
    )


def words_of_csv(content: bytes, table: AnnexTable) -> set[str]:
    """Return the words in the columns that `table` has: those after them are for programs."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    fields = [field for line in lines for field in line[: len(table.columns)]]
    return words_of(re.sub(r"\[-|-\]|\{\+|\+\}", " ", " ".join([table.title, *fields])))


READERS = {
    "pdf": lambda content: words_of(TaggedPdf(content).root.text),
    "docx": lambda content: words_of_contents(docx.parse(content)),
    "xlsx": lambda content: words_of_contents(xlsx.parse(content)),
}


def around(document: AnnexDocument) -> set[str]:
    names = [f"{each.role} {each.name} {each.long_name}" for each in document.parties]
    own = (document.agreement, document.title, document.full_title, document.stamp)
    return words_of(" ".join([AROUND, *own, *names, *(each.key for each in document.tables)]))


def differences(client, whole: str, by_annex: tuple[str, ...], document: AnnexDocument):
    """Return what each format says too little and too much, where it does.

    `whole` is the address of the document with „{}“ for the format, `by_annex` those of its annexes
    as CSV.
    """
    expected = {word for table in document.tables for word in words_of_table(table)}
    found = {}
    for key, read in READERS.items():
        words = read(content_of(client, whole.format(key)))
        found[key] = (expected - words, words - expected - around(document))
    for address, table in zip(by_annex, document.tables, strict=True):
        words = words_of_csv(content_of(client, address), table)
        found[address] = (words_of_table(table) ^ words, set())
    return {name: both for name, both in found.items() if both != (set(), set())}


@pytest.fixture
def scene():
    return make_scene(slug="eisenach")


@pytest.fixture
def today(monkeypatch):
    for module in ("desk.views", "agreements.lists", "agreements.filters"):
        monkeypatch.setattr(f"bildung.{module}.localdate", lambda: DAY)


@pytest.fixture
def signed(monkeypatch):
    """An edition in force, and a draft after it that says one thing more and one less."""
    parties = make_parties(slug="eisenach")
    gone = MeasureFactory(objective=parties.measure.objective, text="Etwas Vergangenes")
    parties.measure.status = Status.DONE
    parties.measure.lead_unit = UnitFactory(organisation=parties.agreement.municipality)
    parties.measure.save()
    in_force(parties)
    begin(parties.fresh(), parties.city)
    gone.delete()
    parties.measure.text += " und mehr"
    parties.measure.save()
    return parties


@pytest.mark.parametrize("which", ["1", "2"])
def test_annex_has_the_same_words_in_all_formats(client, scene, which):
    client.force_login(scene.city)
    document = printing.document_for(scene.agreement, which, localdate())
    address = f"{OURS}anlage-{which}.{{}}"
    assert json.parse(content_of(client, address.format("json"))) == document
    assert differences(client, address, (address.format("csv"),), document) == {}


def test_both_annexes_have_the_same_words_in_all_formats(client, scene):
    client.force_login(scene.agency)
    document = printing.document_for(scene.agreement, "both", localdate())
    address = f"{OURS}anlagen.{{}}"
    assert json.parse(content_of(client, address.format("json"))) == document
    by_annex = (f"{OURS}anlage-1.csv", f"{OURS}anlage-2.csv")
    assert differences(client, address, by_annex, document) == {}
    assert client.get(address.format("csv")).status_code == 404


def test_synopsis_and_working_state_have_the_same_words_in_all_formats(client, signed):
    client.force_login(signed.city)
    for name, query in ((f"{OURS}synopse", "?alles=1"), (f"{OURS}fassungen/arbeitsstand", "")):
        document = json.parse(content_of(client, f"{name}.json{query}"))
        assert {"und", "mehr", "Vergangenes"} & set(document.tables[0].words)
        by_annex = tuple(f"{name}-anlage-{which}.csv{query}" for which in (1, 2))
        assert differences(client, f"{name}.{{}}{query}", by_annex, document) == {}


def test_edition_has_the_same_words_in_all_formats(client, signed):
    client.force_login(signed.agency)
    name = f"{OURS}fassungen/1/"
    document = Edition.objects.get().document
    expected = {word for table in document.tables for word in words_of_table(table)}
    # Its paper says more: a sheet to sign, its digest.
    assert expected - READERS["pdf"](content_of(client, f"{name}fassung.pdf")) == set()
    for key in ("docx", "xlsx"):
        words = READERS[key](content_of(client, f"{name}fassung.{key}"))
        assert (expected - words, words - expected - around(document)) == (set(), set())
    for which, table in enumerate(document.tables, 1):
        content = content_of(client, f"{name}anlage-{which}.csv")
        assert words_of_csv(content, table) == words_of_table(table)


@pytest.mark.parametrize("name", ["massnahmen", "abschnitte"])
def test_list_has_the_same_words_in_all_formats(client, scene, name):
    other = AgreementFactory(agency=scene.agreement.agency)
    MeasureFactory(objective__goal__agreement=other, timeframe_wording="bei Gelegenheit")
    DutyFactory(stage=StageFactory(milestone__agreement=other, timeframe_wording="Frühling"))
    client.force_login(scene.agency)
    document = json.parse(content_of(client, f"/{name}.json?status=open"))
    assert len(document.tables[0].rows) == 2
    address = f"/{name}.{{}}?status=open"
    assert differences(client, address, (address.format("csv"),), document) == {}


TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@pytest.mark.parametrize(("key", "media_type"), TYPES.items())
@pytest.mark.parametrize(
    ("name", "stored"),
    [
        (f"{OURS}anlage-1", "eisenach-anlage-1-2026-11-24"),
        ("/massnahmen", "massnahmen-2026-11-24"),
        ("/abschnitte", "abschnitte-2026-11-24"),
    ],
)
def test_file_is_served_with_name_tag_and_rules(
    client, scene, today, name, stored, key, media_type
):
    client.force_login(scene.city)
    headers = client.get(f"{name}.{key}").headers
    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"] == f'attachment; filename="{stored}.{key}"'
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch('"[0-9a-f]{64}"', headers["ETag"])


def test_names_of_the_others_say_what_they_are(client, signed, monkeypatch):
    monkeypatch.setattr("bildung.editions.synopsis_views.localdate", lambda: DAY)
    client.force_login(signed.city)
    day = localdate()
    for address, name in (
        ("fassungen/1/fassung.docx", "eisenach-fassung-1-2015-10-12.docx"),
        ("fassungen/1/fassung.json", "eisenach-fassung-1-2015-10-12.json"),
        ("fassungen/1/anlage-2.csv", "eisenach-fassung-1-2015-10-12-anlage-2.csv"),
        ("synopse.xlsx", "eisenach-synopse-1-entwurf-2026-11-24.xlsx"),
        ("synopse-anlage-1.csv", "eisenach-synopse-1-entwurf-2026-11-24-anlage-1.csv"),
        ("fassungen/arbeitsstand.docx", f"eisenach-arbeitsstand-{day}.docx"),
        ("fassungen/arbeitsstand-anlage-2.csv", f"eisenach-arbeitsstand-{day}-anlage-2.csv"),
    ):
        found = client.get(f"{OURS}{address}").headers["Content-Disposition"]
        assert found == f'attachment; filename="{name}"'
    for missing in ("synopse-anlage-3.csv", "fassungen/arbeitsstand-anlage-0.csv"):
        assert client.get(f"{OURS}{missing}").status_code == 404


@pytest.mark.parametrize("key", TYPES)
def test_known_file_answers_304_without_being_made(client, scene, monkeypatch, key):
    client.force_login(scene.city)
    address = f"{OURS}anlage-1.{key}"
    tag = client.get(address).headers["ETag"]

    def refuse(self, document, etag):
        raise AssertionError("It is made again.")

    monkeypatch.setattr(files.FileFormat, "content", refuse)
    response = client.get(address, headers={"If-None-Match": tag})
    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", tag)
    monkeypatch.undo()
    scene.measure.text = "Etwas anderes"
    scene.measure.save()
    changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_file_of_annexes_takes_as_many_queries_with_any_number_of_rows(client, scene, count):
    for _ in range(count):
        MeasureFactory(objective=scene.measure.objective)
        DutyFactory(stage=StageFactory(milestone=scene.stage.milestone))
    client.force_login(scene.city)
    for name, expected in (("anlage-1", 8), ("anlage-2", 7), ("anlagen", 11)):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{OURS}{name}.json").status_code == 200
        assert (name, len(captured)) == (name, expected)


def test_text_too_long_for_excel_is_explained(client, scene, monkeypatch):
    def refuse(document):
        raise AnnexError("The cell A3 has 40000 characters; Excel holds 32767.")

    monkeypatch.setattr(xlsx, "render", refuse)
    client.force_login(scene.city)
    response = client.get(f"{OURS}anlage-1.xlsx")
    assert response.status_code == 503
    assert "höchstens 32.767 Zeichen" in response.content.decode()
    assert client.get(f"{OURS}anlage-1.docx").status_code == 200


def test_pages_offer_their_files_by_name(client, signed):
    client.force_login(signed.city)
    for page, what, first in (
        (OURS, "Beide Anlagen", f"{OURS}anlagen.docx"),
        (OURS, "Anlage 2", f"{OURS}anlage-2.xlsx"),
        (f"{OURS}fassungen/1/", "Fassung", f"{OURS}fassungen/1/fassung.docx"),
        (f"{OURS}synopse/", "Synopse", f"{OURS}synopse.json"),
        ("/massnahmen/", "Ganze Liste", "/massnahmen.csv"),
        ("/abschnitte/", "Ganze Liste", "/abschnitte.pdf"),
    ):
        label = files.FORMATS[first.rpartition(".")[2]].label
        link = f'<a href="{first}"><span class="visually-hidden">{what} als </span>{label}</a>'
        assert link in client.get(page).content.decode()
    day = f"{localdate():%d.%m.%Y}"
    link = f'href="{OURS}fassungen/arbeitsstand-anlage-2.csv?tag={day}"'
    assert link in client.get(f"{OURS}fassungen/arbeitsstand/").content.decode()
