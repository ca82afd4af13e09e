from datetime import date

import pytest
from django.urls import reverse

from goals.models import Measure, Step
from tests.factories import MeasureFactory, MembershipFactory, StepFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.city)
    return one_scene


def url_of(measure):
    return reverse("goals:measure", args=[measure.pk])


def data_of(measure, **changes):
    """What the browser sends when the page of `measure` is opened and `changes` are typed."""
    measure.refresh_from_db()
    return {
        "version": measure.version,
        "text": measure.text,
        "steps": "\r\n".join(step.text for step in measure.steps.all()),
        "timeframe_wording": measure.timeframe_wording,
        "starts_on": "",
        "ends_on": "",
        "lead_unit": measure.lead_unit_id or "",
        "partners": measure.partners,
        "contact": measure.contact,
        **changes,
    }


def save(client, measure, **changes):
    return client.post(url_of(measure), data_of(measure, **changes))


def test_text_without_end_is_refused_and_kept(client, scene):
    text = "x" * 100_001
    response = save(client, scene.measure, text=text)
    assert response.status_code == 200
    assert response.context["form"].errors["text"] == [
        "Bitte kürzen Sie den Text: Er hat 100001 Zeichen, möglich sind 100000."
    ]
    assert text in response.content.decode()
    assert save(client, scene.measure, text=text[1:]).status_code == 302


def test_measure_is_saved_and_leads_back_to_its_row(client, scene):
    measure = scene.measure
    unit = UnitFactory(organisation=scene.agreement.agency)
    response = save(
        client,
        measure,
        text="Analyse\r\nder Strukturen",
        timeframe_wording="3/2016-5/2017",
        lead_unit=unit.pk,
        partners="Jugendamt",
        contact="Stabsstelle Bildung",
    )
    assert (response.status_code, response.url) == (302, f"{scene.page}#measure-{measure.pk}")
    measure.refresh_from_db()
    assert measure.text == "Analyse\nder Strukturen"
    assert measure.timeframe_wording == "3/2016-5/2017"
    assert (measure.starts_on, measure.ends_on) == (date(2016, 3, 1), date(2017, 5, 31))
    assert measure.lead_unit == unit
    assert (measure.partners, measure.contact) == ("Jugendamt", "Stabsstelle Bildung")
    page = client.get(response.url).content.decode()
    assert "Die Maßnahme ist gespeichert." in page


def test_history_says_who_and_where(client, scene):
    save(client, scene.measure, partners="Jugendamt")
    latest = scene.measure.history.first()
    assert (latest.history_user, latest.history_change_reason) == (scene.city, "Browser")
    assert (latest.version, latest.partners) == (2, "Jugendamt")


def test_unchanged_save_writes_nothing(client, scene):
    scene.measure.text = "zwei\nZeilen"
    scene.measure.save()
    StepFactory(measure=scene.measure)
    before = (scene.measure.history.count(), Step.history.count())
    response = save(client, scene.measure, text="zwei\r\nZeilen")
    assert response.url == f"{scene.page}#measure-{scene.measure.pk}"
    scene.measure.refresh_from_db()
    assert (scene.measure.history.count(), Step.history.count()) == before
    assert "Es gab nichts zu speichern" in client.get(response.url).content.decode()


def test_steps_keep_what_they_are_when_the_list_changes(client, scene):
    first, second, third = (
        StepFactory(measure=scene.measure, text=text, done=text == "Planung des Prozesses")
        for text in ("Abstimmung im Stadtrat", "Planung des Prozesses", "Druck")
    )
    lines = "Planung des Prozesses\r\n\r\n  Abstimmung im Stadtrat Eisenach\r\n"
    save(client, scene.measure, steps=lines + "Druck\r\n• Verteilung")
    steps = list(scene.measure.steps.all())
    assert [step.text for step in steps] == [
        "Planung des Prozesses",
        "Abstimmung im Stadtrat Eisenach",
        "Druck",
        "Verteilung",
    ]
    assert [step.done for step in steps] == [True, False, False, False]
    assert [step.pk for step in steps[:3]] != [first.pk, second.pk, third.pk]
    assert {step.pk for step in steps} >= {second.pk, third.pk}


def test_reworded_step_keeps_its_history_and_the_others_are_not_touched(client, scene):
    first, second = (StepFactory(measure=scene.measure) for _ in range(2))
    save(client, scene.measure, steps=f"{first.text}\r\n{second.text} und Ausschuss")
    assert list(scene.measure.steps.all()) == [first, second]
    assert (first.history.count(), second.history.count()) == (1, 2)
    assert second.history.first().history_user == scene.city


def test_removed_step_stays_in_the_history(client, scene):
    step = StepFactory(measure=scene.measure, text="Druck")
    save(client, scene.measure, steps="")
    assert not scene.measure.steps.exists()
    gone = Step.history.filter(id=step.pk).first()
    assert (gone.history_type, gone.text, gone.history_user) == ("-", "Druck", scene.city)


def test_changed_steps_make_other_pages_stale(client, scene):
    shown = scene.measure.version
    save(client, scene.measure, steps="Neu")
    scene.measure.refresh_from_db()
    assert scene.measure.version > shown


def test_too_long_step_is_refused(client, scene):
    response = save(client, scene.measure, steps="kurz\r\n" + "x" * 501)
    assert response.status_code == 200
    assert "Der 2. Teilschritt hat 501 Zeichen" in response.content.decode()
    assert not scene.measure.steps.exists()


def test_slip_is_refused_with_a_suggestion_and_the_input_kept(client, scene):
    response = save(client, scene.measure, timeframe_wording="9/2015-272016", partners="Schulamt")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Gemeint ist vielleicht „9/2015-2/2016“." in page
    assert 'value="9/2015-272016"' in page
    assert 'value="Schulamt"' in page
    assert 'href="#id_timeframe_wording"' in page
    assert 'aria-describedby="id_timeframe_wording_helptext id_timeframe_wording_error"' in page
    assert "<details open>" in page
    scene.measure.refresh_from_db()
    assert (scene.measure.version, scene.measure.timeframe_wording) == (1, "1/2016-3/2016")


def test_slip_can_be_kept_with_dates_beside_it(client, scene):
    frame = {"timeframe_wording": "9/2015-272016", "starts_on": "1.9.2015", "ends_on": "29.02.2016"}
    assert save(client, scene.measure, **frame).status_code == 302
    page = client.get(url_of(scene.measure)).content.decode()
    assert "Gerechnet wird mit September 2015 bis Februar 2016, 6 Monate." in page
    assert 'value="01.09.2015"' in page


def test_readable_wording_in_place_of_a_slip_needs_no_clearing_of_the_dates(client, scene):
    dates = {"starts_on": "01.09.2015", "ends_on": "29.02.2016"}
    save(client, scene.measure, timeframe_wording="9/2015-272016", **dates)
    assert save(client, scene.measure, timeframe_wording="bis 3/2017", **dates).status_code == 302
    scene.measure.refresh_from_db()
    assert (scene.measure.starts_on, scene.measure.ends_on) == (None, date(2017, 3, 31))


def test_dates_of_the_former_wording_do_not_pass_to_an_unreadable_one(client, scene):
    save(client, scene.measure, timeframe_wording="nach Absprache")
    scene.measure.refresh_from_db()
    assert scene.measure.timeframe is None
    page = client.get(url_of(scene.measure)).content.decode()
    assert "„nach Absprache“ ist nicht auswertbar." in page


def test_page_says_what_was_understood(client, scene):
    page = client.get(url_of(scene.measure)).content.decode()
    assert "Januar 2016 bis März 2016, 3 Monate" in page
    assert 'name="starts_on" ' in page
    assert 'value="01.01.2016"' not in page


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ({"timeframe_wording": "5/2017-3/2016"}, "Das Ende liegt vor dem Anfang."),
        ({"timeframe_wording": "13/2016"}, "Den Monat 13 gibt es nicht"),
        (
            {"timeframe_wording": "später", "starts_on": "31.2.2016"},
            "Bitte ein gültiges Datum eingeben.",
        ),
        (
            {"timeframe_wording": "später", "starts_on": "1.5.2017", "ends_on": "1.4.2017"},
            "Das Ende liegt vor dem Beginn.",
        ),
        (
            {"timeframe_wording": "1/2016", "ends_on": "1.4.2017"},
            "Der Zeitrahmen ist lesbar und bedeutet: Januar 2016",
        ),
        ({"timeframe_wording": "", "ends_on": "1.4.2017"}, "auch in Worten an"),
        ({"timeframe_wording": "x" * 201}, "höchstens 200 Zeichen"),
        ({"text": "  "}, "Dieses Feld ist zwingend erforderlich."),
        ({"lead_unit": "999999"}, "Bitte eine gültige Auswahl treffen."),
    ],
)
def test_refused_input(client, scene, frame, expected):
    response = save(client, scene.measure, **frame)
    assert response.status_code == 200
    assert expected in response.content.decode()
    scene.measure.refresh_from_db()
    assert scene.measure.version == 1


def test_only_units_of_both_parties_are_offered_and_taken(client, scene):
    own = [
        UnitFactory(organisation=scene.agreement.party(side)) for side in ("agency", "municipality")
    ]
    foreign = UnitFactory()
    page = client.get(url_of(scene.measure)).content.decode()
    assert all(f">{unit.name}</option>" in page for unit in own)
    assert foreign.name not in page
    assert save(client, scene.measure, lead_unit=foreign.pk).status_code == 200
    scene.measure.refresh_from_db()
    assert scene.measure.lead_unit is None


SHOWN = {
    "text",
    "timeframe_wording",
    "starts_on",
    "ends_on",
    "lead_unit",
    "partners",
    "contact",
}


@pytest.mark.parametrize(
    "field", sorted({field.name for field in Measure._meta.get_fields()} - SHOWN - {"version"})
)
def test_post_cannot_change_a_field_that_is_not_shown(client, scene, field):
    other = MeasureFactory()
    keys = {
        "id": other.pk,
        "objective": other.objective_id,
        "position": 77,
        "steps": "",
        "topics": 1,
        "status": "done",
    }
    save(client, scene.measure, partners="Jugendamt", **{field: keys.get(field, 1)})
    after = Measure.objects.get(pk=scene.measure.pk)
    assert (after.objective_id, after.position, after.status) == (
        scene.measure.objective_id,
        scene.measure.position,
        scene.measure.status,
    )
    assert list(after.topics.all()) == []


def test_stale_page_is_refused_with_both_versions(client, scene):
    mine = data_of(scene.measure, partners="Meine Angabe", timeframe_wording="3/2016-5/2017")
    colleague = MembershipFactory(organisation=scene.agreement.municipality).user
    client.force_login(colleague)
    save(client, scene.measure, partners="Angabe der Kollegin", steps="Neuer Schritt")
    client.force_login(scene.city)
    response = client.post(url_of(scene.measure), mine)
    assert response.status_code == 409
    versions = {field.label: field for field in response.context["conflict"].fields}
    assert {label for label, field in versions.items() if field.differs} == {
        "Beteiligte",
        "Zeitrahmen",
        "Teilschritte",
    }
    assert (versions["Beteiligte"].mine, versions["Beteiligte"].theirs) == (
        "Meine Angabe",
        "Angabe der Kollegin",
    )
    assert versions["Teilschritte"].theirs == "Neuer Schritt"
    page = response.content.decode()
    assert page.count("verschieden</strong>") == 3
    assert f"von {colleague}" in page
    assert 'value="Meine Angabe"' in page
    scene.measure.refresh_from_db()
    assert scene.measure.partners == "Angabe der Kollegin"


def test_saving_again_from_the_conflict_page_overwrites(client, scene):
    mine = data_of(scene.measure, partners="Meine Angabe")
    save(client, scene.measure, partners="Andere Angabe")
    page = client.post(url_of(scene.measure), mine).content.decode()
    assert '<input type="hidden" name="version" value="2"' in page
    assert client.post(url_of(scene.measure), {**mine, "version": 2}).status_code == 302
    scene.measure.refresh_from_db()
    assert scene.measure.partners == "Meine Angabe"
    assert [row.partners for row in scene.measure.history.all()][:2] == [
        "Meine Angabe",
        "Andere Angabe",
    ]


def test_stale_again_is_refused_again(client, scene):
    mine = data_of(scene.measure, partners="Meine Angabe")
    for other in ("erste", "zweite"):
        save(client, scene.measure, partners=other)
        assert client.post(url_of(scene.measure), mine).status_code == 409


@pytest.mark.parametrize("version", ["", "0", "abc", "99"])
def test_page_without_a_known_version_is_refused(client, scene, version):
    data = data_of(scene.measure, partners="Jugendamt", version=version)
    assert client.post(url_of(scene.measure), data).status_code in (200, 409)
    scene.measure.refresh_from_db()
    assert scene.measure.partners == ""


def test_failure_while_saving_steps_saves_nothing(client, scene, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Step, "save", fail)
    with pytest.raises(RuntimeError):
        save(client, scene.measure, partners="Jugendamt", steps="Neu")
    scene.measure.refresh_from_db()
    assert (scene.measure.partners, scene.measure.version) == ("", 1)
    assert scene.measure.history.count() == 1


def test_markup_in_input_is_shown_not_run(client, scene):
    data = data_of(scene.measure, partners="<script>alert(1)</script>")
    save(client, scene.measure, text="<script>alert(2)</script>")
    page = client.post(url_of(scene.measure), data).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page


@pytest.mark.parametrize("count", [1, 30])
def test_measure_page_takes_eight_queries(client, scene, count, django_assert_num_queries):
    for _ in range(count):
        StepFactory(measure=scene.measure)
        UnitFactory(organisation=scene.agreement.municipality)
        MeasureFactory(objective=scene.measure.objective)
    with django_assert_num_queries(8):
        client.get(url_of(scene.measure))
