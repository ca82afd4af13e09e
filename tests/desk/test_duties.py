"""What a municipality's people look after: which lines, in which order, the same as the list."""

from datetime import date, timedelta
from random import Random

import pytest
from django.utils.timezone import localdate

from bildung.desk import duties
from bildung.formats import json
from bildung.vocabulary.status import Status
from goals.models import Measure
from tests.budget import examples
from tests.factories import MeasureFactory, MeasureReportFactory, MembershipFactory
from tests.scene import make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

# Days from today on which something may change: the edges, what lies beside them, and none.
EDGES = (None, -400, -1, 0, 1, 59, 60, 61, 400)
AGES = (0, 1, 89, 90, 91, 400)


@pytest.fixture
def scene(one_scene):
    one_scene.measure.delete()
    return one_scene


def in_days(days: int | None) -> date | None:
    return None if days is None else localdate() + timedelta(days=days)


def measure(scene, starts=-1000, ends=None, ages=(), **values) -> Measure:
    """Make a measure that starts and ends so many days from today, reported on `ages` days ago."""
    made = MeasureFactory(
        objective__goal__agreement=scene.agreement,
        timeframe_wording="unklar",
        starts_on=in_days(starts),
        ends_on=in_days(ends),
        **values,
    )
    for age in ages:
        MeasureReportFactory(measure=made, reported_on=in_days(-age))
    return made


def groups_of(client, person, url="/"):
    client.force_login(person)
    return client.get(url).context["page"].city.groups


def keys(group) -> list[str]:
    return [f"measure-{line.url.split('/')[2]}" for line in group.lines]


def listed(client, group) -> set[str]:
    """Return the keys of all that the list of a group shows, which its file has as a whole."""
    content = client.get(group.list_url.replace("/?", ".json?")).content
    return {row.key for row in json.parse(content).tables[0].rows}


@pytest.mark.parametrize("seed", range(3))
def test_each_group_holds_what_its_list_shows(client, scene, monkeypatch, seed):
    monkeypatch.setattr(duties, "MOST", 1000)
    chance = Random(seed)
    for _ in range(examples(100)):
        days = [chance.choice(EDGES) for _ in range(2)]
        starts, ends = days if None in days else sorted(days)
        measure(
            scene,
            starts,
            ends,
            chance.sample(AGES, chance.choice((0, 1, 1, 2, 3))),
            status=chance.choice((Status.OPEN, *Status)).value,
            contact=chance.choice((f"Frau {scene.city}", "jemand anderes")),
        )
    measure(make_scene(), ends=-1)
    for url in ("/", "/?mine=1"):
        groups = groups_of(client, scene.city, url)
        totals = [group.total for group in groups]
        assert min(totals) > 0
        assert [len(group.lines) for group in groups] == totals
        assert [client.get(group.list_url).context["page"].total for group in groups] == totals
        assert [listed(client, each) for each in groups] == [set(keys(each)) for each in groups]


def test_groups_of_who_stands_on_both_sides_lead_to_the_municipalitys_measures(client, scene):
    other = make_scene()
    MembershipFactory(user=scene.city, organisation=other.agreement.agency)
    for each in (scene, other):
        for ends in (-1, 1):
            measure(each, ends=ends)
    groups = groups_of(client, scene.city)
    assert [group.total for group in groups] == [1, 1, 2]
    assert [listed(client, group) for group in groups] == [set(keys(group)) for group in groups]


def test_more_of_each_group_than_is_shown_stands_in_the_list(client, scene):
    for ends in (-1, 1):
        for _ in range(11):
            measure(scene, ends=ends)
    groups = groups_of(client, scene.city)
    assert [(group.more, group.list_url) for group in groups] == [
        (1, "/massnahmen/?overdue=yes"),
        (1, "/massnahmen/?overdue=soon"),
        (12, "/massnahmen/?silent=yes"),
    ]
    text = client.get("/").content.decode()
    for group in groups:
        assert f'<a href="{group.list_url}">{group.more} weitere in der Liste' in text


def test_longest_silent_comes_first_and_says_since_when(client, scene):
    yesterday, tomorrow = -1, 1
    lately = measure(scene, ends=yesterday, ages=(91, 200))
    long_ago = measure(scene, ends=tomorrow, ages=(400,))
    never = measure(scene, starts=-20)
    never_since_long = measure(scene, starts=-30, ends=tomorrow)
    nobody_knows = measure(scene, starts=None)
    measure(scene, ages=(400, 89))
    group = groups_of(client, scene.city)[2]
    expected = [never_since_long, never, nobody_knows, long_ago, lately]
    assert keys(group) == [f"measure-{each.pk}" for each in expected]
    days = [line.reported_on for line in group.lines]
    assert days == [None, None, None, in_days(-400), in_days(-91)]


def test_last_report_is_told_where_silence_is_the_reason_alone(client, scene, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 11, 24))
    values = {"timeframe_wording": "unklar", "ends_on": date(2026, 11, 23)}
    of_city = {"objective__goal__agreement": scene.agreement}
    told = MeasureFactory(**of_city, **values)
    MeasureReportFactory(measure=told, reported_on=date(2026, 5, 3))
    MeasureFactory(**of_city, **values)
    client.force_login(scene.city)
    text = client.get("/").content.decode()
    found = [text.count(each) for each in ("zuletzt am 3. Mai 2026", "noch kein Sachstand")]
    assert (text.count("seit gestern überfällig"), found) == (4, [1, 1])


def test_end_decides_in_the_other_groups(client, scene):
    for ends in (-1, -3, -2, 9, 7, 8):
        measure(scene, ends=ends)
    late, soon, _ = groups_of(client, scene.city)
    assert [[line.days for line in group.lines] for group in (late, soon)] == [
        [-3, -2, -1],
        [7, 8, 9],
    ]
