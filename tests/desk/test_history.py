"""„Verlauf“: what it tells, of whom, and in how many queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from bildung.agreements.acts import Act, Author, Origin, act
from bildung.agreements.management.commands.begin_history import begin_history
from bildung.agreements.models import FocusTopic
from bildung.agreements.reporting import report
from bildung.desk.history.entries import PAGE_SIZE
from bildung.desk.history.reading import NO_LONGER_KNOWN, NOBODY
from bildung.history.kinds import ALL
from goals.models import Measure, Step
from milestones.models import Duty, Milestone, Stage
from tests.admin_pages import added, address, send
from tests.budget import MANY
from tests.deeds import age_acts, end_deed
from tests.factories import (
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    StepFactory,
    UnitFactory,
    UserFactory,
)
from tests.goals.test_views import save
from tests.scene import make_scene

pytestmark = pytest.mark.django_db

KINDS_BY_MODEL = {kind.model: kind for kind in ALL}


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.city)
    age(one_scene)
    return one_scene


def age(scene, by=timedelta(hours=1)):
    """Let all that happened so far have happened an hour earlier."""
    kinds = (Measure, Step, Stage, Duty, FocusTopic, type(scene.agreement))
    goal, milestone = scene.measure.objective.goal, scene.stage.milestone
    for model in (*kinds, type(goal), type(scene.measure.objective), type(milestone)):
        rows = list(model.history.all())
        for row in rows:
            row.history_date -= by
            row.save()
    age_acts(by)


def age_reports(scene, by=timedelta(minutes=5)):
    for record in (scene.measure, scene.stage):
        for model in (type(record), type(record).reports.rel.related_model):
            for row in model.history.all():
                row.history_date -= by
                row.save()


def of(record):
    return reverse(f"desk:{record._meta.model_name}_history", args=[record.pk])


def acts(client, url):
    """Return each act of a page as origin, person and the sentences it tells, newest first."""
    history = client.get(url).context["page"].history
    return [
        (act.origin, act.who, [field.sentence for change in act.changes for field in change.what])
        for day in history.days
        for act in day.acts
    ]


def latest(client, url):
    return acts(client, url)[0]


def test_short_values_are_told_in_one_sentence(client, scene):
    unit = UnitFactory(organisation=scene.agreement.agency, name="Amt")
    frame = {"timeframe_wording": "3/2016-5/2017", "lead_unit": unit.pk}
    save(client, scene.measure, **frame)
    who = str(scene.city)
    expected = (
        "Browser",
        who,
        [
            f"{who} hat den Zeitrahmen von „1/2016-3/2016“ auf „3/2016-5/2017“ geändert.",
            f"{who} hat die federführende Stelle „Amt“ eingetragen.",
        ],
    )
    assert sorted(latest(client, of(scene.measure))[2]) == sorted(expected[2])
    assert latest(client, of(scene.measure))[:2] == expected[:2]
    assert latest(client, "/vereinbarungen/eisenach/verlauf/") == latest(client, of(scene.measure))


def test_text_is_marked_word_by_word_for_eyes_and_ears(client, scene):
    scene.measure.text = "Zehn <b>Ziele</b>"
    scene.measure.save()
    save(client, scene.measure, text="Elf <b>Ziele</b>")
    page = client.get(of(scene.measure)).content.decode()
    assert (
        '<del><span class="visually-hidden">gelöscht: </span>Zehn'
        '<span class="visually-hidden"> (Ende)</span></del>'
        '<ins><span class="visually-hidden">eingefügt: </span>Elf'
        '<span class="visually-hidden"> (Ende)</span></ins> &lt;b&gt;Ziele&lt;/b&gt;'
    ) in page
    assert f"{scene.city} hat den Text geändert:" in page


def test_steps_are_told_with_their_measure(client, scene):
    StepFactory(measure=scene.measure, text="Druck des Berichts")
    age(scene)
    save(client, scene.measure, partners="Schulamt", steps="Beschluss\r\nDruck des Berichts")
    who = str(scene.city)
    assert latest(client, of(scene.measure))[2] == [
        f"{who} hat die Beteiligten eingetragen:",
        f"{who} hat den Teilschritt „Beschluss“ hinzugefügt.",
        f"{who} hat die Reihenfolge der Teilschritte geändert.",
    ]
    page = client.get("/vereinbarungen/eisenach/verlauf/").context["page"]
    [change] = page.history.days[0].acts[0].changes
    assert (change.label, change.name) == ("Maßnahme", scene.measure.text)
    assert change.url == of(scene.measure)


def test_step_that_was_done_and_duty_that_was_reworded(client, scene):
    step = StepFactory(measure=scene.measure, text="Druck")
    duty = scene.stage.duties.first()
    age(scene)
    step.done = True
    step.save()
    duty.text = "Neue Pflicht"
    duty.save()
    assert latest(client, of(scene.measure))[2] == [
        "System hat den Teilschritt „Druck“ als erledigt gekennzeichnet."
    ]
    assert latest(client, of(scene.stage))[2] == ["System hat die Verantwortung geändert:"]


def test_dates_are_told_only_where_the_wording_stayed(client, scene):
    frame = {"timeframe_wording": "später", "starts_on": "1.9.2015", "ends_on": ""}
    save(client, scene.measure, **frame)
    age(scene)
    save(client, scene.measure, **(frame | {"starts_on": "1.10.2015"}))
    told = [sentences for _, _, sentences in acts(client, of(scene.measure))]
    who = str(scene.city)
    assert told[:2] == [
        [f"{who} hat den Beginn von „01.09.2015“ auf „01.10.2015“ geändert."],
        [f"{who} hat den Zeitrahmen von „1/2016-3/2016“ auf „später“ geändert."],
    ]


def test_position_and_topics_are_told_in_words(client, scene):
    end_deed()
    scene.measure.position = 5
    scene.measure.save()
    scene.measure.topics.set([FocusTopicFactory(agreement=scene.agreement, name="MINT")])
    assert latest(client, of(scene.measure))[2] == [
        "System hat die Reihenfolge geändert.",
        "System hat die Schwerpunkte „MINT“ eingetragen.",
    ]


def test_save_that_changed_nothing_leaves_no_entry(client, scene):
    before = acts(client, of(scene.measure))
    save(client, scene.measure)
    scene.measure.save()
    assert acts(client, of(scene.measure)) == before


def test_admin_is_named_as_origin_also_for_inlines_and_what_went_along(client, scene):
    step = StepFactory(measure=scene.measure)
    age(scene)
    superuser = UserFactory(superuser=True)
    client.force_login(superuser)
    send(client, address(scene.measure), **{"partners": "VHS", **added("steps", 1, text="Neu")})
    reasons = set(Step.history.exclude(id=step.pk).values_list("history_change_reason", flat=True))
    assert reasons == {"Verwaltung"}
    age(scene)
    client.post(address(scene.measure, "delete"), {"post": "yes"})
    assert {row.history_change_reason for row in Step.history.filter(history_type="-")} == {
        "Verwaltung"
    }
    client.force_login(scene.city)
    told = acts(client, of(scene.measure))
    assert [act[:2] for act in told[:2]] == [("Verwaltung", str(superuser))] * 2
    assert f"{superuser} hat die Maßnahme gelöscht." in told[0][2]
    assert f"{superuser} hat den Teilschritt „{step.text}“ gelöscht." in told[0][2]


def test_first_rows_are_told_as_stock(client, scene):
    for model in (Measure, Step, Stage, Duty):
        model.history.all().delete()
    begin_history()
    assert latest(client, of(scene.measure)) == (
        "Erstbestand",
        NOBODY,
        ["System hat die Maßnahme als Erstbestand übernommen."],
    )
    assert "als Erstbestand übernommen" in client.get(of(scene.measure)).content.decode()


def test_person_who_is_gone_and_system_are_told_apart(client, scene):
    scene.measure.contact = "Stelle"
    scene.measure.save()
    age(scene)
    save(client, scene.measure, partners="Schulamt")
    name = str(scene.city)
    scene.city.delete()
    client.force_login(scene.agency)
    told = acts(client, of(scene.measure))
    assert [who for _, who, _ in told[:2]] == [NO_LONGER_KNOWN, NOBODY]
    assert name not in client.get(of(scene.measure)).content.decode()


def test_different_people_are_different_acts(client, scene):
    save(client, scene.measure, partners="Schulamt")
    client.force_login(scene.agency)
    stage = reverse("milestones:reports", args=[scene.stage.pk])
    client.post(stage, {"status": "done", "text": "", "version": scene.stage.version})
    told = acts(client, "/vereinbarungen/eisenach/verlauf/")
    assert [who for _, who, _ in told[:2]] == [str(scene.agency), str(scene.city)]


def test_history_of_one_agreement_shows_nothing_of_another(client, scene):
    other = make_scene()
    for record in (other.measure, other.stage):
        page = client.get("/vereinbarungen/eisenach/verlauf/").content.decode()
        assert record.history.first().id and str(other.measure.text) not in page
        assert client.get(of(record)).status_code == 404


def test_links_lead_to_the_history(client, scene):
    assert 'href="/vereinbarungen/eisenach/verlauf/"' in client.get(scene.page).content.decode()
    measure = f"/massnahmen/{scene.measure.pk}/"
    page = client.get(f"{measure}bearbeiten/").content.decode()
    assert f'href="{measure}verlauf/"' in page
    client.force_login(scene.agency)
    stage = f"/abschnitte/{scene.stage.pk}/"
    assert f'href="{stage}verlauf/"' in client.get(f"{stage}sachstand/").content.decode()


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def repeat(records, count, **elsewhere):
    """Let each of `records` have been saved `count` times more, one after the other.

    `elsewhere` are other values for the fields that records have; each other time they had them.
    """
    now = timezone.now()
    times = [now + timedelta(minutes=number) for number in range(count)]
    done = [Act.objects.create(at=at, origin=Origin.BROWSER) for at in times]
    for place, record in enumerate(records):
        rows = []
        for number in range(count):
            row = record.history.first()
            row.pk, row.history_type = None, "~"
            if hasattr(row, "text"):
                row.text = f"Fassung {number}"
            for name, value in elsewhere.items():
                if number % 2 == 0 and hasattr(row, name):
                    setattr(row, name, value)
            row.act, row.history_date = done[number], times[number] + timedelta(milliseconds=place)
            rows.append(row)
        type(record).history.model.objects.bulk_create(rows)


def every_record(scene):
    """Return one record of each kind that is told."""
    objective, milestone = scene.measure.objective, scene.stage.milestone
    return [
        scene.agreement,
        FocusTopicFactory(agreement=scene.agreement),
        objective.goal,
        objective,
        scene.measure,
        StepFactory(measure=scene.measure),
        milestone,
        scene.stage,
        scene.stage.duties.first(),
    ]


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_query_count_of_an_agreement_is_fixed_whatever_the_number_of_entries(client, scene, count):
    repeat(
        every_record(scene),
        count,
        goal_id=GoalFactory(agreement=scene.agreement).pk,
        objective_id=ObjectiveFactory(goal=scene.measure.objective.goal).pk,
        milestone_id=MilestoneFactory(agreement=scene.agreement).pk,
        lead_unit_id=UnitFactory(organisation=scene.agreement.agency).pk,
    )
    assert queries(client, "/vereinbarungen/eisenach/verlauf/") == 42


@pytest.mark.parametrize("count", [1, 3, max(MANY, PAGE_SIZE + 1)])
def test_query_count_of_a_record_is_fixed_whatever_the_number_of_entries(client, scene, count):
    records = every_record(scene)
    repeat(records, count)
    counted = {}
    for record in records:
        if KINDS_BY_MODEL[type(record)].has_page:
            in_annex_2 = isinstance(record, (Milestone, Stage))
            client.force_login(scene.agency if in_annex_2 else scene.city)
            counted[record._meta.model_name] = queries(client, of(record))
    assert counted == {
        "focustopic": 14,
        "goal": 18,
        "objective": 15,
        "measure": 24,
        "milestone": 14,
        "stage": 21,
    }


def test_long_history_is_paged(client, scene):
    row, now = scene.measure.history.first(), timezone.now()
    rows = []
    for number in range(60):
        row = scene.measure.history.first()
        row.pk, row.history_type, row.text = None, "~", f"Fassung {number}"
        row.history_date = now + timedelta(minutes=number)
        row.act = Act.objects.create(at=row.history_date, origin=Origin.BROWSER)
        rows.append(row)
    Measure.history.model.objects.bulk_create(rows)
    url = of(scene.measure)
    assert [len(acts(client, f"{url}?seite={page}")) for page in (1, 2)] == [50, 11]
    first, second = (client.get(f"{url}{query}").content.decode() for query in ("", "?seite=2"))
    assert "Seite 1 von 2" in first and 'href="?seite=2"' in first
    assert "Neuere Einträge" in second
    assert client.get(f"{url}?seite=abc").status_code == 200


def test_history_of_what_never_was_is_not_found(client, scene):
    never = 10**9
    for url in (f"/massnahmen/{never}/verlauf/", f"/abschnitte/{10**30}/verlauf/"):
        assert client.get(url).status_code == 404
    assert MeasureFactory().pk and client.get("/vereinbarungen/fehlt/verlauf/").status_code == 404


def test_reports_are_told_with_what_they_are_about(client, scene):
    who, url = str(scene.city), reverse("goals:reports", args=[scene.measure.pk])
    client.post(url, {"version": 1, "status": "in_progress", "text": "Es geht voran."})
    age_reports(scene)
    client.post(url, {"version": 2, "confirm": "1"})
    told = [sorted(sentences) for _, _, sentences in acts(client, of(scene.measure))][:2]
    assert told == [
        [f"{who} hat den Stand „in Arbeit“ bestätigt."],
        [
            f"{who} hat den Status von „offen“ auf „in Arbeit“ geändert.",
            f"{who} hat einen Sachstand geschrieben:",
        ],
    ]
    assert "Es geht voran." in client.get(of(scene.measure)).content.decode()


def test_note_of_a_stage_is_told_once(client, scene):
    report(scene.stage, "done", "Am 12. Oktober unterzeichnet.", scene.agency, localdate())
    page = client.get(of(scene.stage)).content.decode()
    assert page.count("Am 12. Oktober unterzeichnet.") == 1


def test_each_record_of_the_plan_has_a_page_that_its_form_leads_to(client, scene):
    objective, milestone = scene.measure.objective, scene.stage.milestone
    topic = FocusTopicFactory(agreement=scene.agreement)
    pages = {
        f"/schwerpunkte/{topic.pk}/": scene.city,
        f"/ziele/{objective.goal_id}/": scene.city,
        f"/erlaeuterungen/{objective.pk}/": scene.city,
        f"/massnahmen/{scene.measure.pk}/": scene.city,
        f"/meilensteine/{milestone.pk}/": scene.agency,
        f"/abschnitte/{scene.stage.pk}/": scene.agency,
    }
    for address_, person in pages.items():
        client.force_login(person)
        form = client.get(f"{address_}bearbeiten/").content.decode()
        assert (address_, f'<a href="{address_}verlauf/">Verlauf</a>' in form) == (address_, True)
        assert len(acts(client, f"{address_}verlauf/")) == 1
    for add in (f"/ziele/{objective.goal_id}/erlaeuterungen/neu/", f"{scene.page}ziele/neu/"):
        client.force_login(scene.city)
        assert "/verlauf/" not in client.get(add).content.decode()


def test_page_of_a_goal_tells_nothing_of_what_stands_below(client, scene):
    save(client, scene.measure, partners="Schulamt")
    assert len(acts(client, of(scene.measure.objective.goal))) == 1


def test_page_of_a_topic_leads_back_to_where_the_person_may_go(client, scene):
    topic = FocusTopicFactory(agreement=scene.agreement)
    back = client.get(of(topic)).context["page"].back_url
    assert back == f"/vereinbarungen/eisenach/schwerpunkte/#focustopic-{topic.pk}"
    client.force_login(scene.agency)
    assert client.get(of(topic)).context["page"].back_url == scene.page


def test_import_is_told_by_its_file_whatever_the_name_and_as_somebodys_for_ever(client, scene):
    scene.measure._history_user = scene.city
    scene.measure._change_reason = "Import aus alles wiederhergestellt.docx"
    with act(Origin.IMPORT, "Import aus alles wiederhergestellt.docx"):
        scene.measure.save()
        scene.measure.partners = "Jugendamt"
        scene.measure.save()
    name, url = str(scene.city), of(scene.measure)
    client.force_login(scene.agency)
    told = [f"{name} hat die Beteiligten eingetragen:"]
    assert latest(client, url) == ("Import aus alles wiederhergestellt.docx", name, told)
    scene.city.delete()
    nobody = [f"{NO_LONGER_KNOWN} hat die Beteiligten eingetragen:"]
    assert latest(client, url)[1:] == (NO_LONGER_KNOWN, nobody)


def test_name_that_an_archive_brought_is_told(client, scene):
    end_deed()
    scene.measure.partners = "Jugendamt"
    scene.measure.save()
    author = Author.objects.create(name="Kim Muster")
    Act.objects.filter(pk=scene.measure.history.first().act_id).update(author=author)
    assert latest(client, of(scene.measure))[1] == "Kim Muster"
