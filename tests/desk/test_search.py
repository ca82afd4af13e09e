"""The search: what it finds for whom, in which spelling, what it marks, in how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.desk.search import excerpt
from tests.budget import MANY
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    StageFactory,
    StepFactory,
)
from tests.scene import make_scene, strangers

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def scene(one_scene):
    return one_scene


def search(client, person, text, **more):
    client.force_login(person)
    response = client.get("/suche/", {"q": text, **more})
    assert response.status_code == 200
    return response.context["page"]


def found(page):
    return [(hit.label, hit.url.removeprefix("/vereinbarungen/eisenach/")) for hit in page.hits]


def test_all_kinds_are_found_and_lead_to_their_row(client, scene):
    goal = GoalFactory(agreement=scene.agreement, title="Straße A")
    objective = ObjectiveFactory(goal=goal, text="Straße B")
    measures = [MeasureFactory(objective=objective, text=f"Straße {each}") for each in "CD"]
    by_step = MeasureFactory(objective=objective, contact="Straße G")
    StepFactory(measure=by_step, text="Straße X")
    milestone = MilestoneFactory(agreement=scene.agreement, title="Straße F")
    stage = StageFactory(milestone=milestone, purpose="Straße H")
    DutyFactory(stage=stage, text="Straße I")
    row = f"#measure-{measures[0].pk}"
    assert found(search(client, scene.agency, "STRASSE")) == [
        ("Ziel", row),
        ("Erläuterung", row),
        *(("Maßnahme", f"#measure-{each.pk}") for each in (*measures, by_step)),
        ("Meilenstein", f"#stage-{stage.pk}"),
        ("Abschnitt", f"#stage-{stage.pk}"),
        ("Verantwortung", f"#stage-{stage.pk}"),
    ]
    assert found(search(client, scene.city, "strasse x")) == [
        ("Maßnahme", f"#measure-{by_step.pk}")
    ]


def test_record_without_rows_below_leads_to_its_own(client, scene):
    goal = GoalFactory(agreement=scene.agreement, title="Allein")
    assert found(search(client, scene.city, "allein")) == [("Ziel", f"#goal-{goal.pk}")]


@pytest.mark.parametrize("text", ["ämter", "AEMTER", "amter", "Ämt"])
def test_umlauts_are_found_in_any_spelling(client, scene, text):
    MeasureFactory(objective=scene.measure.objective, text="Die Ämter einladen")
    assert search(client, scene.city, text).total == 1


def test_each_word_must_be_found(client, scene):
    MeasureFactory(objective=scene.measure.objective, text="Leitbild beraten", partners="Schulamt")
    assert search(client, scene.city, "schulamt leitbild").total == 1
    assert search(client, scene.city, "schulamt gibtesnicht").total == 0


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "100 %"])
def test_signs_of_the_database_mean_themselves(client, scene, text):
    assert search(client, scene.city, text).total == 0
    MeasureFactory(objective=scene.measure.objective, text=f"Auslastung 100 {text} erreicht")
    assert search(client, scene.city, text).total == 1


def test_nothing_of_other_agreements_is_found(client, scene):
    MeasureFactory(objective=scene.measure.objective, text="Geheimwort")
    for person in strangers().values():
        page = search(client, person, "geheimwort")
        assert (page.total, page.hits) == (0, ())


def test_without_words_nothing_is_asked(client, scene):
    for text in ("", "  "):
        page = search(client, scene.city, text)
        assert (page.words, page.hits) == ("", ())


def test_too_many_words_and_too_long_ones_are_refused_beside_the_field(client, scene):
    for text in (" ".join("abcdefghi"), "x" * 201):
        page = search(client, scene.city, text)
        assert list(page.form.errors) == ["q"]
        assert page.hits == ()


def test_text_that_was_found_is_never_read_as_a_page(client, scene):
    MeasureFactory(objective=scene.measure.objective, text="<script>alert(1)</script> böse")
    client.force_login(scene.city)
    text = client.get("/suche/", {"q": "<script>"}).content.decode()
    assert "<script>alert" not in text
    assert "<mark>&lt;script&gt;alert(1)&lt;/script&gt;</mark> böse" in text


def test_more_than_a_page_is_paged(client, scene):
    for _ in range(30):
        MeasureFactory(objective=scene.measure.objective, text="Suchwort")
    page = search(client, scene.city, "suchwort")
    assert (len(page.hits), page.total, page.pager.pages) == (25, 30, 2)
    assert page.pager.next_url == "/suche/?q=suchwort&page=2"
    assert len(search(client, scene.city, "suchwort", page="2").hits) == 5
    assert len(search(client, scene.city, "suchwort", page="unsinn").hits) == 25


def test_what_was_found_is_marked_within_its_surroundings():
    words = [f"w{number}" for number in range(100)]
    words[40] = "Straßenbild,"
    pieces = excerpt(" ".join(words), "strassen")
    assert [piece.text for piece in pieces if piece.found] == ["Straßenbild,"]
    assert [pieces[0].text, pieces[-1].text] == ["…", "…"]
    assert pieces[1].text.split() == words[28:40]


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_search_takes_as_many_queries_with_any_number_of_rows(client, count):
    agency = make_scene().agreement.agency
    for number in range(count):
        if number < 20:
            agreement = AgreementFactory(agency=agency)
        goal = GoalFactory(agreement=agreement, title="Wort")
        measure = MeasureFactory(objective__goal=goal, objective__text="Wort", text="Wort")
        StepFactory(measure=measure)
        milestone = MilestoneFactory(agreement=agreement, title=f"Wort {number}")
        DutyFactory(stage=StageFactory(milestone=milestone, purpose="Wort"), text="Wort")
    client.force_login(MembershipFactory(organisation=agency).user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/suche/?q=wort").status_code == 200
    assert len(captured) == 16
