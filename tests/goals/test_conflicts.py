"""Two people change one measure: whose version is offered for each field, and what is saved."""

import json

import pytest
from django.urls import reverse

from bildung.agreements.conflicts import CHOICE_MISSING
from goals.models import Measure
from tests.factories import FocusTopicFactory, StepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

URL = {"measure": "goals:measure", "report": "goals:reports"}


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.city)
    return one_scene


def opened(client, scene, page="measure"):
    """Return what the browser sends when a page is saved as it was opened."""
    form = client.get(reverse(URL[page], args=[scene.measure.pk])).context
    data = {"version": form["form"].instance.version, "base": form["base"]}
    return data | json.loads(form["base"])


def post(client, scene, data, page="measure"):
    return client.post(reverse(URL[page], args=[scene.measure.pk]), data)


def asked_again(response):
    """Return what the browser sends from the page of a conflict, with the choices it offers."""
    conflict, form = response.context["conflict"], response.context["form"]
    fields = {field.name: field.value() for field in form.visible_fields()}
    keep = {f"keep-{field.name}": field.keep for field in conflict.fields if field.is_asked}
    return {
        "version": form["version"].value(),
        "base": response.context["base"],
        "asked": [name.removeprefix("keep-") for name in keep],
        **{name: value for name, value in (fields | keep).items() if value},
    }


def test_changes_of_different_fields_are_both_kept_by_default(client, scene):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Jugendamt", "text": "Ihre\r\nMaßnahme"})
    response = post(client, scene, mine | {"contact": "Kim Muster", "text": "Ihre\r\nMaßnahme"})
    assert response.status_code == 409
    offered = {f.name: f.keep for f in response.context["conflict"].fields if f.is_asked}
    assert offered == {"partners": "theirs", "contact": "mine"}
    assert post(client, scene, asked_again(response)).status_code == 302
    measure = Measure.objects.get(pk=scene.measure.pk)
    assert (measure.partners, measure.contact) == ("Jugendamt", "Kim Muster")
    assert measure.text == "Ihre\nMaßnahme"


def test_field_that_both_changed_must_be_chosen(client, scene):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Jugendamt"})
    response = post(client, scene, mine | {"partners": "Schulamt"})
    (field,) = [f for f in response.context["conflict"].fields if f.is_asked]
    assert (field.name, field.keep) == ("partners", "")
    page = response.content.decode()
    assert "<mark>Schulamt</mark>" in page
    assert "<mark>Jugendamt</mark>" in page

    undecided = asked_again(response)
    response = post(client, scene, undecided)
    assert response.status_code == 200
    assert response.context["form"].errors["partners"] == [CHOICE_MISSING]
    (field,) = [f for f in response.context["conflict"].fields if f.is_asked]
    assert (field.mine, field.theirs, field.keep) == ("Schulamt", "Jugendamt", "")
    assert Measure.objects.get(pk=scene.measure.pk).partners == "Jugendamt"


@pytest.mark.parametrize(
    ("keep", "saved"), [("mine", "Schulamt und Jugendamt"), ("theirs", "Jugendamt")]
)
def test_chosen_version_is_saved(client, scene, keep, saved):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Jugendamt"})
    again = asked_again(post(client, scene, mine | {"partners": "Schulamt"}))
    again |= {"keep-partners": keep, "partners": "Schulamt und Jugendamt"}
    assert post(client, scene, again).status_code == 302
    assert Measure.objects.get(pk=scene.measure.pk).partners == saved


@pytest.mark.parametrize(("keep", "saved"), [("mine", ["Eins"]), ("theirs", ["Zwei", "Drei"])])
def test_topics_are_chosen_as_a_whole(client, scene, keep, saved):
    topics = {
        name: FocusTopicFactory(agreement=scene.agreement, name=name)
        for name in ("Eins", "Zwei", "Drei")
    }
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"topics": [topics["Zwei"].pk, topics["Drei"].pk]})
    response = post(client, scene, mine | {"topics": [topics["Eins"].pk]})
    (field,) = [f for f in response.context["conflict"].fields if f.is_asked]
    assert (field.mine, field.theirs, field.keep) == ("Eins", "Zwei\nDrei", "")
    post(client, scene, asked_again(response) | {"keep-topics": keep})
    assert [topic.name for topic in scene.measure.topics.all()] == saved


def test_steps_only_the_other_changed_stay_theirs_with_their_state(client, scene):
    step = StepFactory(measure=scene.measure, text="Entwurf", done=True)
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"steps": "Entwurf\r\nBeschluss"})
    response = post(client, scene, mine | {"contact": "Kim Muster"})
    assert post(client, scene, asked_again(response)).status_code == 302
    steps = [(kept.pk == step.pk, kept.text, kept.done) for kept in scene.measure.steps.all()]
    assert steps == [(True, "Entwurf", True), (False, "Beschluss", False)]


def test_report_keeps_the_status_the_other_set_and_what_i_wrote(client, scene):
    steps = [StepFactory(measure=scene.measure) for _ in range(2)]
    mine, theirs = opened(client, scene, "report"), opened(client, scene, "report")
    post(client, scene, theirs | {"status": "in_progress", "done": [steps[1].pk]}, "report")
    response = post(client, scene, mine | {"text": "Gut so."}, "report")
    offered = {f.name: f.keep for f in response.context["conflict"].fields if f.is_asked}
    assert offered == {"status": "theirs", "done": "theirs"}
    assert post(client, scene, asked_again(response), "report").status_code == 302
    measure = Measure.objects.get(pk=scene.measure.pk)
    latest = measure.reports.first()
    assert (latest.status, latest.text) == ("in_progress", "Gut so.")
    assert [step.done for step in measure.steps.all()] == [False, True]


def test_choice_for_the_stored_version_means_the_one_that_was_read(client, scene):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Erste"})
    again = asked_again(post(client, scene, mine | {"contact": "Kim Muster"}))
    post(client, scene, opened(client, scene) | {"partners": "Zweite", "text": "Neu"})
    response = post(client, scene, again)
    assert response.status_code == 409
    offered = {f.name: f.keep for f in response.context["conflict"].fields if f.is_asked}
    # „partners“ was left as first read: typed against the base „Erste“, it must be chosen.
    assert offered == {"partners": "", "text": "theirs", "contact": "mine"}


def test_choice_survives_another_error(client, scene):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Jugendamt"})
    again = asked_again(post(client, scene, mine | {"partners": "Schulamt"}))
    response = post(client, scene, again | {"keep-partners": "theirs", "text": ""})
    assert response.status_code == 200
    (field,) = [f for f in response.context["conflict"].fields if f.name == "partners"]
    assert (field.mine, field.theirs, field.keep) == ("Schulamt", "Jugendamt", "theirs")
    fixed = asked_again(response) | {"text": "Wieder da"}
    assert post(client, scene, fixed).status_code == 302
    measure = Measure.objects.get(pk=scene.measure.pk)
    assert (measure.partners, measure.text) == ("Jugendamt", "Wieder da")


@pytest.mark.parametrize("base", ["", "{", "[1]", '{"partners": 7}', '{"partners": [7]}', "null"])
def test_page_without_a_readable_base_asks_for_each_difference(client, scene, base):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Jugendamt"})
    response = post(client, scene, mine | {"base": base, "contact": "Kim Muster"})
    offered = {f.name: f.keep for f in response.context["conflict"].fields if f.is_asked}
    assert offered == {"partners": "", "contact": ""}


def test_base_reaches_no_field_the_form_does_not_show(client, scene):
    mine, theirs = opened(client, scene), opened(client, scene)
    post(client, scene, theirs | {"partners": "Jugendamt"})
    again = asked_again(post(client, scene, mine | {"contact": "Kim Muster"}))
    forged = json.loads(again["base"]) | {"status": "done", "position": "77"}
    again |= {"base": json.dumps(forged), "keep-status": "theirs", "keep-position": "theirs"}
    before = Measure.objects.get(pk=scene.measure.pk)
    assert post(client, scene, again).status_code == 302
    after = Measure.objects.get(pk=scene.measure.pk)
    assert (after.status, after.position) == (before.status, before.position)
