"""Lists as files: whole, as filtered and sorted, and refused where paper cannot hold them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.formats import json, pdf
from bildung.vocabulary.status import Status
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    MeasureFactory,
    MembershipFactory,
    StageFactory,
    UnitFactory,
)
from tests.scene import make_scene, strangers

from .fetching import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(one_scene):
    return one_scene


@pytest.mark.parametrize("count", [1, 30])
def test_file_of_a_list_takes_as_many_queries_with_any_number_of_rows(client, count):
    agency = make_scene().agreement.agency
    for number in range(count):
        if number < 20:
            agreement = AgreementFactory(agency=agency)
        unit = UnitFactory(organisation=agreement.municipality)
        MeasureFactory(objective__goal__agreement=agreement, lead_unit=unit)
        DutyFactory(stage=StageFactory(milestone__agreement=agreement))
    client.force_login(MembershipFactory(organisation=agency).user)
    for name, expected in (("massnahmen", 5), ("abschnitte", 6)):
        with CaptureQueriesContext(connection) as captured:
            document = json.parse(content_of(client, f"/{name}.json"))
        assert (name, len(captured)) == (name, expected)
        # All of them, not a page.
        assert len(document.tables[0].rows) == count + 1


def test_list_leaves_filtered_and_sorted_as_its_page(client, scene):
    objective = scene.measure.objective
    for text in ("Zuletzt", "Anfangs", "Erledigt"):
        MeasureFactory(objective=objective, text=text)
    objective.measures.filter(text="Erledigt").update(status=Status.DONE)
    objective.measures.filter(pk=scene.measure.pk).update(text="Mittendrin")
    client.force_login(scene.city)
    document = json.parse(content_of(client, "/massnahmen.json?status=open&sort=-text"))
    (table,) = document.tables
    place = [column.key for column in table.columns].index("text")
    texts = [" ".join(row.cells[place].words) for row in table.rows]
    assert texts == ["Zuletzt", "Mittendrin", "Anfangs"]
    assert table.rows[1].key == f"measure-{scene.measure.pk}"
    assert (table.key, table.title) == ("massnahmen", "Maßnahmen: gefiltert nach Status: offen")
    assert (document.agreement, document.state) == (str(scene.agreement), "Auszug")
    whole = json.parse(content_of(client, "/massnahmen.json"))
    assert (whole.tables[0].title, whole.state) == ("Maßnahmen", "Liste")
    page = client.get("/massnahmen/?status=open&sort=-text").content.decode()
    assert 'href="/massnahmen.docx?status=open&amp;sort=-text"' in page


def test_list_names_agreements_only_where_there_are_several(client, scene):
    client.force_login(scene.agency)
    keys = [[], []]
    for each in keys:
        for name in ("massnahmen", "abschnitte"):
            document = json.parse(content_of(client, f"/{name}.json"))
            each += [document.agreement, document.tables[0].columns[0].key]
        MeasureFactory(objective__goal__agreement__agency=scene.agreement.agency)
    name = str(scene.agreement)
    assert keys[0] == [name, "text", name, "milestone"]
    assert keys[1] == ["Zielvereinbarungen", "agreement"] * 2


def test_list_has_nothing_of_others(client, scene):
    for person in strangers().values():
        client.force_login(person)
        for name in ("massnahmen", "abschnitte"):
            content = content_of(client, f"/{name}.csv?agreement=eisenach").decode()
            assert scene.measure.text not in content
            assert scene.stage.purpose not in content


def test_list_tells_what_is_late_and_what_cannot_be_read(client, scene):
    objective = scene.measure.objective
    MeasureFactory(objective=objective, timeframe_wording="bei Gelegenheit", text="B")
    MeasureFactory(objective=objective, timeframe_wording="", text="C")
    client.force_login(scene.city)
    (table,) = json.parse(content_of(client, "/massnahmen.json")).tables
    place = [column.key for column in table.columns].index("deadline")
    assert [" ".join(row.cells[place].words) for row in table.rows] == [
        "! überfällig",
        "nicht auswertbar",
        "",
    ]


@pytest.mark.parametrize("name", ["massnahmen", "abschnitte"])
def test_list_too_long_for_paper_leads_to_its_page_which_says_so(client, scene, monkeypatch, name):
    monkeypatch.setattr("bildung.formats.answers.MOST_LINES_ON_PAPER", 0)
    client.force_login(scene.city)
    response = client.get(f"/{name}.pdf?status=open", follow=True)
    assert response.redirect_chain == [(f"/{name}/?status=open", 302)]
    assert "Als PDF bis 2.000 Zeilen: Bitte filtern Sie." in response.content.decode()
    assert client.get(f"/{name}.csv?status=open").status_code == 200


def test_list_that_cannot_be_printed_is_explained(client, scene, monkeypatch):
    def give_up(document):
        raise pdf.PrintError("Der Druck hat länger als 60 Sekunden gedauert.")

    monkeypatch.setattr(pdf, "render", give_up)
    client.force_login(scene.city)
    response = client.get("/massnahmen.pdf")
    assert response.status_code == 503
    assert "Der Druck hat länger als 60 Sekunden gedauert." in response.content.decode()
