"""What the lists of both annexes have in common: filters, counts, sorting, pages, access."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.formats import json
from tests.budget import DEEP, MANY
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    FocusTopicFactory,
    MeasureFactory,
    MembershipFactory,
    StageFactory,
    UnitFactory,
)
from tests.scene import make_scene, strangers

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

LISTS = ("/massnahmen/", "/abschnitte/")


@pytest.fixture
def scene(one_scene):
    return one_scene


def page_of(client, user, url):
    client.force_login(user)
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return response.context["page"]


def counts(page, name):
    [found] = [each for each in page.filters.fields if each.name == name]
    return {choice.label: choice.count for group in found.groups for choice in group.choices}


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_list_takes_as_many_queries_with_any_number_of_rows(client, count):
    agency = make_scene().agreement.agency
    for number in range(count):
        # 20 agreements at most, as a consultant has
        if number < 20:
            agreement = AgreementFactory(agency=agency)
            FocusTopicFactory(agreement=agreement)
        unit = UnitFactory(organisation=agreement.municipality)
        MeasureFactory(objective__goal__agreement=agreement, lead_unit=unit)
        DutyFactory(stage=StageFactory(milestone__agreement=agreement))
    client.force_login(MembershipFactory(organisation=agency).user)
    expected = {
        "/massnahmen/": 6,
        "/massnahmen/?filter=alle": 11,
        "/massnahmen/?silent=yes": 11,
        "/abschnitte/": 7,
        "/abschnitte/?filter=alle": 8,
        "/abschnitte/?silent=yes": 8,
    }
    taken = {}
    for url in expected:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        taken[url] = len(captured)
    assert taken == expected


@pytest.mark.parametrize("url", LISTS)
def test_list_shows_own_records_and_nothing_of_others(client, scene, url):
    foreign = make_scene(title="Geheimvertrag")
    unit = UnitFactory(organisation=foreign.agreement.municipality, name="Geheimamt")
    foreign.measure.lead_unit = unit
    foreign.measure.save()
    topic = FocusTopicFactory(agreement=foreign.agreement, name="Geheimthema")
    for person in (scene.city, scene.agency):
        client.force_login(person)
        page = client.get(url).content.decode()
        assert (scene.measure.text in page, scene.stage.purpose in page).count(True) == 1
        for secret in (
            "Geheim",
            foreign.measure.text,
            foreign.measure.objective.goal.title,
            foreign.stage.milestone.title,
            foreign.stage.purpose,
            foreign.agreement.municipality.name,
        ):
            assert secret not in page
    for person in strangers().values():
        client.force_login(person)
        page = client.get(url).content.decode()
        assert scene.measure.text not in page
        assert scene.stage.milestone.title not in page
    assert topic.name == "Geheimthema"


@pytest.mark.parametrize("name", ["goal", "unit", "topic", "agreement", "milestone"])
def test_foreign_choice_answers_as_one_that_does_not_exist(client, scene, name):
    foreign = make_scene(slug="gotha")
    unit = UnitFactory(organisation=foreign.agreement.municipality)
    foreign.measure.lead_unit = unit
    foreign.measure.save()
    values = {
        "goal": foreign.measure.objective.goal.pk,
        "unit": unit.pk,
        "topic": FocusTopicFactory(agreement=foreign.agreement).pk,
        "agreement": "gotha",
        "milestone": foreign.stage.milestone.pk,
    }
    url = "/abschnitte/" if name == "milestone" else "/massnahmen/"
    client.force_login(scene.city)
    answers = [
        client.get(url, {name: value}).content.decode().replace(str(value), "X")
        for value in (values[name], "999999999")
    ]
    ours = client.get(url, {name: values[name]}).content.decode()
    assert "Diese Auswahl gibt es nicht (mehr)." in ours
    assert answers[0].count("Diese Auswahl") == answers[1].count("Diese Auswahl") == 1


WRONG = {
    "status=xyz": "Diese Auswahl gibt es nicht (mehr).",
    "overdue=1": "Diese Auswahl gibt es nicht (mehr).",
    "silent=1": "Diese Auswahl gibt es nicht (mehr).",
    "agreement=x": "Diese Auswahl gibt es nicht (mehr).",
    "start=unsinn": "Das ist kein Datum.",
    "end=31.02.2016": "Das ist kein Datum.",
    "start=1.3.2016&end=1.2.2016": "Das Ende liegt vor dem Beginn.",
    "text=%00": "Fehler:",
    "text=" + "x" * 300: "Fehler:",
    "sort=xyz": "Diese Sortierung gibt es nicht.",
    "page=999": "Gezeigt wird die letzte, Seite 1.",
    "page=-1": "Diese Seite gibt es nicht.",
    "page=x": "Gezeigt wird die erste.",
    "page=" + "9" * 5000: "Diese Seite gibt es nicht.",
}


@pytest.mark.parametrize("url", LISTS)
def test_wrong_parameter_is_explained_and_the_list_is_there(client, scene, url):
    client.force_login(scene.city)
    for query, message in WRONG.items():
        response = client.get(f"{url}?{query}", follow=True)
        assert (query, response.status_code) == (query, 200)
        assert message in response.content.decode(), query
        assert response.context["page"].total == 1


def test_counts_show_what_a_choice_would_give(client, scene):
    objective = scene.measure.objective
    unit = UnitFactory(organisation=scene.agreement.municipality, name="Jugendamt")
    topic = FocusTopicFactory(agreement=scene.agreement, name="Übergänge")
    done = MeasureFactory(objective=objective, status="done", lead_unit=unit)
    done.topics.add(topic)
    later = MeasureFactory(objective=objective, timeframe_wording="ab 1/2090", lead_unit=unit)
    later.objective.goal.topics.add(topic)
    other = MeasureFactory(
        objective__goal__agreement=scene.agreement, objective__goal__priority="low"
    )
    page = page_of(client, scene.city, "/massnahmen/?status=open&filter=alle")
    assert page.total == 3
    assert counts(page, "status")["offen"] == 3
    assert counts(page, "status")["abgeschlossen"] == 1
    assert counts(page, "priority") == {"hoch": 2, "mittel": 0, "niedrig": 1}
    assert counts(page, "overdue") == {"überfällig": 2, "in den nächsten 60 Tagen fällig": 0}
    assert counts(page, "silent") == {"seit 90 Tagen keiner": 2}
    assert counts(page, "unit") == {"Jugendamt": 1, "(noch keine)": 2}
    assert counts(page, "topic") == {"Übergänge": 2}
    for query, total in {
        f"topic={topic.pk}": 3,
        f"unit={unit.pk}": 2,
        "unit=none": 2,
        "overdue=yes": 2,
        "priority=low": 1,
        f"goal={other.objective.goal.pk}": 1,
        f"status=done&status=open&unit={unit.pk}": 2,
        "start=1.1.2090": 1,
        "agreement=eisenach": 4,
    }.items():
        page = page_of(client, scene.city, f"/massnahmen/?{query}")
        assert (query, page.total, len(page.lines)) == (query, total, total)


@pytest.mark.parametrize("url", LISTS)
def test_further_fields_come_when_they_are_asked_for(client, scene, url):
    page = page_of(client, scene.city, f"{url}?text=x&sort=-status")
    assert [field.name for field in page.filters.fields] == ["text", "status", "overdue"]
    assert page.filters.more_url == f"{url}?text=x&sort=-status&filter=alle"
    whole = page_of(client, scene.city, page.filters.more_url)
    assert whole.filters.quick == page.filters.quick
    assert {"start", "end"} < {field.name for field in whole.filters.more}
    assert whole.filters.more_url == ""


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("filter=x", ""),
        ("filter=alle&filter=x", ""),
        ("filter=x&filter=alle", "?filter=alle"),
        ("filter=alle&text=&page=1", "?filter=alle"),
        ("filter=alle&page=2&sort=-status", "?sort=-status&page=2&filter=alle"),
        ("agreement=eisenach&agreement=", ""),
    ],
)
@pytest.mark.parametrize("url", LISTS)
def test_address_that_asks_for_further_fields_is_canonical(client, scene, url, given, canonical):
    client.force_login(scene.city)
    response = client.get(f"{url}?{given}", follow=True)
    assert response.redirect_chain == [(url + canonical, 302)]


def test_choice_of_several_holds_though_an_empty_one_follows(client, scene):
    low = MeasureFactory(
        objective__goal__agreement=scene.agreement, objective__goal__priority="low"
    )
    page = page_of(client, scene.city, "/massnahmen/?priority=low&priority=")
    assert [line.key for line in page.lines] == [f"measure-{low.pk}"]
    kept = json.parse(client.get("/massnahmen.json?priority=low&priority=").content)
    assert [row.key for row in kept.tables[0].rows] == [f"measure-{low.pk}"]


def test_further_fields_come_with_the_page_that_is_shown(client, scene):
    MeasureFactory.create_batch(30, objective=scene.measure.objective)
    page = page_of(client, scene.city, "/massnahmen/?sort=text&page=2")
    assert page.filters.more_url == "/massnahmen/?sort=text&page=2&filter=alle"


@pytest.mark.parametrize("url", LISTS)
def test_further_fields_are_there_while_one_of_them_holds(client, scene, url):
    page = page_of(client, scene.city, f"{url}?start=01.01.2015")
    [start] = [field for field in page.filters.more if field.name == "start"]
    assert start.value == "01.01.2015"


def test_page_and_file_show_the_same_records_in_the_same_order(client, scene):
    city = scene.agreement.municipality
    unit = UnitFactory(organisation=city)
    for number, status in enumerate(("open", "done", "dropped", "postponed") * 8):
        measure = MeasureFactory(
            objective__goal__agreement=AgreementFactory(municipality=city)
            if number % 5 == 0
            else scene.agreement,
            objective__goal__priority=("high", "low")[number % 2],
            text=f"Maßnahme {number % 7} zur Bildung",
            timeframe_wording=("", "1/2015 bis 2/2016", "ab 1/2090", "laufend")[number % 4],
            status=status,
            lead_unit=unit if number % 3 else None,
        )
    measure.topics.add(topic := FocusTopicFactory(agreement=scene.agreement))
    client.force_login(scene.city)
    sorts = ("", "goal", "-goal", "text", "-timeframe", "unit", "-unit", "status")
    filterings = (
        "",
        "text=bildung",
        "status=open&status=done&priority=low",
        "overdue=yes",
        f"unit={unit.pk}&status=postponed",
        "unit=none&agreement=eisenach",
        f"topic={topic.pk}",
        "start=01.01.2089",
    )
    for number, filters in enumerate(filterings):
        # All records in every order; some of them, which are not in another, in a sample in one.
        for sort in sorts if DEEP or not filters else (sorts[number],):
            query = "&".join(filter(None, (filters, sort and f"sort={sort}")))
            pages = [page_of(client, scene.city, f"/massnahmen/?{query}")]
            pages += [
                page_of(client, scene.city, f"/massnahmen/?{query}&page={number}")
                for number in range(2, pages[0].pager.pages + 1)
            ]
            shown = [line.key for page in pages for line in page.lines]
            kept = json.parse(client.get(f"/massnahmen.json?{query}", follow=True).content)
            assert (query, [row.key for row in kept.tables[0].rows]) == (query, shown)
            assert len(shown) == pages[0].total > 0


def test_person_is_found_in_any_spelling(client, scene):
    MeasureFactory(objective=scene.measure.objective, contact="Frau Müßig")
    page = page_of(client, scene.city, "/massnahmen/?person=muessig")
    assert [chip.value for chip in page.chips] == ["„muessig“"]
    assert page.total == 1


def test_address_is_canonical(client, scene):
    client.force_login(scene.city)
    for url in LISTS:
        given = f"{url}?page=1&overdue=&text=+amt+&unknown=1&status=done&status=open&start=&sort="
        assert client.get(given).url == f"{url}?text=amt&status=open&status=done"
        assert client.get(client.get(given).url).status_code == 200
        assert client.get(f"{url}?text=&status=").url == url


def test_chip_removes_its_own_filter_alone(client, scene):
    url = "/massnahmen/?status=open&status=done&start=01.01.2016&sort=-text"
    page = page_of(client, scene.city, url)
    assert [(chip.label, chip.value, chip.remove_url) for chip in page.chips] == [
        ("Status", "offen", "/massnahmen/?status=done&start=01.01.2016&sort=-text"),
        ("Status", "abgeschlossen", "/massnahmen/?status=open&start=01.01.2016&sort=-text"),
        ("Läuft von", "01.01.2016", "/massnahmen/?status=open&status=done&sort=-text"),
    ]


def test_columns_sort_and_say_so(client, scene):
    for text in ("Zoo", "Ämter", "azubi"):
        MeasureFactory(objective=scene.measure.objective, text=text)
    page = page_of(client, scene.city, "/massnahmen/?sort=text&status=open")
    assert [line.text for line in page.lines] == ["Ämter", scene.measure.text, "azubi", "Zoo"]
    column = page.columns[0]
    assert (column.direction, column.url) == (
        "ascending",
        "/massnahmen/?status=open&sort=-text",
    )
    page = page_of(client, scene.city, "/massnahmen/?sort=-text")
    assert [line.text for line in page.lines] == ["Zoo", "azubi", scene.measure.text, "Ämter"]
    assert page.columns[0].direction == "descending"
    text = client.get("/massnahmen/?sort=-text").content.decode()
    assert re.findall(r'aria-sort="(\w+)"', text) == ["descending"]


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize(
    ("most", "labels", "hint"),
    [
        (1, ["PDF", "Word", "Excel", "CSV", "JSON"], ""),
        (0, ["Word", "Excel", "CSV", "JSON"], "Als PDF bis 2.000 Zeilen: Bitte filtern Sie."),
    ],
)
def test_list_too_long_for_paper_is_not_offered_as_pdf(
    client, scene, monkeypatch, url, most, labels, hint
):
    monkeypatch.setattr("bildung.formats.answers.MOST_LINES_ON_PAPER", most)
    downloads = page_of(client, scene.city, url).downloads
    assert [link.label for link in downloads.links] == labels
    assert downloads.hint == hint
    assert client.get(url).content.decode().count("Bitte filtern Sie") == bool(hint)


def test_twenty_five_a_page(client, scene):
    for _ in range(59):
        MeasureFactory(objective=scene.measure.objective)
    page = page_of(client, scene.city, "/massnahmen/?page=3&sort=text")
    pager = page.pager
    assert (page.total, len(page.lines)) == (60, 10)
    assert (pager.first, pager.last, pager.pages) == (51, 60, 3)
    assert (pager.previous_url, pager.next_url) == ("/massnahmen/?sort=text&page=2", "")
    assert pager.links[0].url == "/massnahmen/?sort=text"


def test_nothing_found_links_back_to_everything(client, scene):
    client.force_login(scene.city)
    page = client.get("/massnahmen/?text=gibtesnicht").content.decode()
    assert "Keine Treffer" in page
    assert '<a href="/massnahmen/">zeigen Sie wieder alles</a>' in page


def test_row_leads_to_the_form_or_to_its_place(client, scene):
    measure, stage = scene.measure.pk, scene.stage.pk
    found = {
        (person.pk, url): page_of(client, person, url).lines[0].url
        for person in (scene.city, scene.agency)
        for url in LISTS
    }
    assert found == {
        (scene.city.pk, "/massnahmen/"): f"/massnahmen/{measure}/bearbeiten/",
        (scene.agency.pk, "/massnahmen/"): f"{scene.page}#measure-{measure}",
        (scene.city.pk, "/abschnitte/"): f"{scene.page}#stage-{stage}",
        (scene.agency.pk, "/abschnitte/"): f"/abschnitte/{stage}/sachstand/",
    }


@pytest.mark.parametrize("url", LISTS)
def test_list_is_read_only_and_for_those_logged_in(client, scene, url):
    assert client.get(url).url == f"/anmelden/?next={url}"
    client.force_login(scene.city)
    codes = {m: getattr(client, m)(url).status_code for m in ("head", "post", "put", "delete")}
    assert codes == {"head": 200, "post": 405, "put": 405, "delete": 405}


@pytest.mark.parametrize("url", LISTS)
def test_navigation_marks_the_list(client, scene, url):
    client.force_login(scene.city)
    page = client.get(url).content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == [url]


def test_markup_in_input_and_texts_is_shown_not_run(client, scene):
    scene.measure.text = "<script>alert(1)</script>"
    scene.measure.save()
    client.force_login(scene.city)
    page = client.get("/massnahmen/", {"text": "<script>"}).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'value="&lt;script&gt;"' in page
