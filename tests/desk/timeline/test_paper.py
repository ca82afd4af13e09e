"""The timeline's PDF: what it shows, to whom, on how many sheets."""

from io import BytesIO

import page as validator
import pdfplumber
import pikepdf
import pytest

from bildung.desk.timeline import views
from bildung.formats import pdf
from tests.budget import sampled
from tests.factories import (
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    StageFactory,
)
from tests.formats.tagtree import TaggedPdf
from tests.scene import make_scene

from .pages import PRINT, URL, page_of, texts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


WIDTHS = {"a4": 842, "a3": 1191, "letter": 842}


@pytest.mark.parametrize("format", sampled(WIDTHS))
def test_pdf_is_accessible_and_has_its_format(client, eisenach, format):
    client.force_login(MembershipFactory(organisation=eisenach.municipality).user)
    response = client.get(f"{PRINT}?format={format}")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="zeitstrahl-2026-11-24.pdf"'
    report = validator.validate_pdf_bytes(response.content, profile="ua1")
    assert (report.is_compliant, [each.message for each in report.failures]) == (True, [])
    with pdfplumber.open(BytesIO(response.content)) as document:
        assert round(document.pages[0].width) == WIDTHS[format]
        texts = [each.extract_text() for each in document.pages]
    title = "Zeitstrahl Zielvereinbarung Stadt Eisenach – TransMit"
    assert texts[0].startswith(title)
    assert texts[0].endswith(f"{title} Stand 24.11.2026 Seite 1 von {len(texts)}")
    pictures = [text for text in texts_of(response.content) if "201520162017" in text]
    assert len(pictures) > 1
    assert {"Heute,24.11.2026" in text for text in pictures} == {True}


# The heads of a sheet of months, quarters, years.
MONTHS_OF_2 = "20152016JanFebMärAprMaiJunJulAugSepOktNovDez"
QUARTERS_OF_6 = "201520162017201820192020Q1Q2Q3Q4"
YEARS = "201520162017201820192020202120222023202420252026"


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("scale=month&format=a4", MONTHS_OF_2),
        ("scale=quarter&format=a4", QUARTERS_OF_6),
        ("scale=year&format=a4", YEARS),
        ("scale=month&format=a3", "201520162017JanFebMärApr"),
        ("scale=quarter&format=a3", f"{YEARS}Q1Q2Q3Q4"),
        ("scale=year&format=letter", YEARS),
    ],
)
def test_scale_that_was_chosen_is_the_one_on_paper(client, scene, query, head):
    client.force_login(scene.city)
    content = client.get(f"{PRINT}?{query}").content
    with pikepdf.open(BytesIO(content)) as document:
        assert round(document.pages[0].MediaBox[2]) == WIDTHS[query.rpartition("=")[2]]
    [first, *_] = texts_of(content)
    assert head in first
    words = "sinddieJahreaufmehrereBilderverteilt"
    assert (words in first) == (YEARS not in head)


def test_picture_of_some_years_shows_what_runs_in_them(client, scene):
    objective = scene.measure.objective  # its measure ran in 2016
    for name, wording in (("Laufendes", "laufend"), ("Altes", "2019"), ("Neues", "ab 2024")):
        MeasureFactory(objective=objective, text=name, timeframe_wording=wording)
    client.force_login(scene.city)
    query = "start=01.01.2016&end=31.12.2025&scale=month"
    content = client.get(f"{PRINT}?{query}").content
    with pikepdf.open(BytesIO(content)) as document:
        titles = [
            str(each.Alt).split(". ")[0]
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
    assert titles == [
        "Zeitstrahl 2016 bis 2017 mit 3 Balken",  # the stage runs in all of them
        "Zeitstrahl 2018 bis 2019 mit 3 Balken",
        "Zeitstrahl 2020 bis 2021 mit 2 Balken",
        "Zeitstrahl 2022 bis 2023 mit 2 Balken",
        "Zeitstrahl 2024 bis 2025 mit 3 Balken",
    ]


def test_scale_that_would_take_too_many_pictures_is_printed_coarser_and_says_so(
    client, scene, monkeypatch
):
    monkeypatch.setattr("bildung.desk.timeline.paper.MOST_PICTURES", 1)
    client.force_login(scene.city)
    [first, *_] = texts_of(client.get(f"{PRINT}?scale=month").content)
    assert YEARS in first
    assert "GedrucktistdieSkala„Jahre“:AufderSkala„Monate“wärenesmehrals1Bilder." in first


def test_page_says_how_many_years_a_sheet_shows(client, scene, monkeypatch):
    hints = {
        scale: page_of(client, scene.city, f"{URL}?scale={scale}").prints_hint
        for scale in ("month", "quarter", "year")
    }
    assert hints == {
        "month": "Auf der Skala „Monate“ zeigt ein Blatt A4 höchstens 2 Jahre und ein Blatt A3 "
        "höchstens 3 Jahre.",
        "quarter": "Auf der Skala „Quartale“ zeigt ein Blatt A4 höchstens 6 Jahre.",
        "year": "",
    }
    monkeypatch.setattr("bildung.desk.timeline.paper.MOST_PICTURES", 5)
    page = page_of(client, scene.city, f"{URL}?scale=month")
    assert page.prints_hint.endswith(
        "Würden es mehr als 5 Bilder, wird eine gröbere Skala gedruckt."
    )


def test_pdf_tells_pictures_and_table_to_a_reading_program(client, scene):
    client.force_login(scene.city)
    tags = TaggedPdf(client.get(PRINT).content)
    [table] = tags.tables()
    heads = {tag.id: tag.text for tag in table.all("TH")}
    told = [(cell.text, [heads[each] for each in cell.headers]) for cell in table.all("TD")]
    goal = f"Ziel {scene.measure.objective.goal}"
    assert told[:2] == [
        ("1/2016-3/2016", ["Zeitrahmen", goal, scene.measure.text]),
        ("01.01.2016", ["Beginn", goal, scene.measure.text]),
    ]
    assert len(told) == 10


def test_pdf_is_filtered_as_the_page_and_says_so(client, scene):
    client.force_login(scene.city)
    content = client.get(f"{PRINT}?overdue=yes&scale=quarter").content
    with pdfplumber.open(BytesIO(content)) as document:
        text = " ".join(each.extract_text() for each in document.pages)
    assert "Gefiltert nach Frist: überfällig" in text
    assert (scene.measure.text in text, scene.stage.purpose in text) == (True, False)


def test_pdf_shows_nothing_of_others(client, scene):
    foreign = make_scene()
    client.force_login(foreign.city)
    content = client.get(f"{PRINT}?agreement={scene.agreement.slug}").content
    with pdfplumber.open(BytesIO(content)) as document:
        text = " ".join(each.extract_text() for each in document.pages)
    assert (scene.measure.text in text, foreign.measure.text in text) == (False, True)


def test_print_that_fails_says_what_to_do(client, scene, monkeypatch):
    def fail(markup):
        raise pdf.PrintError("Der Druck hat länger als 60 Sekunden gedauert.")

    client.force_login(scene.city)
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render_markup", fail)
        response = client.get(PRINT)
    assert response.status_code == 503
    assert "länger als 60 Sekunden" in response.content.decode()


def test_timeline_too_long_for_paper_leads_to_its_page_which_says_so(client, scene, monkeypatch):
    client.force_login(scene.city)
    monkeypatch.setattr(views, "MOST_ON_PAPER", 1)
    response = client.get(f"{PRINT}?status=open", follow=True)
    assert response.redirect_chain == [(f"{URL}?status=open", 302)]
    assert (response.status_code, response.context["page"].prints) == (200, ())
    assert "Bitte filtern Sie." in response.content.decode()


def test_long_milestone_goes_on_over_pages(client, scene):
    milestone = MilestoneFactory(agreement=scene.agreement)
    for _ in range(30):
        StageFactory(milestone=milestone)
    client.force_login(scene.city)
    content = client.get(f"{PRINT}?milestone={milestone.pk}").content
    title = "".join(f"{milestone} (Fortsetzung)".split())
    going_on = [text for text in texts_of(content) if title in text]
    assert len(going_on) == 2
    assert {"Heute,24.11.2026" in text for text in going_on} == {True}


def test_each_picture_is_a_figure_with_a_text_in_its_place(client, scene):
    client.force_login(scene.city)
    with pikepdf.open(BytesIO(client.get(PRINT).content)) as document:
        [figure] = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        assert str(figure.Alt) == (
            "Zeitstrahl 2015 bis 2026 mit 2 Balken. Dasselbe steht in der Tabelle darunter."
        )
        left, bottom, right, top = map(float, figure.A.BBox)
        _, _, width, height = map(float, document.pages[0].MediaBox)
    assert (round(left), round(right - left)) == (43, 756)
    assert 0 < bottom < top < height and right < width
