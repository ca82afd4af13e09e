"""Templates: on their own page and nowhere else, and the one that is shipped."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

import milestones.annex
import milestones.plan
from bildung.agreements.models import Agreement, Party, Phase, Role
from bildung.annex.entries import Kind
from bildung.annex.grid import contents_of
from bildung.desk.printing import document_for
from bildung.exchange.importing.annexes import ANNEXES
from bildung.exchange.importing.proposal import propose
from bildung.exchange.importing.upload import Upload
from fixtures import vorlagen
from goals.models import Goal, Measure
from milestones.models import Duty, Stage
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    MeasureFactory,
    MembershipFactory,
    StageFactory,
)

from .beginning import TEMPLATES, create, texts

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


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


def test_form_of_a_template_takes_its_months_for_what_they_are(client, person, template):
    stage = Stage.objects.get(milestone__agreement=template)
    page = client.get(f"/abschnitte/{stage.pk}/bearbeiten/").content.decode()
    assert "„Monat 5 bis 6“ zählt Monate ab dem Beginn, wie in einer Vorlage." in page
    assert "nicht auswertbar" not in page


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


def test_fixture_is_what_its_script_makes():
    folder = Path(vorlagen.__file__).parent
    assert json.loads((folder / "vorlagen.json").read_text()) == vorlagen.make()


def test_fixture_leaves_its_agency_as_it_is():
    agency = AgencyFactory(name="TransMit", long_name="Eigen", second_factor_required=True)
    call_command("loaddata", "vorlagen", verbosity=0)
    agency.refresh_from_db()
    assert (agency.long_name, agency.second_factor_required) == ("Eigen", True)
    assert Agreement.objects.get(slug="standardplan").agency == agency


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


def test_months_counted_in_a_file_are_no_slips(template):
    today = milestones.annex.build(template)
    (milestone,) = milestones.plan.read(today)
    for frame, slips in (("Monat 7 bis 8", []), ("bald", ["bald"])):
        stage = replace(milestone.stages[0], timeframe=frame)
        table = milestones.annex.table_of_plan(
            (replace(milestone, stages=(stage,)),), today.columns
        )
        document = document_for(template, "2", date(2026, 11, 24))
        upload = Upload("x.json", contents_of(replace(document, tables=(table,))))
        proposal = propose(template, ANNEXES["anlage-2"], upload)
        assert [entry.kinds for entry in proposal.changes] == [(Kind.CHANGED,)]
        assert [slip.wording for slip in proposal.slips()] == slips
