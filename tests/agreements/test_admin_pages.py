"""Admin pages: every model has them, they never crash, and cost the same for many rows."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.acts import Act, Author
from bildung.agreements.models import (
    Agreement,
    FocusTopic,
    Membership,
    Organisation,
    SentForm,
    Unit,
    User,
)
from goals.models import Goal, Measure, MeasureReport, Objective, Step
from milestones.models import Duty, Milestone, Stage, StageReport
from tests.admin_pages import address, send
from tests.budget import sampled
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    MilestoneFactory,
    MunicipalityFactory,
    ObjectiveFactory,
    StageFactory,
    StepFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    User: UserFactory,
    Organisation: MunicipalityFactory,
    Unit: UnitFactory,
    Membership: MembershipFactory,
    Agreement: AgreementFactory,
    FocusTopic: FocusTopicFactory,
    Goal: GoalFactory,
    Objective: ObjectiveFactory,
    Measure: MeasureFactory,
    Step: StepFactory,
    Milestone: MilestoneFactory,
    Stage: StageFactory,
    Duty: DutyFactory,
}
NOWHERE = ("9" * 30, "0", "wort")


@pytest.fixture
def person():
    return UserFactory(superuser=True)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


@pytest.fixture(params=FACTORIES, ids=lambda model: model.__name__)
def model(request):
    return request.param


@pytest.fixture(params=[model for model in FACTORIES if model is not User], ids=str)
def model_with_history(request):
    return request.param


def test_every_model_has_an_admin_page():
    models = {
        model
        for app in ("agreements", "goals", "milestones")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    # Nobody's content: what came once, and what was done.
    models -= {SentForm, Act, Author}
    assert models == set(FACTORIES) | {MeasureReport, StageReport}  # those: test_reports_admin.py
    assert models <= set(admin.site._registry)


def test_every_page_of_a_record_opens(browser, model):
    record = FACTORIES[model]()
    pages = ["changelist", "add", "change", "history", "delete"]
    addresses = [address(model if page in pages[:2] else record, page) for page in pages]
    addresses.append(f"{addresses[0]}?q=bildung")
    codes = [browser.get(url).status_code for url in addresses]
    # People are never deleted, so that every change keeps its author.
    assert codes == [200] * 4 + [403 if model is User else 200, 200]


def test_page_saved_as_it_is_shown_changes_nothing(browser, model):
    record = FACTORIES[model]()
    assert send(browser, address(record)).status_code == 302
    stored = model.objects.get(pk=record.pk)
    assert {field.attname: getattr(stored, field.attname) for field in model._meta.fields} == {
        field.attname: getattr(record, field.attname) for field in model._meta.fields
    }
    if hasattr(record, "history"):
        assert record.history.count() == 1


def test_page_of_a_record_that_does_not_exist_answers_calmly(browser, model):
    record = FACTORIES[model]()
    for pk in NOWHERE:
        for page in ("change", "history", "delete"):
            url = address(record, page).replace(f"/{record.pk}/", f"/{pk}/")
            assert browser.get(url).status_code in {302, 403, 404}, url


# The first two ask each model for fields of its own; the others are Django's own affair.
SEARCHES = ("?q=%00", "?id__exact=" + "9" * 30, "?q=%F0%9F", "?p=wort", "?o=77", "?unknown=1")


def test_list_answers_calmly_to_any_search(browser, model):
    url = address(model, "changelist")
    for query in SEARCHES if model is Goal else sampled(SEARCHES, 2):
        assert browser.get(url + query).status_code in {200, 302}, query


def test_list_asks_the_database_as_often_for_one_row_as_for_three(
    browser, model, connection_queries
):
    FACTORIES[model]()
    list_url = address(model, "changelist")
    browser.get(list_url)  # fills the caches of content types

    def asked():
        return [
            connection_queries(lambda url=list_url + query: browser.get(url))
            for query in ("", "?q=a")
        ]

    first = asked()
    FACTORIES[model].create_batch(2)
    assert asked() == first


@pytest.fixture
def connection_queries():
    def count(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count


def test_pages_are_for_staff_only(client):
    record = GoalFactory()
    client.force_login(UserFactory())
    assert client.get(address(record)).status_code == 302


def test_history_shows_who_changed_what(browser, person):
    unit = UnitFactory(name="Jugendamt")
    send(browser, address(unit), name="Amt für Jugend")
    assert [(row.history_type, row.history_user) for row in unit.history.all()] == [
        ("~", person),
        ("+", None),
    ]
    page = browser.get(address(unit, "history")).content.decode()
    for text in (
        "Geschichte: Amt für Jugend",
        person.get_full_name(),
        "Jugendamt → Amt für Jugend",
    ):
        assert text in page
    assert "wiederherzustellen" not in page


def test_history_of_a_deleted_record_can_be_read(browser, model_with_history):
    model = model_with_history
    record = FACTORIES[model]()
    url = address(record, "history")
    for root in Agreement, Organisation, User:  # with all that hangs on them
        for other in (
            root.objects.exclude(is_superuser=True) if root is User else root.objects.all()
        ):
            other.delete()
    if model.objects.filter(pk=record.pk).exists():
        record.delete()
    page = browser.get(url)
    assert page.status_code == 200
    assert "Gelöscht" in page.content.decode()


def test_old_state_is_not_restored_behind_the_check_for_stale_pages(browser):
    goal = GoalFactory()
    url = f"{address(goal, 'history')}{goal.history.get().pk}/"
    assert browser.get(url).status_code == 404
    assert browser.post(url, {"title": "alt"}).status_code == 404


def test_pages_of_people_speak_german(browser):
    user = UserFactory()
    password = address(user).replace("/change/", "/password/")
    urls = (address(user), address(User, "add"), password)
    pages = " ".join(browser.get(url).content.decode() for url in urls)
    for english in ("Raw passwords", "Whether the user", "Password", "Can view", "historical"):
        assert english not in re.sub(r"<[^>]*>", "", pages)
    assert "Berechtigungen" not in pages


def test_only_superusers_are_let_in_whatever_rights_an_account_has(client, model):
    staff, record = UserFactory(is_staff=True), FACTORIES[model]()
    staff.user_permissions.set(Permission.objects.all())
    client.force_login(staff)
    for url in (address(record), address(model, "add"), "/admin/"):
        for method in (client.get, client.post):
            answer = method(url)
            assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={url}")
