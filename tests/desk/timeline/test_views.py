"""The timeline's page and its PDF: what they show, to whom, at what cost."""

import re
from datetime import date
from io import BytesIO

import page as validator
import pdfplumber
import pikepdf
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.models import Agreement
from bildung.desk.timeline import views
from bildung.formats import pdf
from tests.factories import (
    AgreementFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    StageFactory,
    StageReportFactory,
    UnitFactory,
)
from tests.formats.tagtree import TaggedPdf
from tests.scene import make_scene, strangers

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)
URL, PRINT = "/zeitstrahl/", "/zeitstrahl.pdf"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("bildung.agreements.filters.localdate", lambda: DAY)


@pytest.fixture
def scene():
    return make_scene(slug="eisenach")


@pytest.fixture
def eisenach():
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")


def page_of(client, user, url=URL):
    client.force_login(user)
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return response.context["page"]


def bars(page) -> list[str]:
    return [bar.item.key for bar in page.picture.bars] if page.picture else []


def rows(page) -> list[str]:
    return [item.key for _, items in page.groups for item in items]


def same(response) -> str:
    """The page without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def texts_of(content: bytes) -> list[str]:
    """The text of each page, without spaces: pdfplumber finds none in pictures."""
    with pdfplumber.open(BytesIO(content)) as document:
        return ["".join(page.extract_text().split()) for page in document.pages]


def key(record) -> str:
    return f"{type(record).__name__.lower()}-{record.pk}"


# Numbers of queries: with more than a page of measures, no stages are read for the first.
@pytest.mark.parametrize(("count", "expected"), [(1, 10), (3, 10), (200, 9)])
def test_page_takes_as_many_queries_with_any_number_of_records(client, count, expected):
    agency = make_scene().agreement.agency
    for number in range(count):
        if number < 20:
            agreement = AgreementFactory(agency=agency)
        unit = UnitFactory(organisation=agreement.municipality)
        MeasureFactory(objective__goal__agreement=agreement, lead_unit=unit)
        StageFactory(milestone__agreement=agreement)
    client.force_login(MembershipFactory(organisation=agency).user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    assert len(captured) == expected


def test_page_shows_own_records_and_nothing_of_others(client, scene):
    foreign = make_scene(title="Geheimvertrag")
    for person in (scene.city, scene.agency):
        client.force_login(person)
        text = client.get(URL).content.decode()
        for secret in ("Geheim", foreign.measure.text, foreign.stage.purpose):
            assert secret not in text
        page = page_of(client, person)
        assert rows(page) == bars(page) == [key(scene.measure), key(scene.stage)]


def test_strangers_see_an_empty_timeline_of_another_agreement(client, scene):
    for name, person in strangers().items():
        client.force_login(person)
        foreign = client.get(f"{URL}?agreement={scene.agreement.slug}")
        nowhere = client.get(f"{URL}?agreement=nirgendwo")
        assert (name, foreign.status_code) == (name, 200)
        assert same(foreign).replace(scene.agreement.slug, "nirgendwo") == same(nowhere)
        assert scene.measure.text not in foreign.content.decode()


def test_anonymous_visitors_log_in_first_and_nobody_posts(client, scene):
    for url in (URL, PRINT):
        assert client.get(url).url.startswith("/anmelden/")
    client.force_login(scene.city)
    assert [client.post(url).status_code for url in (URL, PRINT)] == [405, 405]


def test_agreement_page_leads_to_its_own_timeline(client, scene):
    client.force_login(scene.city)
    assert f'href="{URL}?agreement=eisenach"' in client.get(scene.page).content.decode()


def test_filters_are_those_of_both_lists(client, scene):
    late = MeasureFactory(objective=scene.measure.objective, text="Bildungsbericht", status="done")
    assert rows(page_of(client, scene.city, f"{URL}?text=bildungsbericht")) == [key(late)]
    assert rows(page_of(client, scene.city, f"{URL}?status=open")) == [
        key(scene.measure),
        key(scene.stage),
    ]
    assert rows(page_of(client, scene.city, f"{URL}?overdue=yes")) == [key(scene.measure)]
    assert rows(page_of(client, scene.city, f"{URL}?start=01.01.2020")) == [key(scene.stage)]
    [status] = [each for each in page_of(client, scene.city).filters.quick if each.name == "status"]
    assert [choice.count for choice in status.groups[0].choices] == [2, 0, 1, 0, 0]


def test_what_is_due_soon_or_long_silent_is_of_both_kinds(client, scene):
    soon = {"timeframe_wording": "1/2026-12/2026"}
    measure = MeasureFactory(objective=scene.measure.objective, **soon)
    stage = StageFactory(milestone=scene.stage.milestone, **soon)
    StageReportFactory(stage=scene.stage, reported_on=DAY)
    page = page_of(client, scene.city, f"{URL}?overdue=soon&filter=alle")
    assert rows(page) == [key(measure), key(stage)]
    [silent] = [field for field in page.filters.more if field.name == "silent"]
    assert [choice.count for group in silent.groups for choice in group.choices] == [2]
    assert rows(page_of(client, scene.city, f"{URL}?silent=yes")) == [
        key(scene.measure),
        key(measure),
        key(stage),
    ]


def test_filter_that_one_kind_alone_has_leaves_out_the_other_and_says_so(client, scene):
    goal, milestone = scene.measure.objective.goal, scene.stage.milestone
    by_goal = page_of(client, scene.city, f"{URL}?goal={goal.pk}")
    assert (rows(by_goal), by_goal.total) == ([key(scene.measure)], 1)
    assert by_goal.notices == (
        "Nach „Ziel“ lassen sich nur Maßnahmen filtern. Meilensteine fehlen hier.",
    )
    by_milestone = page_of(client, scene.city, f"{URL}?milestone={milestone.pk}")
    assert rows(by_milestone) == [key(scene.stage)]
    both = page_of(client, scene.city, f"{URL}?goal={goal.pk}&milestone={milestone.pk}")
    assert (rows(both), len(both.chips)) == ([], 2)
    assert [chip.remove_url for chip in both.chips] == [
        f"{URL}?milestone={milestone.pk}",
        f"{URL}?goal={goal.pk}",
    ]


def test_address_is_canonical(client, scene):
    client.force_login(scene.city)
    response = client.get(f"{URL}?text=&status=open&page=1&scale=month&other=x")
    assert response.url == f"{URL}?status=open&scale=month"
    assert client.get(f"{PRINT}?text=&format=a3").url == f"{PRINT}?format=a3"


def test_scale_is_chosen_in_the_address(client, scene):
    default = page_of(client, scene.city)
    assert [choice.label for choice in default.scales if choice.is_current] == ["Jahre"]
    months = page_of(client, scene.city, f"{URL}?scale=month&status=open")
    assert [choice.url for choice in months.scales] == [
        f"{URL}?status=open&scale={scale}" for scale in ("month", "quarter", "year")
    ]
    assert len(months.picture.units) == 12 * 12
    wrong = page_of(client, scene.city, f"{URL}?scale=week")
    assert wrong.notices == ("Diese Skala gibt es nicht. Gezeigt wird die passende.",)


def test_what_has_no_place_in_time_is_told_below_the_picture(client, scene):
    vague = MeasureFactory(objective=scene.measure.objective, timeframe_wording="nach Absprache")
    without = StageFactory(milestone=scene.stage.milestone, timeframe_wording="")
    page = page_of(client, scene.city)
    assert [item.key for item in page.unplaced] == [key(vague), key(without)]
    assert bars(page) == [key(scene.measure), key(scene.stage)]
    text = client.get(URL).content.decode()
    assert "„nach Absprache“, nicht auswertbar" in text
    assert "ohne Zeitrahmen" in text


def test_period_filtered_by_is_the_window(client, scene):
    page = page_of(client, scene.city, f"{URL}?start=01.01.2016&end=31.12.2016")
    assert [mark.label for mark in page.picture.years] == ["2016"]
    assert page.notices == ("Der heutige Tag liegt rechts außerhalb des Bildes.",)


def test_extreme_dates_make_no_giant_picture(client, scene):
    for start, end in (((1900, 1, 1), (1900, 2, 1)), ((2999, 1, 1), (2999, 2, 1))):
        MeasureFactory(
            objective=scene.measure.objective,
            timeframe_wording="nach Absprache",
            starts_on=date(*start),
            ends_on=date(*end),
        )
    page = page_of(client, scene.city, f"{URL}?scale=month")
    assert (page.picture.width, len(bars(page))) == (30 * 12 * 32, 4)
    assert page.notices[0].startswith("Das Bild reicht nur von 2016 bis 2045:")


def test_2000_records_are_paged(client, scene):
    goal = GoalFactory(agreement=scene.agreement)
    objective = ObjectiveFactory(goal=goal)
    for number in range(250):
        MeasureFactory(objective=objective, position=number)
    first = page_of(client, scene.city)
    assert (first.total, first.pager.first, first.pager.last, len(bars(first))) == (
        252,
        1,
        100,
        100,
    )
    last = page_of(client, scene.city, f"{URL}?page=3")
    assert (last.pager.first, last.pager.last, rows(last)[-1]) == (201, 252, key(scene.stage))
    assert [link.url for link in last.pager.links] == [URL, f"{URL}?page=2", f"{URL}?page=3"]
    beyond = page_of(client, scene.city, f"{URL}?page=9")
    assert (beyond.pager.number, beyond.notices) == (
        3,
        ("Diese Seite gibt es nicht. Gezeigt wird Seite 3.",),
    )


def test_empty_timeline_says_so(client):
    scene = AgreementFactory()
    client.force_login(MembershipFactory(organisation=scene.municipality).user)
    text = client.get(URL).content.decode()
    assert "Es gibt noch keine Maßnahmen und keine Abschnitte." in text
    assert "<svg class" not in text


def test_texts_are_escaped(client, scene):
    scene.measure.text = "<b>&\"'</b>"
    scene.measure.save()
    client.force_login(scene.city)
    text = client.get(URL).content.decode()
    assert "&lt;b&gt;&amp;&quot;" in text and "<b>&" not in text
    assert client.get(PRINT).status_code == 200


# On paper


@pytest.mark.parametrize(("format", "width"), [("a4", 842), ("a3", 1191), ("letter", 842)])
def test_pdf_is_accessible_and_has_its_format(client, eisenach, format, width):
    client.force_login(MembershipFactory(organisation=eisenach.municipality).user)
    response = client.get(f"{PRINT}?format={format}")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="zeitstrahl-2026-11-24.pdf"'
    report = validator.validate_pdf_bytes(response.content, profile="ua1")
    assert (report.is_compliant, [each.message for each in report.failures]) == (True, [])
    with pdfplumber.open(BytesIO(response.content)) as document:
        assert round(document.pages[0].width) == width
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
    ],
)
def test_scale_that_was_chosen_is_the_one_on_paper(client, scene, query, head):
    client.force_login(scene.city)
    [first, *_] = texts_of(client.get(f"{PRINT}?{query}").content)
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


def test_print_that_fails_or_is_too_long_says_what_to_do(client, scene, monkeypatch):
    def fail(markup):
        raise pdf.PrintError("Der Druck hat länger als 60 Sekunden gedauert.")

    client.force_login(scene.city)
    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render_markup", fail)
        response = client.get(PRINT)
    assert response.status_code == 503
    assert "länger als 60 Sekunden" in response.content.decode()
    monkeypatch.setattr(views, "MOST_ON_PAPER", 1)
    response = client.get(f"{PRINT}?status=open")
    assert response.status_code == 503
    assert f'href="{URL}?status=open"' in response.content.decode()
    assert page_of(client, scene.city).prints == ()


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
