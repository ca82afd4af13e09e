"""Annex files laid out as other offices do, read to the wording; and broken ones, uploaded.

The files are made here by python-docx and openpyxl: nothing in them comes from this software.
"""

import io

import docx
import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import goals.annex
import goals.plan
import milestones.annex
import milestones.plan
from bildung.agreements.models import Party, Role
from bildung.annex import reading
from bildung.annex.table import AnnexTable
from bildung.formats.intake import read_file
from goals.plan import MeasurePlan
from tests.budget import DEEP
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    StageFactory,
    StepFactory,
)
from tests.fuzz.mutations import mutated

pytestmark = pytest.mark.django_db

MUTATED = 20 if DEEP else 10  # each for city and agency


@pytest.fixture
def agreement():
    agreement = AgreementFactory(
        municipality__name="Stadt Musterstadt", agency__name="Agentur Nord"
    )
    objective = ObjectiveFactory(goal__agreement=agreement)
    StepFactory(measure__objective=objective)
    MeasureFactory(objective=objective)
    DutyFactory(stage=StageFactory(milestone__agreement=agreement))
    return agreement


def word_file(*parts) -> bytes:
    """A Word file: a text is a paragraph, a list of rows a table.

    A cell is a text with line breaks, or a list of texts and of pairs: style, text.
    """
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]), style="Table Grid")
        for drawn, cells in zip(table.rows, part, strict=True):
            for place, cell in zip(drawn.cells, cells, strict=True):
                _fill(place, cell)
    return saved(document)


def _fill(place, cell) -> None:
    lines = [cell] if isinstance(cell, str) else cell
    for number, line in enumerate(lines):
        style, text = (None, line) if isinstance(line, str) else line
        paragraph = place.paragraphs[0] if number == 0 else place.add_paragraph()
        paragraph.text, paragraph.style = text, style


def excel_file(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(document) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def read(name: str, content: bytes, like: AnnexTable) -> reading.Reading:
    return reading.read(read_file(name, content), like)


def goals_said(table: AnnexTable) -> list:
    """Number, priority, title and Erläuterungen of each goal, without the keys of rows."""
    return [
        (
            goal.number,
            goal.priority.label,
            goal.title,
            [(each.text, _measures(each.measures)) for each in goal.objectives],
        )
        for goal in goals.plan.read(table)
    ]


def _measures(plans: tuple[MeasurePlan, ...]) -> list[tuple[str, tuple[str, ...], str]]:
    return [(plan.text, plan.steps, plan.timeframe) for plan in plans]


def milestones_said(table: AnnexTable) -> list:
    """Title and stages of each milestone: purpose, duties of both sides, time frame."""
    return [
        (
            milestone.title,
            [
                (
                    stage.purpose,
                    stage.duties[Party.MUNICIPALITY],
                    stage.duties[Party.AGENCY],
                    stage.timeframe,
                )
                for stage in milestone.stages
            ],
        )
        for milestone in milestones.plan.read(table)
    ]


def test_word_plan_in_two_tables_with_numbered_measures_is_read_word_for_word(agreement):
    """Columns in another order under other names, steps by letters, nothing merged: what goes on
    from above is repeated once and blank once. The second half has the headings again."""
    heads = ["Laufzeit", "Aktivität", "Handlungsfeld", "Priorität", "Beschreibung"]
    number = "List Number"
    content = word_file(
        "Maßnahmenplan Bildung",
        [
            heads,
            [
                "ab 1/2027",
                [
                    (number, "Runden Tisch einberufen"),
                    ("List Number 2", "Einladung an alle Träger"),
                ],
                "1. Übergänge gestalten",
                "hoch",
                "Eltern früh beraten",
            ],
            ["2028", [(number, "Broschüre drucken")], "1. Übergänge gestalten", "hoch", ""],
            ["laufend", [(number, "Sprechstunde anbieten")], "", "", "Schulen vernetzen"],
        ],
        "Fortsetzung der Tabelle",
        [
            heads,
            [
                "3/2027 - 6/2027",
                ["1. Daten beschaffen", "a) Schulstatistik", "b) Jugendhilfe", "2. Bericht legen"],
                "2. Monitoring aufbauen",
                "niedrig",
                ["Kennzahlen:", ("List Bullet", "Schulabgänge"), ("List Bullet", "Kita-Plätze")],
            ],
        ],
    )
    result = read("plan.docx", content, goals.annex.build(agreement))
    assert goals_said(result.table) == [
        (
            1,
            "hoch",
            "Übergänge gestalten",
            [
                (
                    "Eltern früh beraten",
                    [
                        ("Runden Tisch einberufen", ("Einladung an alle Träger",), "ab 1/2027"),
                        ("Broschüre drucken", (), "2028"),
                    ],
                ),
                ("Schulen vernetzen", [("Sprechstunde anbieten", (), "laufend")]),
            ],
        ),
        (
            2,
            "niedrig",
            "Monitoring aufbauen",
            [
                (
                    "Kennzahlen:\n  Schulabgänge\n  Kita-Plätze",
                    [
                        (
                            "Daten beschaffen",
                            ("Schulstatistik", "Jugendhilfe"),
                            "3/2027 - 6/2027",
                        ),
                        ("Bericht legen", (), "3/2027 - 6/2027"),
                    ],
                )
            ],
        ),
    ]
    assert result.missing == ()
    assert " ".join(note.text for note in result.unplaced) == (
        "Maßnahmenplan Bildung Fortsetzung der Tabelle"
    )


def test_excel_plan_with_bullets_by_character_and_a_column_of_its_own_is_read_word_for_word(
    agreement,
):
    content = excel_file(
        ["Aktionsplan 2027"],
        ["Bis wann", "Kosten", "Teilziel", "Nr.", "Umsetzungsschritte", "Ziel"],
        ["12/2027", "500 €", "Wege kennen", 1, "▪ Karte zeichnen\n  – Schulen\n  – Horte", "Netz"],
        ["nach Absprache", None, None, None, "▪ Karte aushängen", None],
        ["", "80 €", "Wege gehen", None, "=Laufgruppe", None],
        [],
        ["Bis wann", "Kosten", "Teilziel", "Nr.", "Umsetzungsschritte", "Ziel"],
        ["2029", None, None, 2, "- Bericht\n- Bericht vorstellen", "Daten"],
    )
    # A text that looks like a formula, typed with an apostrophe.
    book = openpyxl.load_workbook(io.BytesIO(content))
    place = next(cell for row in book.active for cell in row if cell.value == "=Laufgruppe")
    place.data_type = "s"
    result = read("plan.xlsx", saved(book), goals.annex.build(agreement))
    assert goals_said(result.table) == [
        (
            1,
            "mittel",
            "Netz",
            [
                (
                    "Wege kennen",
                    [
                        ("Karte zeichnen", ("Schulen", "Horte"), "12/2027"),
                        ("Karte aushängen", (), "nach Absprache"),
                    ],
                ),
                ("Wege gehen", [("=Laufgruppe", (), "")]),
            ],
        ),
        (
            2,
            "mittel",
            "Daten",
            [("", [("Bericht", (), "2029"), ("Bericht vorstellen", (), "2029")])],
        ),
    ]
    assert [(note.place, note.text) for note in result.unplaced] == [
        ("Blatt „Sheet“, Tabelle 1, Überschrift", "Aktionsplan 2027"),
        ("Blatt „Sheet“, Tabelle 1, Spalte „Kosten“", "500 €\n80 €"),
    ]


def test_word_milestones_with_numbers_and_no_merged_cells_are_read_word_for_word(agreement):
    heads = ["Termin", "Zuständigkeit Agentur", "Zuständigkeit Stadt", "Anlass", "Etappe"]
    content = word_file(
        [
            heads,
            [
                "Juni 2027",
                ["1. Vortrag halten", "2. Protokoll schreiben"],
                [("List Number", "Raum stellen"), ("List Number", "Gäste einladen")],
                ["Kennenlernen", "Absprachen treffen"],
                "I. Auftakt",
            ],
            ["Juli 2027", "-", ["• Beschluss fassen"], "", "I. Auftakt"],
        ],
        [
            ["2028", ["Bilanz ziehen"], "", "Ergebnisse sichern", "II. Abschluss"],
            ["", "", [("List Bullet", "Unterschrift leisten")], "Weiterarbeit", "II. Abschluss"],
        ],
    )
    result = read("meilensteine.docx", content, milestones.annex.build(agreement))
    assert milestones_said(result.table) == [
        (
            "I. Auftakt",
            [
                (
                    "Kennenlernen\nAbsprachen treffen",
                    ("Raum stellen", "Gäste einladen"),
                    ("Vortrag halten", "Protokoll schreiben"),
                    "Juni 2027",
                ),
                ("", ("Beschluss fassen",), (), "Juli 2027"),
            ],
        ),
        (
            "II. Abschluss",
            [
                ("Ergebnisse sichern", (), ("Bilanz ziehen",), "2028"),
                ("Weiterarbeit", ("Unterschrift leisten",), (), ""),
            ],
        ),
    ]
    assert (result.missing, result.unplaced) == (("status",), ())


def everything() -> dict[str, list]:
    """All rows of all tables, history included; what a login leaves behind is not of the plan."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "sessions"
    }


@pytest.mark.parametrize(("side", "annex"), [("municipality", 1), ("agency", 2)])
def test_broken_files_are_answered_and_store_nothing(client, agreement, side, annex):
    GoalFactory(agreement=agreement)
    organisation = getattr(agreement, side)
    client.force_login(MembershipFactory(organisation=organisation, role=Role.EDITING).user)
    client.raise_request_exception = False  # an error is an answer, too
    url = reverse("importing:file", args=[agreement.slug, f"anlage-{annex}"])
    assert client.get(url).status_code == 200
    before = everything()
    answers = {}
    for seed in range(annex, annex + 2 * MUTATED, 2):
        name, content = mutated(seed)
        response = client.post(url, {"file": SimpleUploadedFile(name, content)})
        kind = "preview" if "page" in (response.context or {}) else "refusal"
        answers[seed, name] = response.status_code, kind
    assert {key: answer for key, answer in answers.items() if answer[0] not in (200, 302)} == {}
    assert {kind for _, kind in answers.values()} == {"preview", "refusal"}
    assert everything() == before
