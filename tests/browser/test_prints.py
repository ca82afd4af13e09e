"""Pages as a browser prints them: read back from the PDF that Chromium makes of them."""

import re
from io import BytesIO

import pdfplumber
import pytest

from goals.models import Goal, Measure
from tests.factories import GoalFactory, MeasureFactory, ObjectiveFactory

from .plan import make_plan

pytestmark = [
    pytest.mark.browser,
    pytest.mark.looks,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def printed(visitors, eisenach):
    """Return what prints the page at an address on A4, as the texts of its sheets."""
    page = visitors.enter(make_plan(eisenach).people["city"])

    def sheets(address: str) -> list[str]:
        page.goto(address)
        with pdfplumber.open(BytesIO(page.pdf(format="A4"))) as document:
            return [sheet.extract_text() for sheet in document.pages]

    return sheets


def numbers(sheets: list[str]) -> list[str]:
    """Return the numbers that the test gave to records, in the order in which they are printed."""
    return re.findall(r"Nummer (\d+)\b", "\n".join(sheets))


def test_start_page_sums_up_once_and_keeps_each_bar_with_its_name(printed, eisenach):
    for number in range(40):
        goal = GoalFactory(agreement=eisenach, number=100 + number, title=f"Nummer {number}")
        MeasureFactory(objective=ObjectiveFactory(goal=goal), status="done")
    sheets = printed("/")
    text = "\n".join(sheets)
    assert len(sheets) > 2
    assert len(re.findall(r"^Gesamt \d+ %", text, re.MULTILINE)) == 1
    assert numbers(sheets) == [str(number) for number in range(40)]
    # A line with its name has its figure on the same sheet.
    assert [len(re.findall(r"Nummer \d+ 100 %", each)) for each in sheets] == [
        len(re.findall(r"Nummer \d+\b", each)) for each in sheets
    ]
    assert "Abgeschlossenes zählt als 100 %" in text  # the rule, which nobody can open on paper


def test_lists_repeat_their_head_and_print_no_empty_sheet(printed):
    for address, head in (("/massnahmen/", "Maßnahme Ziel"), ("/abschnitte/", "Meilenstein Zweck")):
        sheets = printed(address)
        assert len(sheets) > 1
        assert [sheet.count(head) for sheet in sheets] == [1] * len(sheets)
        assert {len(sheet) > 200 for sheet in sheets} == {True}
        assert "Filtern" not in "".join(sheets)


def test_timeline_prints_its_table_and_points_to_the_picture(printed, eisenach):
    sheets = printed("/zeitstrahl/")
    text = "\n".join(sheets)
    for missing in ("Als Bild", "Im Bild zum heutigen Tag", "PDF auf A4\n"):
        assert missing not in text
    assert "Das Bild gibt es zum Drucken als PDF auf A4 und A3." in sheets[0]
    assert "Entwicklung eines Bildungsleitbilds" in re.sub(r"\s+", " ", sheets[0])


def test_heading_of_a_group_stays_with_what_it_heads(printed, eisenach):
    Goal.objects.filter(agreement=eisenach).delete()
    # Some heading comes to lie at the foot of a sheet, as there are so many.
    for number in range(60):
        goal = GoalFactory(agreement=eisenach, number=100 + number, title="Gruppe")
        MeasureFactory(objective=ObjectiveFactory(goal=goal), text=f"Nummer {number}")
    sheets = printed("/zeitstrahl/")
    last_lines = [sheet.splitlines()[-1] for sheet in sheets]
    assert len(sheets) > 2
    assert [line for line in last_lines if "Gruppe" in line] == []
    assert numbers(sheets) == [str(number) for number in range(60)]


def test_agreement_page_prints_its_annexes_as_agreed(printed, eisenach):
    Measure.objects.filter(objective__goal__agreement=eisenach).update(status="postponed")
    sheets = printed("/vereinbarungen/eisenach/")
    text = "\n".join(sheets)
    assert len(re.findall(r"Gesamt \d+ %", text)) == 2
    assert text.count("verschoben") == 2  # among the figures, and in the rule
    for missing in ("Aktionen", "Bearbeiten", "Federführung", "herunterladen"):
        assert missing not in text


def test_history_prints_what_happened_and_no_ways_back(printed, eisenach):
    measure = Measure.objects.filter(objective__goal__agreement=eisenach).first()
    measure.text = "Neuer Wortlaut"
    measure.save()
    text = "\n".join(printed("/vereinbarungen/eisenach/verlauf/"))
    assert "Neuer Wortlaut" in text
    assert "wiederherstellen" not in text
