"""A new agreement begins: from a template, from another agreement, or empty."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Organisation, Party, Phase, Role
from bildung.annex.table import texts_of
from bildung.history.kinds import rows_of_agreement
from bildung.vocabulary.status import Status
from fixtures import vorlagen
from goals.models import Goal, Measure
from milestones.models import Duty, Milestone, Stage
from tests.access.stored import state
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    DutyFactory,
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MeasureReportFactory,
    MembershipFactory,
    StageFactory,
    StepFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

CHOOSE, DETAILS, PREVIEW, TEMPLATES = (
    reverse(f"starting:{name}") for name in ("choose", "details", "preview", "templates")
)
NEW = {"city_name": "Landkreis Mühlhausen", "title": "Zielvereinbarung"}


@pytest.fixture
def agency():
    return AgencyFactory(name="Transferagentur Nord")


@pytest.fixture
def person(client, agency):
    user = MembershipFactory(organisation=agency, role=Role.EDITING).user
    client.force_login(user)
    return user


@pytest.fixture
def template(agency):
    """A template with a stage of months and placeholders, and a goal."""
    template = AgreementFactory(
        agency=agency,
        municipality__name="Kommune",
        phase=Phase.TEMPLATE,
        slug="plan",
        title="Standardplan",
    )
    GoalFactory(agreement=template, number=1, title="Strategie für {Kommune}")
    stage = StageFactory(
        milestone__agreement=template,
        milestone__title="Umsetzung",
        purpose="{Kommune} und {Agentur}",
        timeframe_wording="Monat 5 bis 6",
    )
    DutyFactory(stage=stage, party=Party.AGENCY, text="Abstimmung mit {Kommune}")
    return template


def hidden(response) -> dict[str, str]:
    """Return what the preview's form sends by itself."""
    page = response.content.decode().partition("<main")[2]
    fields = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return {name: value.replace("&quot;", '"') for name, value in fields}


def create(client, ref: str, **data) -> Agreement:
    """Go through preview and creation; return the agreement, which the redirect leads to."""
    seen = client.post(PREVIEW, {"aus": ref, **NEW, **data})
    assert seen.status_code == 200, seen.content.decode()
    made = client.post(PREVIEW, hidden(seen) | {"create": "1"})
    assert made.status_code == 302
    return Agreement.objects.get(slug=made.url.split("/")[-2])


def texts(table) -> list[str]:
    return [
        text for row in table.rows for cell in row.cells if cell for text in texts_of(cell.blocks)
    ]


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


def test_preview_shows_what_is_made(client, person, template):
    data = {"aus": "vorlage:plan", **NEW, "begin": "6/2027"}
    shown = client.post(PREVIEW, data).context["page"].draft.annexes
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
        r'(name="(?:csrfmiddlewaretoken|seen)" value=)"[^"]*"|"X-CSRFToken": "[^"]*"', r"\1", page
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


def test_creating_twice_by_the_same_click_makes_one(client, person):
    seen = client.post(PREVIEW, {"aus": "leer", **NEW, "slug": "einmal"})
    sent = hidden(seen) | {"create": "1"}
    answers = [client.post(PREVIEW, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert "Dieses Kürzel hat schon" in answers[1].content.decode()


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
        ({"begin": "1/1950"}, "begin", "Das Jahr liegt nicht zwischen 1990 und 2150."),
        ({"slug": "plan"}, "slug", "Dieses Kürzel hat schon eine andere Ihrer Vereinbarungen."),
        ({"slug": "a b"}, "slug", "Möglich sind Buchstaben ohne Umlaute"),
    ],
)
def test_details_that_will_not_do_are_refused(client, person, template, data, field, message):
    answer = client.post(PREVIEW, {"aus": "vorlage:plan", **NEW, "begin": "6/2027", **data})
    (error,) = answer.context["form"].errors[field]
    assert message in error


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
    assert [(slip.wording, slip.suggestion) for slip in seen.context["page"].draft.slips] == [
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


def walked(client, agreement: Agreement) -> dict[str, str]:
    """Return all pages that list or count what somebody's agreements hold."""
    addresses = [
        "/",
        "/massnahmen/",
        "/abschnitte/",
        "/zeitstrahl/",
        "/suche/?q=Standardplan",
        "/suche/?q=Strategie",
        f"/neue-vereinbarung/angaben/?aus=vereinbarung:{agreement.slug}",
        f"/vereinbarungen/{agreement.slug}/verlauf/",
    ]
    return {address: client.get(address).content.decode() for address in addresses}


@pytest.mark.parametrize("side", Party)
def test_no_page_lists_or_counts_a_template(client, side):
    """What a template holds is the same as in the agreement but for its words."""
    own = AgreementFactory(slug="eigene")
    user = MembershipFactory(organisation=own.party(side), role=Role.LEADING).user
    # A template of the agency whose city is, wrongly, somebody's.
    template = AgreementFactory(
        agency=own.agency, municipality=own.municipality, slug="plan", title="Standardplan"
    )
    MeasureFactory(objective__goal__agreement=template, text="Strategie", contact=str(user))
    StageFactory(milestone__agreement=template, purpose="Strategie", timeframe_wording="1/2016")
    client.force_login(user)
    client.get("/")
    Agreement.objects.filter(pk=template.pk).update(phase=Phase.TEMPLATE)
    with_template = walked(client, own)
    template.goals.all().delete()
    template.milestones.all().delete()
    for kept in (template.history, Measure.history, Stage.history, Goal.history):
        kept.all().delete()
    template.delete()
    without = walked(client, own)
    masked = lambda page: re.sub(r'"[A-Za-z0-9]{64}"', "", page)  # noqa: E731
    assert {address: masked(page) for address, page in with_template.items()} == {
        address: masked(page) for address, page in without.items()
    }


def test_template_is_worked_on_by_the_agency_alone(client, person, template):
    stage = Stage.objects.get(milestone__agreement=template)
    measure = MeasureFactory(objective__goal=template.goals.get())
    stranger = MembershipFactory(organisation=template.municipality, role=Role.LEADING).user
    pages = {
        f"/vereinbarungen/{template.slug}/": 200,
        f"/vereinbarungen/{template.slug}/verlauf/": 200,
        f"/massnahmen/{measure.pk}/bearbeiten/": 200,
        f"/abschnitte/{stage.pk}/bearbeiten/": 200,
        f"/vereinbarungen/{template.slug}/schwerpunkte/": 200,
        f"/vereinbarungen/{template.slug}/anlage-2/einlesen/": 200,
        f"/vereinbarungen/{template.slug}/anlage-2.pdf": 200,
        f"/vereinbarungen/{template.slug}/fassungen/": 404,
        f"/vereinbarungen/{template.slug}/synopse/": 404,
        f"/vereinbarungen/{template.slug}/fassungen/festschreiben/": 404,
        f"/massnahmen/{measure.pk}/sachstand/": 404,
        f"/abschnitte/{stage.pk}/sachstand/": 404,
    }
    assert {page: client.get(page).status_code for page in pages} == pages
    shown = client.get(f"/vereinbarungen/{template.slug}/").content.decode()
    assert [word in shown for word in ("Sachstand", "Fassungen", "Zuständigkeit")] == [False] * 3
    client.force_login(stranger)
    assert {client.get(page).status_code for page in pages} == {404}


def test_measure_of_a_template_has_a_wording_and_nobody_in_charge(client, person, template):
    measure = MeasureFactory(objective__goal=template.goals.get())
    page = f"/massnahmen/{measure.pk}/bearbeiten/"
    form = client.get(page).context["form"]
    assert not {"lead_unit", "partners", "contact"} & set(form.fields)
    sent = {"text": "Neu", "timeframe_wording": "ab Monat 3", "version": 1, "contact": "Wer"}
    assert client.post(page, sent).status_code == 302
    measure.refresh_from_db()
    assert (measure.text, measure.timeframe_wording, measure.contact) == ("Neu", "ab Monat 3", "")


def test_templates_page_shows_those_of_the_own_agency(client, person, agency, template):
    AgreementFactory(phase=Phase.TEMPLATE, title="Fremdes")
    page = client.get(TEMPLATES).content.decode()
    assert ("Standardplan" in page, "Fremdes" in page) == (True, False)
    reader = MembershipFactory(organisation=agency, role=Role.READING).user
    client.force_login(reader)
    page = client.get(TEMPLATES).content.decode()
    assert ("Standardplan" in page, "Neue Vereinbarung beginnen" in page) == (True, False)
    client.force_login(MembershipFactory(role=Role.LEADING).user)
    assert client.get(TEMPLATES).status_code == 404


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
    assert queries == [6, 8, 15, 5]


# The fixture


def test_fixture_is_what_its_script_makes():
    folder = Path(vorlagen.__file__).parent
    assert json.loads((folder / "vorlagen.json").read_text()) == vorlagen.make()


def test_template_of_the_fixture_becomes_the_plan_of_the_document(client):
    call_command("loaddata", "eisenach", "vorlagen", verbosity=0)
    eisenach = Agreement.objects.get(slug="eisenach")
    person = MembershipFactory(organisation=eisenach.agency, role=Role.LEADING).user
    client.force_login(person)
    made = create(client, "vorlage:standardplan", city_name="Stadt Musterstadt", begin="Juni 2015")
    assert (made.milestones.count(), Stage.objects.filter(milestone__agreement=made).count()) == (
        9,
        14,
    )
    stages = [
        Stage.objects.filter(milestone__agreement=each).order_by("milestone__position", "position")
        for each in (eisenach, made)
    ]
    dates = [[(each.starts_on, each.ends_on) for each in found] for found in stages]
    assert dates[0] == dates[1]
    duties = [
        Duty.objects.filter(stage__milestone__agreement=each).count() for each in (eisenach, made)
    ]
    assert duties == [37, 37]
    assert list(made.goals.values_list("number", "priority", "title")) == list(
        eisenach.goals.values_list("number", "priority", "title")
    )
    assert not Measure.objects.filter(objective__goal__agreement=made).exists()
    words = " ".join(texts(milestones.annex.build(made)))
    assert ("Eisenach" in words, "{" in words, "Stadt Musterstadt" in words) == (False, False, True)
