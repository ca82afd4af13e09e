"""The lists of both annexes, sorted by each of their columns, both ways."""

import pytest
from django.urls import resolve

from tests.factories import (
    AgreementFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    StageFactory,
    UnitFactory,
)

from .test_lists import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

# In each case the records A to D, made in this order, differ in what is sorted by.
SORTED = {
    "/massnahmen/": {
        "": "CBDA",
        "goal": "CBDA",
        "-goal": "ADBC",
        "text": "BCDA",
        "-text": "ADCB",
        "timeframe": "CDAB",
        "-timeframe": "ADCB",  # what has no dates comes last either way
        "unit": "ADCB",
        "-unit": "CDAB",
        "status": "BDAC",
        "-status": "CADB",
    },
    "/abschnitte/": {
        "": "CBDA",
        "plan": "CBDA",
        "-plan": "DACB",
        "milestone": "BDCA",
        "-milestone": "ACDB",
        "purpose": "CADB",
        "-purpose": "BDAC",
        "timeframe": "CDAB",
        "-timeframe": "ADCB",
        "status": "BDAC",
        "-status": "CADB",
    },
}


@pytest.fixture
def plan():
    """Make four measures and four stages; return who sees them, and their letters by key."""
    first = AgreementFactory(slug="erste")
    city = first.municipality
    second = AgreementFactory(slug="zweite", municipality=city, agency=first.agency)
    units = [UnitFactory(organisation=city, name=name) for name in ("Ämter", "Schule", "jugend")]
    letters = {}
    for letter, agreement, place, text, title, purpose, timeframe, unit, status in (
        ("A", second, 3, "Zoo", "Umsetzung", "Beratung", "3/2016", units[0], "done"),
        ("B", first, 2, "Ämter", "Ämter", "Zweck", "", None, "open"),
        ("C", first, 1, "azubi", "diskurs", "Austausch", "1/2016", units[1], "dropped"),
        ("D", second, 1, "Messe", "Bedarf", "östlich", "1/2016-5/2016", units[2], "in_progress"),
    ):
        as_both = {"timeframe_wording": timeframe, "status": status}
        goal = GoalFactory(agreement=agreement, number=place)
        measure = MeasureFactory(objective__goal=goal, text=text, lead_unit=unit, **as_both)
        milestone = MilestoneFactory(agreement=agreement, position=place, title=title)
        stage = StageFactory(milestone=milestone, purpose=purpose, **as_both)
        letters |= {f"measure-{measure.pk}": letter, f"stage-{stage.pk}": letter}
    return MembershipFactory(organisation=city).user, letters


@pytest.mark.parametrize("url", SORTED)
def test_list_is_sorted_by_what_its_column_shows(client, plan, url):
    user, letters = plan
    found = {}
    for sort in SORTED[url]:
        lines = page_of(client, user, f"{url}?sort={sort}").lines
        found[sort] = "".join(letters[line.key] for line in lines)
    assert found == SORTED[url]


@pytest.mark.parametrize("url", SORTED)
def test_every_sort_of_a_list_is_among_those_tested(client, plan, url):
    columns = page_of(client, plan[0], url).columns
    assert {column.key for column in columns if column.url} <= set(SORTED[url])
    orders = resolve(url).func.view_class.orders
    assert {f"{way}{key}" for key in orders for way in ("", "-")} == set(SORTED[url]) - {""}
