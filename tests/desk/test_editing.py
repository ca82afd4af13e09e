"""Adding, editing, moving and deleting records of both annexes: for whom, and what it leaves."""

from datetime import date

import pytest
from django.urls import reverse

from bildung.agreements.models import FocusTopic, Role
from bildung.agreements.reporting import report
from goals.models import Goal, Measure, MeasureReport, Objective, Step
from milestones.models import Duty, Milestone, Stage
from tests.budget import MANY, sampled
from tests.factories import (
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    StageFactory,
    StepFactory,
)
from tests.scene import make_scene, strangers

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def scene(one_scene):
    return one_scene


@pytest.fixture
def topic(scene):
    return FocusTopicFactory(agreement=scene.agreement)


def addresses_1(scene, topic):
    """The addresses of Anlage 1, which the city alone writes."""
    objective = scene.measure.objective
    records = {
        "ziele": objective.goal_id,
        "erlaeuterungen": objective.pk,
        "massnahmen": scene.measure.pk,
        "schwerpunkte": topic.pk,
    }
    changing = [
        f"/{name}/{pk}/{act}/"
        for name, pk in records.items()
        for act in ("bearbeiten", "verschieben", "loeschen")
    ]
    return [
        *changing,
        "/vereinbarungen/eisenach/ziele/neu/",
        f"/ziele/{objective.goal_id}/erlaeuterungen/neu/",
        f"/erlaeuterungen/{objective.pk}/massnahmen/neu/",
        "/vereinbarungen/eisenach/schwerpunkte/",
        "/vereinbarungen/eisenach/schwerpunkte/neu/",
    ]


def addresses_2(scene):
    """The addresses of Anlage 2, which the agency alone writes."""
    milestone, stage = scene.stage.milestone_id, scene.stage.pk
    return [
        *(f"/meilensteine/{milestone}/{act}/" for act in ("bearbeiten", "verschieben", "loeschen")),
        *(f"/abschnitte/{stage}/{act}/" for act in ("verschieben", "loeschen")),
        "/vereinbarungen/eisenach/meilensteine/neu/",
        f"/meilensteine/{milestone}/abschnitte/neu/",
    ]


def codes(client, person, urls, method="get"):
    client.force_login(person)
    return {getattr(client, method)(url).status_code for url in urls}


def test_each_side_opens_the_pages_of_its_annex_only(client, scene, topic):
    one, two = addresses_1(scene, topic), addresses_2(scene)
    assert codes(client, scene.city, one) == {200}
    assert codes(client, scene.agency, one) == {404}
    assert codes(client, scene.agency, two) == {200}
    assert codes(client, scene.city, two) == {404}
    shared = [f"/abschnitte/{scene.stage.pk}/bearbeiten/"]
    assert codes(client, scene.city, shared) == codes(client, scene.agency, shared) == {200}


@pytest.mark.parametrize("method", ["get", "post"])
def test_readers_and_strangers_find_nothing(client, scene, topic, method):
    urls = [*addresses_1(scene, topic), *addresses_2(scene)]
    urls.append(f"/abschnitte/{scene.stage.pk}/bearbeiten/")
    if method == "post":  # the list of topics only shows something
        urls.remove("/vereinbarungen/eisenach/schwerpunkte/")
    readers = [
        MembershipFactory(organisation=party, role=Role.READING).user
        for party in (scene.agreement.municipality, scene.agreement.agency)
    ]
    # All strangers ask for these addresses in tests/access.
    for person in (*readers, *sampled(strangers().values())):
        assert codes(client, person, urls, method) == {404}


def post(client, url, **data):
    response = client.post(url, data)
    assert response.status_code == 302, response.content.decode()
    return response.url


def test_city_writes_a_plan_from_nothing(client, scene):
    client.force_login(scene.city)
    agreement = scene.agreement
    agreement.goals.all().delete()
    assert "Erstes Ziel hinzufügen" in client.get(scene.page).content.decode()
    url = "/vereinbarungen/eisenach/ziele/neu/"
    there = post(client, url, title="Bildung für alle", priority="high")
    goal = Goal.objects.get()
    assert (goal.number, goal.priority, goal.agreement) == (1, "high", agreement)
    assert there == f"{scene.page}#goal-{goal.pk}"
    page = client.get(there).content.decode()
    assert "Das Ziel ist angelegt." in page
    assert f'<tr id="goal-{goal.pk}">' in page
    there = post(client, f"/ziele/{goal.pk}/erlaeuterungen/neu/", text="• Leitbild\r\n  Entwurf")
    objective = Objective.objects.get()
    assert (objective.text, objective.goal) == ("Leitbild\n  Entwurf", goal)
    assert f'id="goal-{goal.pk}"' in client.get(there).content.decode()
    url = f"/erlaeuterungen/{objective.pk}/massnahmen/neu/"
    there = post(
        client, url, text="Beschluss", steps="Vorlage\r\nDruck", timeframe_wording="6/2017"
    )
    measure = Measure.objects.get()
    assert there == f"{scene.page}#measure-{measure.pk}"
    assert [step.text for step in measure.steps.all()] == ["Vorlage", "Druck"]
    assert (measure.objective, measure.ends_on) == (objective, date(2017, 6, 30))
    row = measure.history.get()
    assert (row.history_user, row.history_change_reason) == (scene.city, "Browser")


def test_agency_adds_a_milestone_with_a_stage(client, scene):
    client.force_login(scene.agency)
    url = "/vereinbarungen/eisenach/meilensteine/neu/"
    post(client, url, title="Auftakt")
    milestone = Milestone.objects.get(title="Auftakt")
    refused = client.post(url, {"title": "Auftakt"})
    assert "Diesen Meilenstein gibt es in der Vereinbarung schon." in refused.content.decode()
    post(
        client,
        f"/meilensteine/{milestone.pk}/abschnitte/neu/",
        purpose="Kennenlernen",
        municipality="Raum\r\nEinladung",
        agency="Moderation",
        timeframe_wording="3/2016",
    )
    stage = milestone.stages.get()
    assert (stage.purpose, stage.starts_on) == ("Kennenlernen", date(2016, 3, 1))
    assert list(stage.duties.values_list("party", "text")) == [
        ("municipality", "Raum"),
        ("agency", "Moderation"),
        ("municipality", "Einladung"),
    ]


def test_refused_form_keeps_what_was_typed_and_adds_nothing(client, scene):
    client.force_login(scene.city)
    url = f"/erlaeuterungen/{scene.measure.objective_id}/massnahmen/neu/"
    response = client.post(url, {"text": "", "partners": "Jugendamt"})
    assert response.status_code == 200
    assert 'value="Jugendamt"' in response.content.decode()
    assert Measure.objects.count() == 1


def test_city_changes_its_own_duties_and_nothing_else(client, scene):
    client.force_login(scene.city)
    stage = scene.stage
    kept = stage.duties.get(party="municipality")
    url = f"/abschnitte/{stage.pk}/bearbeiten/"
    page = client.get(url).content.decode()
    assert 'name="agency"' not in page
    assert stage.duties.get(party="agency").text in page
    post(
        client,
        url,
        version=1,
        municipality=f"{kept.text}\r\nEinladung",
        agency="",
        purpose="fremd",
        timeframe_wording="1/2000",
    )
    assert Stage.objects.get(pk=stage.pk).purpose == stage.purpose
    assert stage.duties.filter(party="agency").count() == 1
    assert list(stage.duties.filter(party="municipality").values_list("text", flat=True)) == [
        kept.text,
        "Einladung",
    ]
    assert kept.history.count() == 1
    # The agency's page from before is stale by now.
    client.force_login(scene.agency)
    stale = {"version": 1, "purpose": "", "municipality": "", "agency": ""}
    assert client.post(url, stale).status_code == 409


def test_goal_is_tagged_with_topics_of_its_agreement_only(client, scene, topic):
    client.force_login(scene.city)
    goal = scene.measure.objective.goal
    url = f"/ziele/{goal.pk}/bearbeiten/"
    foreign = FocusTopicFactory()
    data = {"version": 1, "title": "Neu", "priority": "low"}
    assert client.post(url, {**data, "topics": [foreign.pk]}).status_code == 200
    assert post(client, url, **data, topics=[topic.pk]) == f"{scene.page}#goal-{goal.pk}"
    goal.refresh_from_db()
    assert (goal.title, goal.priority, list(goal.topics.all())) == ("Neu", "low", [topic])
    assert client.post(url, data).status_code == 409


def test_measure_moves_among_its_siblings_and_to_another_explanation(client, scene):
    client.force_login(scene.city)
    first = scene.measure
    second, third = (MeasureFactory(objective=first.objective) for _ in range(2))
    other = ObjectiveFactory(goal=GoalFactory(agreement=scene.agreement))
    there = MeasureFactory(objective=other)
    url = f"/massnahmen/{third.pk}/verschieben/"
    assert post(client, url, step="up") == f"{scene.page}#measure-{third.pk}"
    assert list(first.objective.measures.all()) == [first, third, second]
    assert [record.history.count() for record in (first, second, third)] == [1, 2, 2]
    assert third.history.first().history_user == scene.city
    page = client.get(url).content.decode()
    assert f'value="{other.pk}:{there.pk}"' in page
    post(client, url, place=f"{other.pk}:{there.pk}")
    assert list(other.measures.all()) == [third, there]
    assert list(first.objective.measures.all()) == [first, second]
    post(client, url, place=f"{other.pk}:")
    assert list(other.measures.all()) == [there, third]
    foreign = make_scene().measure
    refused = client.post(url, {"place": f"{foreign.objective_id}:"})
    assert "Diese Stelle gibt es nicht mehr." in refused.content.decode()


def test_goals_change_numbers_when_one_goes_elsewhere(client, scene):
    client.force_login(scene.city)
    first = scene.measure.objective.goal
    second, third = (GoalFactory(agreement=scene.agreement) for _ in range(2))
    post(client, f"/ziele/{third.pk}/verschieben/", place=f"{scene.agreement.pk}:{first.pk}")
    assert list(scene.agreement.goals.order_by("number").values_list("pk", "number")) == [
        (third.pk, 1),
        (first.pk, 2),
        (second.pk, 3),
    ]


def test_stages_keep_their_purpose_when_one_is_moved_or_deleted(client, scene):
    client.force_login(scene.agency)
    first = scene.stage
    second = StageFactory(milestone=first.milestone, purpose="")
    third = StageFactory(milestone=first.milestone, purpose="Anderes")
    post(client, f"/abschnitte/{third.pk}/verschieben/", step="up")
    second.refresh_from_db()
    assert second.purpose == first.purpose
    fourth = StageFactory(milestone=first.milestone, purpose="")
    delete(client, f"/abschnitte/{second.pk}/loeschen/")
    fourth.refresh_from_db()
    assert fourth.purpose == first.purpose


def delete(client, url):
    """Delete on the page as it is shown; return the address of „Rückgängig“."""
    form = client.get(url).context["form"]
    there = post(
        client, url, version=form["version"].value(), goes_along=form["goes_along"].value()
    )
    page = client.get(there)
    (message,) = page.context["messages"]
    assert f'action="{message.extra_tags}"' in page.content.decode()
    return message.extra_tags


def test_deleted_goal_tells_what_goes_and_comes_back_whole(client, scene, topic):
    client.force_login(scene.city)
    measure = scene.measure
    goal = measure.objective.goal
    goal.topics.set([topic])
    MeasureFactory(objective=measure.objective)
    StepFactory(measure=measure, done=True)
    report(measure, "in_progress", "Es geht voran.", scene.city, date(2016, 3, 1))
    before = [list(model.objects.values("pk")) for model in (Objective, Measure, Step)]
    written = MeasureReport.objects.values().get()
    url = f"/ziele/{goal.pk}/loeschen/"
    assert client.get(url).context["goes_along"] == [
        "1 Erläuterung",
        "2 Maßnahmen",
        "1 Teilschritt",
        "1 Sachstand",
    ]
    undo = delete(client, url)
    assert not Goal.objects.exists()
    assert post(client, undo, undo="1") == f"{scene.page}#goal-{goal.pk}"
    restored = Goal.objects.get()
    assert (restored.number, list(restored.topics.all())) == (goal.number, [topic])
    assert [list(model.objects.values("pk")) for model in (Objective, Measure, Step)] == before
    assert MeasureReport.objects.values().get() == written


def test_deleted_milestone_comes_back_whole(client, scene):
    client.force_login(scene.agency)
    report(scene.stage, "in_progress", "Es geht voran.", scene.agency, date(2016, 3, 1))
    milestone = scene.stage.milestone
    duties = list(Duty.objects.values())
    undo = delete(client, f"/meilensteine/{milestone.pk}/loeschen/")
    assert not Milestone.objects.exists()
    client.force_login(scene.city)
    assert client.post(undo, {"undo": "1"}).status_code == 404
    client.force_login(scene.agency)
    assert post(client, undo, undo="1") == f"{scene.page}#milestone-{milestone.pk}"
    assert list(Duty.objects.values()) == duties
    assert scene.stage.reports.count() == 1


def test_delete_from_a_stale_page_is_refused(client, scene):
    client.force_login(scene.city)
    url = f"/massnahmen/{scene.measure.pk}/loeschen/"
    assert client.post(url).status_code == 409
    scene.measure.partners = "Jugendamt"
    scene.measure.save()
    response = client.post(url, {"version": 1, "goes_along": ""})
    assert response.status_code == 409
    assert "Dieser Eintrag wurde inzwischen geändert." in response.content.decode()
    StepFactory(measure=scene.measure)
    version = Measure.objects.get().version
    # The steps of a measure raise its version; what stands below a goal does not.
    assert client.post(url, {"version": version, "goes_along": ""}).status_code == 409
    delete(client, url)
    assert client.post(url, {"version": version}).status_code == 404


def test_deleted_topic_leaves_history_and_comes_back_with_its_tags(client, scene, topic):
    client.force_login(scene.city)
    measure = scene.measure
    goal = measure.objective.goal
    measure.topics.set([topic])
    goal.topics.set([topic])
    untagged = MeasureFactory(objective=measure.objective)
    rows = measure.history.count()
    undo = delete(client, f"/schwerpunkte/{topic.pk}/loeschen/")
    assert not FocusTopic.objects.exists()
    assert measure.history.count() == rows + 1
    assert measure.history.first().history_user == scene.city
    assert untagged.history.count() == 1
    there = post(client, undo, undo="1")
    assert there == f"/vereinbarungen/eisenach/schwerpunkte/#focustopic-{topic.pk}"
    assert list(measure.topics.all()) == list(goal.topics.all()) == [topic]
    assert not untagged.topics.exists()


def test_topics_are_added_renamed_and_ordered(client, scene, topic):
    client.force_login(scene.city)
    page = "/vereinbarungen/eisenach/schwerpunkte/"
    there = post(client, f"{page}neu/", name="Inklusion")
    new = FocusTopic.objects.get(name="Inklusion")
    assert there == f"{page}#focustopic-{new.pk}"
    post(client, f"/schwerpunkte/{new.pk}/verschieben/", step="up")
    post(client, f"/schwerpunkte/{new.pk}/bearbeiten/", version=2, name="Teilhabe")
    assert list(scene.agreement.topics.values_list("name", flat=True)) == ["Teilhabe", topic.name]
    twice = client.post(f"{page}neu/", {"name": "Teilhabe"})
    assert "Diesen Schwerpunkt gibt es in der Vereinbarung schon." in twice.content.decode()


def test_step_at_the_end_says_so_and_writes_nothing(client, scene):
    client.force_login(scene.city)
    url = reverse("goals:measure_move", args=[scene.measure.pk])
    page = client.get(post(client, url, step="up")).content.decode()
    assert "Die Maßnahme steht schon ganz oben." in page
    assert scene.measure.history.count() == 1
    assert client.post(url, {"step": "sideways"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_topics_page_takes_a_fixed_number_of_queries(
    client, scene, count, django_assert_num_queries
):
    FocusTopicFactory.create_batch(count, agreement=scene.agreement)
    client.force_login(scene.city)
    with django_assert_num_queries(5):
        client.get("/vereinbarungen/eisenach/schwerpunkte/")


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_move_page_takes_a_fixed_number_of_queries(client, scene, count, django_assert_num_queries):
    for _ in range(count):
        MeasureFactory(objective__goal=scene.measure.objective.goal)
    client.force_login(scene.city)
    with django_assert_num_queries(6):
        client.get(f"/massnahmen/{scene.measure.pk}/verschieben/")
