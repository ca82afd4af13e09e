"""A new agreement begins: from a template, from another agreement, or empty."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Organisation, Phase, Role
from bildung.agreements.phases import Acceptance
from bildung.agreements.sent_forms import done_once
from bildung.exchange.starting import draft, previewing
from bildung.history.kinds import rows_of_agreement
from bildung.vocabulary.status import Status
from goals.models import Goal, Measure
from milestones.models import Milestone, Stage
from tests.access.stored import state
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    FocusTopicFactory,
    MeasureFactory,
    MeasureReportFactory,
    MembershipFactory,
    MunicipalityFactory,
    StageFactory,
    StepFactory,
    UnitFactory,
)

from .beginning import CHOOSE, DETAILS, NEW, PREVIEW, TEMPLATES, create, drafts_shown, hidden, texts

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def test_template_is_filled_with_names_and_months(client, person, template):
    made = create(client, "vorlage:plan", begin="6/2027")
    stage = Stage.objects.get(milestone__agreement=made)
    assert (stage.timeframe_wording, str(stage.starts_on), str(stage.ends_on)) == (
        "10/2027–11/2027",
        "2027-10-01",
        "2027-11-30",
    )
    assert stage.purpose == "Landkreis Mühlhausen und Transferagentur Nord"
    assert stage.duties.get().text == "Abstimmung mit Landkreis Mühlhausen"
    assert made.goals.get().title == "Strategie für Landkreis Mühlhausen"
    assert (made.phase, made.slug, str(made.municipality), made.agency) == (
        Phase.DRAFT,
        "landkreis-muehlhausen",
        "Landkreis Mühlhausen",
        template.agency,
    )


def test_preview_shows_what_is_made(client, person, template, monkeypatch):
    data = {"aus": "vorlage:plan", **NEW, "begin": "6/2027"}
    drafts = drafts_shown(monkeypatch)
    client.post(PREVIEW, data)
    shown = drafts[0].annexes
    made = create(client, "vorlage:plan", begin="6/2027")
    stored = goals.annex.build(made), milestones.annex.build(made)
    assert [texts(table) for table in shown] == [texts(table) for table in stored]
    assert [table.columns for table in shown] == [table.columns for table in stored]


def test_nothing_is_stored_before_the_last_step(client, person, template):
    before = state()
    client.get(CHOOSE)
    client.get(DETAILS, {"aus": "vorlage:plan"})
    client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027"})
    client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027", "back": "1"})
    client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027", "create": "1"})
    assert state() == before


def test_history_says_where_all_of_it_comes_from_and_who_did_it(client, person, template):
    made = create(client, "vorlage:plan", begin="6/2027")
    rows = [row for rows in rows_of_agreement(made).values() for row in rows]
    assert {(row.history_change_reason, row.history_user) for row in rows} == {
        ("Aus Vorlage „Standardplan“", person)
    }
    assert len(rows) == 5
    city = made.municipality.history.get()
    assert city.history_change_reason == "Aus Vorlage „Standardplan“"


def test_of_another_agreement_only_the_wording_is_taken(client, person, agency):
    source = AgreementFactory(agency=agency, municipality__name="Stadt Nord", slug="nord")
    measure = MeasureFactory(
        objective__goal__agreement=source,
        text="Gespräche in Stadt Nord",
        status=Status.DONE.value,
        lead_unit=UnitFactory(organisation=agency),
        contact="Kim Muster",
        partners="Schulen",
    )
    StepFactory(measure=measure, done=True)
    measure.topics.add(FocusTopicFactory(agreement=source))
    MeasureReportFactory(measure=measure)
    stage = StageFactory(milestone__agreement=source, status=Status.DONE.value, note="Geheim")
    made = create(client, "vereinbarung:nord")
    copy = Measure.objects.get(objective__goal__agreement=made)
    assert (copy.text, copy.timeframe_wording) == (
        "Gespräche in Landkreis Mühlhausen",
        measure.timeframe_wording,
    )
    assert (copy.status, copy.lead_unit, copy.contact, copy.partners) == ("open", None, "", "")
    assert [step.done for step in copy.steps.all()] == [False]
    assert (copy.topics.count(), copy.reports.count(), made.topics.count()) == (0, 0, 0)
    copied = Stage.objects.get(milestone__agreement=made)
    assert (copied.purpose, copied.status, copied.note) == (stage.purpose, "open", "")


def test_agreement_may_begin_empty(client, person):
    made = create(client, "leer", slug="muehlhausen", title="ZV 2027")
    assert (made.slug, made.title, made.goals.count()) == ("muehlhausen", "ZV 2027", 0)
    assert {row.history_change_reason for row in made.history.all()} == {"Neu begonnen"}


def test_city_that_is_served_already_is_chosen(client, person, agency):
    served = AgreementFactory(agency=agency, municipality__name="Stadt Nord").municipality
    cities = Organisation.objects.count()
    made = create(client, "leer", city=served.pk, city_name="")
    assert (made.municipality, Organisation.objects.count()) == (served, cities)


@pytest.mark.parametrize(
    ("former", "acceptance"),
    [
        ({"acceptance": Acceptance.ACCEPTED}, Acceptance.ACCEPTED),
        ({"acceptance": Acceptance.OFFERED}, Acceptance.OFFERED),
        ({"acceptance": Acceptance.DECLINED}, Acceptance.OFFERED),
        ({"phase": Phase.ENDED}, Acceptance.OFFERED),
        ({"phase": Phase.TEMPLATE}, Acceptance.OFFERED),
        (None, Acceptance.OFFERED),
    ],
)
def test_city_is_asked_unless_the_agency_works_with_it(client, person, agency, former, acceptance):
    city = MunicipalityFactory(name=NEW["city_name"])
    AgreementFactory(municipality=city)  # with another agency
    if former is not None:
        AgreementFactory(municipality=city, agency=agency, **former)
    made = create(client, "leer")
    assert (made.municipality, made.acceptance) == (city, acceptance)
    told = client.get(made.get_absolute_url()).content.decode()
    assert ("noch nicht angenommen" in told) == (acceptance == Acceptance.OFFERED)


def test_city_that_somebody_else_knows_is_used_and_never_told_of(client, person):
    known = AgreementFactory(municipality__name=NEW["city_name"]).municipality
    known.long_name = "Was niemand verrät"
    known.save()
    seen = client.post(PREVIEW, {"aus": "leer", **NEW})
    assert "Was niemand verrät" not in seen.content.decode()
    other = client.post(PREVIEW, {"aus": "leer", **NEW, "city_name": "Landkreis Mühlhausem"})
    assert without_tokens(seen) == without_tokens(other).replace(
        "Mühlhausem", "Mühlhausen"
    ).replace("muehlhausem", "muehlhausen")
    assert create(client, "leer").municipality == known


def without_tokens(response) -> str:
    page = response.content.decode()
    return re.sub(
        r'(name="(?:csrfmiddlewaretoken|once|seen)" value=)"[^"]*"|"X-CSRFToken": "[^"]*"',
        r"\1",
        page,
    )


def test_slug_that_only_others_see_is_neither_told_nor_taken(client, person):
    AgreementFactory(slug="landkreis-muehlhausen")
    made = create(client, "leer")
    assert re.fullmatch(r"landkreis-muehlhausen-[a-z0-9]{4}", made.slug)


def test_second_agreement_of_a_city_gets_a_slug_of_its_own(client, person):
    assert [create(client, "leer").slug for _ in range(2)] == [
        "landkreis-muehlhausen",
        "landkreis-muehlhausen-2",
    ]


def test_creating_twice_from_two_pages_makes_one(client, person):
    pages = [client.post(PREVIEW, {"aus": "leer", **NEW, "slug": "einmal"}) for _ in range(2)]
    answers = [client.post(PREVIEW, hidden(page) | {"create": "1"}) for page in pages]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert "Dieses Kürzel hat schon" in answers[1].content.decode()


@pytest.mark.parametrize(("slug", "status"), [("einmal", 200), ("", 409)])
def test_creating_twice_at_the_same_moment_makes_one(client, person, monkeypatch, slug, status):
    """Both requests were checked before either was stored."""
    seen, other = (client.post(PREVIEW, {"aus": "leer", **NEW, "slug": slug}) for _ in range(2))

    def store_after_the_other(*asked):
        monkeypatch.undo()
        assert client.post(PREVIEW, hidden(other) | {"create": "1"}).status_code == 302
        return done_once(*asked)

    monkeypatch.setattr(previewing, "done_once", store_after_the_other)
    assert client.post(PREVIEW, hidden(seen) | {"create": "1"}).status_code == status
    assert Agreement.objects.filter(municipality__name=NEW["city_name"]).count() == 1


def test_slug_that_another_agency_takes_at_the_same_moment_is_given_way(
    client, person, monkeypatch
):
    AgreementFactory(slug="landkreis-muehlhausen")
    looked_up = iter(["landkreis-muehlhausen", "landkreis-muehlhausen-2222"])
    monkeypatch.setattr(draft, "_free_slug", lambda slug: next(looked_up))
    assert create(client, "leer").slug == "landkreis-muehlhausen-2222"


def test_what_changed_since_the_preview_is_shown_again(client, person, template):
    seen = client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027"})
    Goal.objects.filter(agreement=template).update(title="Ganz anders")
    answer = client.post(PREVIEW, hidden(seen) | {"create": "1"})
    assert answer.status_code == 409
    assert "Ganz anders" in answer.content.decode()
    assert not Agreement.objects.filter(slug="landkreis-muehlhausen").exists()
    assert client.post(PREVIEW, hidden(answer) | {"create": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"city_name": ""}, "city_name", "Bitte nennen Sie die Kommune."),
        ({"city_name": " kommune "}, "city_name", "Bitte nennen Sie die Kommune beim Namen."),
        (
            {"city_name": "Transferagentur Nord"},
            "city_name",
            "Unter diesem Namen kann hier keine Kommune stehen.",
        ),
        ({"title": " "}, "title", "Dieses Feld ist zwingend erforderlich."),
        ({"begin": ""}, "begin", "Dieses Feld ist zwingend erforderlich."),
        ({"begin": "2027"}, "begin", "„2027“ ist kein Monat, wie „1/2027“ einer ist."),
        ({"begin": "13/2027"}, "begin", "Den Monat 13 gibt es nicht"),
        ({"begin": "1/1950"}, "begin", "Das Jahr liegt nicht zwischen 1990 und 2149."),
        ({"slug": "plan"}, "slug", "Dieses Kürzel hat schon eine andere Ihrer Vereinbarungen."),
        ({"slug": "a b"}, "slug", "Möglich sind Buchstaben ohne Umlaute"),
    ],
)
def test_details_that_will_not_do_are_refused(client, person, template, data, field, message):
    answer = client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027", **data})
    (error,) = answer.context["form"].errors[field]
    assert message in error


def test_last_month_of_the_latest_beginning_is_a_time_frame(client, person, template):
    Stage.objects.filter(milestone__agreement=template).update(timeframe_wording="ab Monat 600")
    made = create(client, "vorlage:plan", begin="12/2149")
    assert str(Stage.objects.get(milestone__agreement=made).starts_on) == "2199-11-01"
    late = client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "12/2150"})
    assert "begin" in late.context["form"].errors


def test_chosen_and_named_city_is_refused(client, person, agency):
    served = AgreementFactory(agency=agency).municipality
    answer = client.post(PREVIEW, {"aus": "leer", **NEW, "city": served.pk})
    assert "Sie haben schon eine Kommune gewählt" in answer.content.decode()


def test_going_back_keeps_what_was_entered(client, person):
    seen = client.post(PREVIEW, {"aus": "leer", **NEW, "title": "Ein Titel"})
    back = client.post(PREVIEW, hidden(seen) | {"back": "1"})
    assert back.context["form"]["title"].value() == "Ein Titel"
    assert not back.context["form"].errors


def test_slips_are_listed_and_do_not_stop_anybody(client, person, template):
    StageFactory(milestone__agreement=template, timeframe_wording="9/2015-272016", purpose="{Amt}")
    StageFactory(milestone__agreement=template, timeframe_wording="nach Absprache")
    seen = client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027"})
    assert [(slip.wording, slip.suggestion) for slip in seen.context["page"].slips.shown] == [
        ("{Amt}", ""),
        ("9/2015-272016", "9/2015-2/2016"),
        ("nach Absprache", ""),
    ]
    assert create(client, "vorlage:plan", begin="6/2027").milestones.count() == 3


def test_what_no_record_can_say_stops_the_creation(client, person, template):
    Milestone.objects.filter(agreement=template).update(title="{Kommune}" * 20)
    data = {"aus": "vorlage:plan", **NEW, "begin": "6/2027"}
    seen = client.post(PREVIEW, data)
    assert "Das steht noch entgegen" in seen.content.decode()
    assert client.post(PREVIEW, hidden(seen) | {"create": "1"}).status_code == 409


# Who may, and what stays unseen


@pytest.mark.parametrize(
    "ref",
    ["", "vorlage:", "vorlage:fremd", "vorlage:fremder-plan", "vereinbarung:fremd", "x:plan",
     "vorlage:eigene", "vereinbarung:plan", "vereinbarung:gibt-es-nicht"],
)  # fmt: skip
def test_sources_that_are_not_the_persons_are_as_if_there_were_none(
    client, person, agency, template, ref
):
    AgreementFactory(slug="fremd")
    AgreementFactory(slug="fremder-plan", phase=Phase.TEMPLATE)
    AgreementFactory(slug="eigene", agency=agency)
    assert client.get(DETAILS, {"aus": ref}).status_code == 404
    assert client.post(PREVIEW, {"aus": ref, **NEW, "begin": "6/2027"}).status_code == 404


def test_agreement_that_one_sees_from_the_other_side_is_no_source(client, person):
    other = AgreementFactory(slug="andere-seite")
    MembershipFactory(organisation=other.municipality, user=person, role=Role.LEADING)
    assert client.get(DETAILS, {"aus": "vereinbarung:andere-seite"}).status_code == 404
    assert "andere-seite" not in client.get(CHOOSE).content.decode()


def test_city_that_is_not_served_is_no_choice(client, person):
    foreign = AgreementFactory().municipality
    answer = client.post(PREVIEW, {"aus": "leer", **NEW, "city_name": "", "city": foreign.pk})
    assert answer.status_code == 200
    assert "page" not in answer.context


def test_person_of_two_agencies_chooses_for_which(client, person, template):
    second = MembershipFactory(
        user=person, organisation=AgencyFactory(), role=Role.LEADING
    ).organisation
    assert create(client, "leer", agency=second.pk).agency == second
    # A template is that of its agency.
    assert "agency" not in client.get(DETAILS, {"aus": "vorlage:plan"}).context["form"].fields


@pytest.mark.parametrize("count", [1, 20])
def test_pages_take_as_many_queries_with_any_number(client, person, agency, template, count):
    for number in range(count):
        AgreementFactory(agency=agency)
        StageFactory(milestone__agreement=template, milestone__title=f"Meilenstein {number}")
        other = AgreementFactory(agency=agency, phase=Phase.TEMPLATE)
        MeasureFactory(objective__goal__agreement=other)
    data = {"aus": "vorlage:plan", **NEW, "begin": "6/2027"}
    asked = (
        lambda: client.get(CHOOSE),
        lambda: client.get(DETAILS, {"aus": "vorlage:plan"}),
        lambda: client.post(PREVIEW, data),
        lambda: client.get(TEMPLATES),
    )
    queries = []
    for ask in asked:
        with CaptureQueriesContext(connection) as captured:
            assert ask().status_code == 200
        queries.append(len(captured))
    assert queries == [6, 8, 18, 5]
