"""The start page: what each side is shown, since when, in which order, in how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from bildung.agreements.acts import Act, Origin, act
from bildung.agreements.models import User
from bildung.desk import visits
from bildung.vocabulary.progress import RULE
from tests.budget import DEEP, MANY
from tests.factories import (
    AgreementFactory,
    MeasureFactory,
    MeasureReportFactory,
    MembershipFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)
from tests.goals.test_views import save
from tests.scene import make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def scene(one_scene):
    one_scene.measure.delete()
    one_scene.stage.delete()
    return one_scene


def page_of(client, person, url="/"):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    return response.context["page"]


def measure(scene, days, **values):
    """Make a measure that ends so many days from today, and began long ago."""
    today = localdate()
    dates = {"starts_on": today - timedelta(days=1000), "ends_on": today + timedelta(days=days)}
    values = {"objective__goal__agreement": scene.agreement, "timeframe_wording": "unklar"} | values
    return MeasureFactory(**dates | values)


def groups(page):
    return [[line.text for line in group.lines] for group in page.city.groups]


def test_city_sees_what_is_overdue_due_soon_and_long_without_a_report(client, scene):
    late, soon, later = measure(scene, -1), measure(scene, 60), measure(scene, 61)
    for record, age in ((late, 89), (soon, 90)):
        MeasureReportFactory(measure=record, reported_on=localdate() - timedelta(days=age))
    MeasureReportFactory(measure=later, reported_on=localdate())
    measure(scene, -1, status="done")
    measure(make_scene(), -1)
    page = page_of(client, scene.city)
    assert groups(page) == [[late.text], [soon.text], [soon.text]]
    assert [line.days for group in page.city.groups for line in group.lines] == [-1, 60, 60]
    text = client.get("/").content.decode()
    assert "seit gestern überfällig" in text
    assert "noch 60 Tage" in text
    assert page.agency is None


def test_measure_that_has_not_begun_needs_no_report(client, scene):
    measure(scene, 100, starts_on=localdate() + timedelta(days=1))
    assert groups(page_of(client, scene.city)) == [[], [], []]


def test_city_may_ask_for_its_own_measures_alone(client, scene):
    own = measure(scene, -1, contact=f"Frau {scene.city}, Bildungsbüro")
    measure(scene, -1, contact="jemand anderes")
    page = page_of(client, scene.city, "/?mine=1")
    assert groups(page) == [[own.text], [], [own.text]]


def test_city_sees_the_progress_of_each_goal(client, scene):
    done = measure(scene, 100, status="done")
    [(agreement, chart)] = page_of(client, scene.city).city.charts
    assert agreement == scene.agreement
    bars = {bar.name: bar.percent for bar in chart.bars}
    assert bars[str(done.objective.goal)] == 100


def test_first_visit_has_no_changes_and_the_next_tells_those_of_others(client, scene):
    record = measure(scene, 100)
    assert page_of(client, scene.city).city.since is None
    left = timezone.now() - timedelta(hours=5)
    User.objects.filter(pk=scene.city.pk).update(seen_at=left)
    colleague = MembershipFactory(organisation=scene.agreement.municipality).user
    client.force_login(colleague)
    save(client, record, partners="Jugendamt", starts_on="", ends_on="")
    client.force_login(scene.city)
    save(client, record, contact="Bildungsbüro", starts_on="", ends_on="")
    page = page_of(client, scene.city)
    assert page.city.since == left
    [changes] = client.get("/aenderungen/").context["told"]
    told = [s for act in changes.acts for each in act.records for s in each.sentences]
    assert any(s == f"{colleague} hat die Beteiligten eingetragen" for s in told)
    assert not any(str(scene.city) in s for s in told)


def test_changes_come_as_a_part_of_the_overview_and_as_a_page(client, scene):
    client.force_login(scene.city)
    assert "Dies ist Ihr erster Besuch" in client.get("/aenderungen/").content.decode()
    before = timezone.now() - timedelta(days=1)
    User.objects.filter(pk=scene.city.pk).update(seen_at=timezone.now(), last_visit_at=before)
    assert 'hx-get="/aenderungen/"' in client.get("/").content.decode()
    page, part = client.get("/aenderungen/"), client.get("/aenderungen/", HTTP_HX_REQUEST="true")
    assert [page.content.decode().count("<h1"), part.content.decode().count("<html")] == [1, 0]
    assert "Was andere seit dem" in part.content.decode()
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("count", [1, 3, 50 if DEEP else MANY])
def test_changes_take_as_many_queries_with_any_number(client, scene, count):
    record, since = measure(scene, 0), timezone.now()
    User.objects.filter(pk=scene.city.pk).update(seen_at=since, last_visit_at=since)
    for number in range(count):
        record.partners = f"Schule {number}"
        record.save()
    client.force_login(scene.city)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/aenderungen/").status_code == 200
    assert len(captured) == 11  # one kind of record; at most four more for each further one


def test_visit_lasts_until_four_hours_without_a_page():
    person, now = UserFactory(), timezone.now()
    minutes = [0, 10, 200, 439, 700, 701]
    ends = []
    for each in minutes:
        person.refresh_from_db()
        ends.append(visits.begin(person, now + timedelta(minutes=each)))
    first_end = now + timedelta(minutes=439)
    assert ends == [None, None, None, None, first_end, first_end]


def test_of_two_pages_opened_at_once_one_begins_the_visit():
    person, now = UserFactory(), timezone.now()
    User.objects.filter(pk=person.pk).update(seen_at=now - timedelta(days=1))
    one, other = (User.objects.get(pk=person.pk) for _ in range(2))
    later = now + timedelta(seconds=1)
    assert visits.begin(one, now) == visits.begin(other, later) == now - timedelta(days=1)
    person.refresh_from_db()
    assert person.seen_at == now


def test_agency_sees_each_agreement_it_serves_in_one_line(client, scene):
    today = localdate()
    half = measure(scene, 100)
    StepFactory(measure=half, done=True)
    StepFactory(measure=half)
    measure(scene, -1)
    for days in (30, 20, -20):
        stage(scene.agreement, days)
    foreign = AgreementFactory()
    page = page_of(client, scene.agency)
    [line] = page.agency.lines
    assert line.agreement == scene.agreement
    assert (line.measures.percent, line.measures.counting) == (25, 2)
    assert (line.stages.percent, line.overdue) == (0, 2)
    assert line.next_stage.ends_on == today + timedelta(days=20)
    assert page.city is None
    assert foreign.municipality.name not in client.get("/").content.decode()


def test_progress_in_the_table_is_that_of_the_agreements_page(client, scene):
    for status in ("done", "open", "dropped"):
        measure(scene, 100, status=status)
        StageFactory(milestone__agreement=scene.agreement, status=status)
    [line] = page_of(client, scene.agency).agency.lines
    charts = client.get(scene.page).context["page"].progress.charts
    found = [(bar.finished, bar.counting, bar.percent) for bar in (line.measures, line.stages)]
    wholes = [chart.whole for chart in charts]
    assert found == [(bar.finished, bar.counting, bar.percent) for bar in wholes]


def test_both_sides_are_told_how_progress_is_computed(client, scene):
    measure(scene, 100)
    for person in (scene.city, scene.agency):
        client.force_login(person)
        assert client.get("/").content.decode().count(RULE) == 1


def test_activity_is_told_for_either_side(client, scene):
    record = measure(scene, 100)
    assert page_of(client, scene.agency).agency.lines[0].last_active is None
    client.force_login(scene.city)
    save(client, record, partners="Jugendamt", starts_on="", ends_on="")
    [line] = page_of(client, scene.agency).agency.lines
    assert line.active_municipality == record.history.first().history_date
    assert line.active_agency is None
    scene.city.memberships.get().delete()
    assert page_of(client, scene.agency).agency.lines == (line,)


@pytest.fixture
def served():
    """Three agreements of one agency, in another order by each column, and somebody of it."""
    scene = make_scene(slug="a", title="Älteste")
    scene.stage.delete()
    middle, _ = (
        AgreementFactory(agency=scene.agreement.agency, title=title)
        for title in ("Mitte", "Zuletzt")
    )
    clerk = MembershipFactory(organisation=middle.municipality).user
    late = measure(scene, -1)
    done = measure(scene, -1, objective__goal__agreement=middle, status="done")
    nearest = stage(middle, 10)
    next_one = stage(scene.agreement, 20)
    stage(scene.agreement, 5, status="done")
    acted(late, scene.city, days=10)
    acted(next_one, scene.agency, days=40)
    acted(done, clerk, days=40)
    acted(nearest, scene.agency, days=20)
    return scene


def acted(record, person, days):
    """Let `person` have changed `record` so many days ago."""
    record._history_user = person
    with act(Origin.BROWSER):
        record.save()
    when = timezone.now() - timedelta(days=days)
    Act.objects.filter(pk=record.history.first().act_id).update(at=when)


def stage(agreement, days, **values):
    ends_on = localdate() + timedelta(days=days)
    values = {"timeframe_wording": "unklar", "ends_on": ends_on} | values
    return StageFactory(milestone__agreement=agreement, **values)


def titles(page):
    return [line.agreement.title for line in page.agency.lines]


TABLES = {
    "": ["Älteste", "Mitte", "Zuletzt"],
    "?sort=-name": ["Zuletzt", "Mitte", "Älteste"],
    "?sort=-overdue": ["Älteste", "Mitte", "Zuletzt"],
    "?sort=overdue": ["Mitte", "Zuletzt", "Älteste"],
    "?sort=measures": ["Zuletzt", "Älteste", "Mitte"],
    "?sort=-measures": ["Mitte", "Älteste", "Zuletzt"],
    "?sort=stages": ["Zuletzt", "Mitte", "Älteste"],
    "?sort=-stages": ["Älteste", "Mitte", "Zuletzt"],
    "?sort=next": ["Mitte", "Älteste", "Zuletzt"],
    "?sort=-next": ["Zuletzt", "Älteste", "Mitte"],
    "?sort=municipality": ["Zuletzt", "Mitte", "Älteste"],
    "?sort=-municipality": ["Älteste", "Mitte", "Zuletzt"],
    "?sort=agency": ["Zuletzt", "Älteste", "Mitte"],
    "?sort=-agency": ["Mitte", "Älteste", "Zuletzt"],
    "?sort=unsinn": ["Älteste", "Mitte", "Zuletzt"],
    "?text=AELTESTE": ["Älteste"],
    "?overdue=on": ["Älteste"],
    "?silent_days=10": ["Älteste", "Mitte", "Zuletzt"],
    "?silent_days=11": ["Mitte", "Zuletzt"],
    "?silent_days=20": ["Mitte", "Zuletzt"],
    "?silent_days=21": ["Zuletzt"],
    "?text=gibtesnicht": [],
}


def test_table_is_sorted_and_cut_down_by_its_address(client, served):
    pages = {query: page_of(client, served.agency, f"/{query}") for query in TABLES}
    assert {query: titles(page) for query, page in pages.items()} == TABLES


def test_wrong_number_is_refused_beside_its_field_and_all_is_shown(client, served):
    page = page_of(client, served.agency, "/?silent_days=viele")
    assert list(page.agency.form.errors) == ["silent_days"]
    assert len(page.agency.lines) == 3


def test_address_has_one_way_of_writing(client, served):
    client.force_login(served.agency)
    assert client.get("/?text=&sort=-name&fremd=1").url == "/?sort=-name"


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_agency_page_takes_as_many_queries_with_any_number(client, count):
    agency = make_scene().agreement.agency
    for _ in range(count - 1):
        agreement = AgreementFactory(agency=agency)
        MeasureFactory(objective__goal__agreement=agreement)
        StageFactory(milestone__agreement=agreement)
    client.force_login(MembershipFactory(organisation=agency).user)
    client.get("/")  # begins the visit, which is written once
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    assert len(captured) == 7


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_city_page_takes_as_many_queries_with_any_number(client, scene, count):
    for number in range(count):
        StepFactory(measure=measure(scene, number - 100))
    client.force_login(scene.city)
    client.get("/")
    # Not the first visit, and others have done much since.
    User.objects.filter(pk=scene.city.pk).update(last_visit_at=timezone.now() - timedelta(days=1))
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    assert len(captured) == 8


def test_without_agreement_the_page_says_what_to_do(client):
    client.force_login(UserFactory())
    assert "Bitte wenden Sie sich an Ihre Administration" in client.get("/").content.decode()


def test_city_of_many_agreements_sees_one_bar_for_each(client, scene):
    measure(scene, 100, status="done")
    for _ in range(3):
        AgreementFactory(municipality=scene.agreement.municipality)
    [(agreement, chart)] = page_of(client, scene.city).city.charts
    assert (agreement, chart.kind) == (None, "Zielvereinbarung")
    assert {bar.name: bar.percent for bar in chart.bars}[str(scene.agreement)] == 100
    assert len(chart.bars) == 4
