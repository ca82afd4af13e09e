"""Each row of the history has one act, in whatever way it is written."""

from collections import defaultdict

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from bildung.agreements.acts import Act, Author, Origin, act
from bildung.agreements.models import Role
from bildung.agreements.reporting import report
from bildung.agreements.writing import create_all
from bildung.history.kinds import KINDS
from bildung.history.restoring import restore_deleted
from goals.models import Goal, Measure, Step
from tests.admin_pages import address, send
from tests.editions.scene import DAY
from tests.factories import (
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    StepFactory,
    UserFactory,
)
from tests.goals.test_views import data_of, url_of
from tests.scene import make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

HISTORIES = [
    getattr(model, model._meta.simple_history_manager_attribute).model
    for model in apps.get_models()
    if hasattr(model._meta, "simple_history_manager_attribute")
]


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def written(scene):
    """Return a function: what was written since, as {act: {name of a model: rows}}."""
    before = {history: set(history.objects.values_list("pk", flat=True)) for history in HISTORIES}

    def since() -> dict[Act, dict[str, int]]:
        found = defaultdict(lambda: defaultdict(int))
        for history, known in before.items():
            for row in history.objects.exclude(pk__in=known).select_related("act"):
                found[row.act][row.instance_type.__name__] += 1
        return {act: dict(rows) for act, rows in found.items()}

    return since


def only(acts: dict) -> tuple[Act, dict]:
    ((done, rows),) = acts.items()
    return done, rows


def test_form_in_the_browser_is_one_act_of_its_person_for_their_side(client, scene, written):
    client.force_login(scene.city)
    data = data_of(scene.measure, partners="Jugendamt") | {
        "steps": "Erster Schritt\nZweiter Schritt",
        "once": "abc",
    }
    assert client.post(url_of(scene.measure), data).status_code == 302
    done, rows = only(written())
    assert rows == {"Measure": 1, "Step": 2}
    assert (done.agreement, done.author.user, done.side) == (
        scene.agreement,
        scene.city,
        "municipality",
    )
    assert (done.origin, done.detail, len(done.form)) == ("browser", "", 64)


def test_one_who_belongs_to_both_sides_acts_for_both(client, scene, written):
    MembershipFactory(organisation=scene.agreement.agency, user=scene.city)
    client.force_login(scene.city)
    client.post(url_of(scene.measure), data_of(scene.measure, partners="Jugendamt"))
    acts = [done for done, rows in written().items() if "Measure" in rows]
    assert [done.side for done in acts] == ["both"]


def test_inlines_of_an_admin_page_are_one_act(client, scene, written):
    step = StepFactory(measure=scene.measure)
    client.force_login(UserFactory(superuser=True))
    changes = {"partners": "Jugendamt", "steps-0-text": "Anders"}
    assert send(client, address(scene.measure), **changes).status_code == 302
    acts = [(done, rows) for done, rows in written().items() if done.origin == Origin.ADMIN]
    ((done, rows),) = acts
    assert rows == {"Measure": 1, "Step": 1}
    assert (done.agreement, done.side) == (scene.agreement, "")
    assert Step.objects.get(pk=step.pk).text == "Anders"


def test_deleting_many_in_the_admin_is_one_act_for_each_agreement(client, scene, written):
    other = MeasureFactory()
    StepFactory(measure=other)
    client.force_login(UserFactory(superuser=True))
    data = {
        "action": "delete_selected",
        "post": "yes",
        "_selected_action": [scene.measure.pk, other.pk],
    }
    assert client.post(address(Measure, "changelist"), data).status_code == 302
    acts = {
        done.agreement_id: rows for done, rows in written().items() if done.origin == Origin.ADMIN
    }
    assert acts == {
        scene.agreement.pk: {"Measure": 1},
        other.agreement.pk: {"Measure": 1, "Step": 1},
    }


def test_what_goes_along_belongs_to_the_act_that_deletes(client, scene, written):
    goal = scene.measure.objective.goal
    StepFactory(measure=scene.measure)
    with act(Origin.BROWSER):
        goal.delete()
    rows = [rows for done, rows in written().items() if done.origin == Origin.BROWSER]
    assert rows == [{"Goal": 1, "Objective": 1, "Measure": 1, "Step": 1}]


def test_tags_belong_to_the_act_of_their_record(scene, written):
    topics = [FocusTopicFactory(agreement=scene.agreement) for _ in range(2)]
    with act(Origin.BROWSER):
        scene.measure.topics.set(topics)
        scene.measure.objective.goal.topics.add(topics[0])
    ((_, rows),) = [each for each in written().items() if each[0].origin == Origin.BROWSER]
    assert rows == {"Measure": 1, "Goal": 1}


def test_what_is_written_in_bulk_is_one_act(scene, written, django_assert_num_queries):
    objectives = [ObjectiveFactory(goal=scene.measure.objective.goal) for _ in range(3)]
    measures = [Measure(objective=each, text="Neu", position=1) for each in objectives]
    with act(Origin.IMPORT, "Import aus plan.docx"), transaction.atomic():
        create_all(measures, "Import aus plan.docx")
    ((done, rows),) = [each for each in written().items() if each[0].origin == Origin.IMPORT]
    assert rows == {"Measure": 3}
    assert (done.agreement, done.detail, done.author) == (
        scene.agreement,
        "Import aus plan.docx",
        None,
    )


def test_command_says_its_name(scene, written):
    Measure.history.all().delete()
    call_command("begin_history")
    ((done, rows),) = [each for each in written().items() if each[0].origin == Origin.COMMAND]
    assert (done.agreement, done.detail, rows) == (scene.agreement, "begin_history", {"Measure": 1})


def test_what_comes_back_is_one_act(scene, written):
    StepFactory(measure=scene.measure)
    key = scene.measure.pk
    scene.measure.delete()
    restore_deleted(KINDS["massnahme"], Measure.history.filter(id=key).latest())
    ((_, rows),) = [each for each in written().items() if each[0].origin == Origin.RESTORE]
    assert rows == {"Measure": 1, "Step": 1}


def test_report_and_the_status_it_sets_are_one_act(scene, written):
    with act(Origin.BROWSER):
        report(scene.measure, "done", "Fertig.", scene.city, DAY)
    ((_, rows),) = [each for each in written().items() if each[0].origin == Origin.BROWSER]
    assert rows == {"MeasureReport": 1, "Measure": 1}


def test_members_are_of_no_agreement(client, scene, written):
    client.force_login(UserFactory(superuser=True))
    membership = scene.city.memberships.get()
    changes = {"memberships-0-role": Role.READING}
    MembershipFactory(organisation=membership.organisation, role=Role.LEADING)
    assert send(client, address(scene.city), **changes).status_code == 302
    acts = [(done, rows) for done, rows in written().items() if done.origin == Origin.ADMIN]
    ((done, rows),) = acts
    assert (done.agreement, rows) == (None, {"Membership": 1})


def test_savepoint_that_is_rolled_back_takes_its_act_along_and_what_follows_has_one(scene):
    count = Act.objects.count()
    with act(Origin.BROWSER), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            GoalFactory(agreement=scene.agreement)
            assert Act.objects.count() == count + 1
            raise ZeroDivisionError
        assert Act.objects.count() == count
        goal = GoalFactory(agreement=scene.agreement)
        with transaction.atomic():
            goal.save()
        goal.save()
    assert {row.act.origin for row in goal.history.all()} == {"browser"}
    assert Act.objects.count() == count + 1


@pytest.mark.django_db(transaction=True)
def test_deed_of_two_transactions_is_one_act_and_the_systems_is_one_for_each():
    goal = GoalFactory()
    with act(Origin.BROWSER):
        goal.save()
        with transaction.atomic():
            goal.save()
            goal.save()
    browser = {row.act_id for row in goal.history.filter(act__origin=Origin.BROWSER)}
    assert (len(browser), goal.history.filter(act__in=browser).count()) == (1, 3)
    with transaction.atomic():
        goal.save()
        goal.save()
    with transaction.atomic():
        goal.save()
    goal.save()
    acts = list(goal.history.order_by("pk").values_list("act", flat=True))[-4:]
    assert (acts[0] == acts[1], len(set(acts))) == (True, 3)


@pytest.mark.django_db(transaction=True)
def test_transaction_that_is_rolled_back_leaves_no_act():
    goal = GoalFactory()
    acts = set(Act.objects.values_list("pk", flat=True))
    with act(Origin.BROWSER), pytest.raises(ZeroDivisionError), transaction.atomic():
        goal.save()
        raise ZeroDivisionError
    assert set(Act.objects.values_list("pk", flat=True)) == acts
    with transaction.atomic():
        goal.save()
    assert Act.objects.count() == len(acts) + 1


def test_two_people_in_one_transaction_are_two_acts(scene, written):
    with act(Origin.BROWSER):
        for person in (scene.city, scene.agency):
            scene.measure._history_user = person
            scene.measure.save()
    acts = {done.author.user: (done.side, rows) for done, rows in written().items()}
    assert acts == {
        scene.city: ("municipality", {"Measure": 1}),
        scene.agency: ("agency", {"Measure": 1}),
    }


def test_name_of_an_author_goes_with_the_account_and_the_act_stays(client, scene):
    client.force_login(scene.city)
    client.post(url_of(scene.measure), data_of(scene.measure, partners="Jugendamt"))
    author = Author.objects.get(user=scene.city)
    assert author.name == ""
    scene.city.delete()
    author.refresh_from_db()
    assert (author.user, str(author), author.acts.count()) == (None, "", 1)


def test_what_stands_below_something_gone_is_of_its_agreement_still(scene, written):
    goal = GoalFactory(agreement=scene.agreement)
    objective = ObjectiveFactory(goal=goal)
    measure = MeasureFactory(objective=objective)
    key = objective.pk
    goal.delete()
    with act(Origin.SYSTEM) as deed:
        row = (
            Measure.history.filter(id=measure.pk).first()
            or Measure.history.filter(objective_id=key).latest()
        )
        assert deed.agreement_of(row) == scene.agreement.pk


def test_page_that_shows_writes_no_act(client, scene):
    client.force_login(scene.city)
    count = Act.objects.count()
    assert client.get("/").status_code == 200
    assert client.post(url_of(scene.measure), {}).status_code != 302
    assert Act.objects.count() == count


def test_numbers_of_goals_that_change_places_are_one_act(scene, written):
    goal = GoalFactory(agreement=scene.agreement)
    with act(Origin.BROWSER):
        assert goal.move(-1)
    ((_, rows),) = [each for each in written().items() if each[0].origin == Origin.BROWSER]
    assert rows == {"Goal": 2}
    assert Goal.objects.get(pk=goal.pk).number == 1


def test_way_back_says_by_which_form_it_was_asked_for(client, scene, written):
    key = scene.measure.pk
    scene.measure.delete()
    row = Measure.history.filter(id=key).latest()
    client.force_login(scene.city)
    url = f"{scene.page}verlauf/massnahme/{row.history_id}/"
    assert client.post(url, {"once": "abc"}).status_code == 302
    ((done, _),) = [each for each in written().items() if each[0].origin == Origin.RESTORE]
    assert (done.author.user, done.side, len(done.form)) == (scene.city, "municipality", 64)
