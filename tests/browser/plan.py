"""The agreements, people and links that the states of the pages are about."""

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.core.management import call_command
from django.utils import timezone

from bildung.agreements.models import Agreement, Organisation, Party, Phase, Role, User
from bildung.agreements.phases import Acceptance
from bildung.editions import freeze, snapshot
from bildung.editions.models import Edition, Scan
from goals.models import Measure
from milestones.models import Milestone, Stage
from tests.accounts.factors import add_app, add_codes, add_passkey
from tests.factories import (
    AgreementFactory,
    ApprovalFactory,
    DutyFactory,
    EntryIntoForceFactory,
    FocusTopicFactory,
    MeasureFactory,
    MeasureReportFactory,
    MembershipFactory,
    OrganisationFactory,
    ScanFactory,
    StageFactory,
    UnitFactory,
    UserFactory,
)
from tests.members.links import invited


@dataclass(frozen=True)
class Plan:
    """What the states are about. `things` fill the {names} in their addresses."""

    agreement: Agreement
    measure: Measure
    small: Measure
    people: dict[str, User]
    things: dict[str, object]


def make_plan(eisenach: Agreement) -> Plan:
    """Return the Eisenach agreement with people.

    Its agency serves two more: one is empty, one small (for states in which all else of a large
    page would only cost time).
    """
    city, agency = eisenach.municipality, eisenach.agency
    empty = AgreementFactory(slug="leer", municipality__name="Landkreis Leer", agency=agency)
    small = AgreementFactory(slug="klein", municipality__name="Stadt Kleinen", agency=agency)
    topic, _ = (FocusTopicFactory(agreement=eisenach) for _ in range(2))
    unit, unused = (UnitFactory(organisation=city) for _ in range(2))
    measure = Measure.objects.filter(timeframe_wording="1/2016 bis 10/2016").first()
    Measure.objects.exclude(pk=measure.pk).filter(lead_unit=None).update(lead_unit=unit)
    small_measure = MeasureFactory(objective__goal__agreement=small)
    small_stage = StageFactory(milestone__agreement=small)
    DutyFactory(stage=small_stage)
    call_command("loaddata", "vorlagen", verbosity=0)
    call_command("begin_history", verbosity=0)
    people = {
        "city": MembershipFactory(organisation=city, role=Role.EDITING).user,
        "leader": MembershipFactory(organisation=city, role=Role.LEADING).user,
        "reader": MembershipFactory(organisation=city, role=Role.READING).user,
        "agency": MembershipFactory(organisation=agency, role=Role.LEADING).user,
        "small": MembershipFactory(organisation=small.municipality).user,
        "empty": MembershipFactory(organisation=empty.municipality, role=Role.LEADING).user,
        "leader of two": leader_of(city, empty.municipality),
        "of many": somebody_of_many(agency),
        "newcomer": UserFactory(),
        "superuser": UserFactory(superuser=True),
    } | owners()
    own = Measure.objects.filter(objective__goal__agreement=eisenach).exclude(pk=measure.pk)[:2]
    Measure.objects.filter(pk__in=[each.pk for each in own]).update(contact=str(people["city"]))
    MeasureReportFactory(measure=own[0], reported_on=date(2016, 5, 3))
    things = {
        "agreement": eisenach.slug,
        "measure": measure.pk,
        "objective": measure.objective_id,
        "goal": measure.objective.goal_id,
        "topic": topic.pk,
        "milestone": Milestone.objects.first().pk,
        "stage": Stage.objects.first().pk,
        "small_measure": small_measure.pk,
        "small_objective": small_measure.objective_id,
        "small_stage": small_stage.pk,
        "city": city.pk,
        "empty": empty.municipality_id,
        "unit": unit.pk,
        "unused": unused.pk,
        "leader": people["leader"].memberships.get().pk,
        "member": people["reader"].memberships.get().pk,
        "passkey": people["secured"].authenticator_set.get(type="webauthn").pk,
    }
    add_app(people["reader"])
    people["small leader"] = leader_of(small.municipality)
    people["offered"] = somebody_offered(agency)
    things |= links_to(city, people) | editions_of(small)
    return Plan(eisenach, measure, small_measure, people, things)


def somebody_of_many(agency: Organisation) -> User:
    """Return who was here before, of a municipality with more agreements and measures than a page
    shows; somebody else has changed one of them since.
    """
    city = OrganisationFactory(name="Stadt Vielen")
    first, *_ = (AgreementFactory(municipality=city, agency=agency) for _ in range(4))
    changed = MeasureFactory(objective__goal__agreement=first)
    Measure.objects.bulk_create(
        Measure(
            objective=changed.objective,
            text=f"Gespräch mit Schule {number}",
            timeframe_wording="3/2016-5/2017",
            starts_on=date(2016, 3, 1),
            ends_on=date(2017, 5, 31),
            position=number,
        )
        for number in range(2, 104)
    )
    person = MembershipFactory(organisation=city).user
    now = timezone.now()
    User.objects.filter(pk=person.pk).update(seen_at=now, last_visit_at=now - timedelta(days=7))
    changed.text = "Gespräche mit allen Schulen"
    changed.save()
    return person


def somebody_offered(agency: Organisation) -> User:
    """Return who leads a municipality to which the agency offers an agreement; one is declined."""
    city = OrganisationFactory(name="Stadt Gefragt")
    for slug, acceptance in (("angebot", Acceptance.OFFERED), ("nein", Acceptance.DECLINED)):
        agreement = AgreementFactory(
            slug=slug, municipality=city, agency=agency, acceptance=acceptance
        )
        MeasureFactory(objective__goal__agreement=agreement)
    return leader_of(city)


def editions_of(like: Agreement) -> dict[str, object]:
    """Make two agreements of the parties of `like` with an edition each.

    One waits for its signatures, the other is in force and being carried on.
    """
    parties = {"municipality": like.municipality, "agency": like.agency}
    signing = AgreementFactory(slug="unterschrift", title="Zielvereinbarung II", **parties)
    carried_on = AgreementFactory(slug="fortschreibung", title="Zielvereinbarung III", **parties)
    measures = []
    for agreement in (signing, carried_on):
        measures.append(MeasureFactory(objective__goal__agreement=agreement))
        DutyFactory(stage=StageFactory(milestone__agreement=agreement))
        edition = edition_of(agreement)
    for side in Party:
        ApprovalFactory(edition=edition, side=side)
    EntryIntoForceFactory(edition=edition)
    scan = ScanFactory(edition=edition)
    withdrawn = ScanFactory(edition=edition, file_name="falsch.pdf")
    Scan.objects.filter(pk=withdrawn.pk).withdraw("Kim Muster", "Die falsche Datei")
    Agreement.objects.filter(pk=signing.pk).update(phase=Phase.SIGNING)
    Agreement.objects.filter(pk=carried_on.pk).update(phase=Phase.CONTINUING)
    measures[1].text = "Gespräche mit allen Schulen"
    measures[1].save()
    return {
        "locked": measures[0].pk,
        "changed": measures[1].pk,
        "number": edition.sha256[:12],
        "scan": scan.pk,
    }


def edition_of(agreement: Agreement) -> Edition:
    """Freeze `agreement` without its paper, which takes time."""
    edition = freeze.preview(agreement, "Fassung 1", date(2015, 10, 12)).edition
    edition.author_name, edition.print_sha256 = "Kim Muster", "0" * 64
    edition.wording = snapshot.take(agreement)
    edition.save()
    return edition


def leader_of(*organisations) -> User:
    user = UserFactory()
    for organisation in organisations:
        MembershipFactory(organisation=organisation, user=user, role=Role.LEADING)
    return user


def owners() -> dict[str, User]:
    """Return people by what their accounts have."""
    people = {
        "owner": UserFactory(),
        "without password": UserFactory(password=None),
        "demanded": MembershipFactory(organisation__second_factor_required=True).user,
        "with app": UserFactory(),
        "secured": UserFactory(),
    }
    add_app(people["with app"])
    for add in (add_app, add_codes, add_passkey):
        add(people["secured"])
    EmailAddress.objects.create(user=people["owner"], email="neu@example.org")
    return people


def links_to(organisation, people: dict[str, User]) -> dict[str, str]:
    """Return the addresses that only mails say."""
    owner = people["owner"]
    token = default_token_generator.make_token(owner)
    changed = EmailConfirmationHMAC(EmailAddress.objects.get(user=owner, verified=False))
    gone, link_that_is_gone = invited(organisation, "zurueckgenommen@example.org")
    gone.withdraw()
    leader = people["leader"]
    invitations = {
        "invitation": invited(organisation, "neu-dabei@example.org", by=leader)[1],
        "invitation_of_known": invited(organisation, people["owner"].email, by=leader)[1],
        "invitation_of_newcomer": invited(organisation, people["newcomer"].email, by=leader)[1],
        "invitation_gone": link_that_is_gone,
    }
    return invitations | {
        "reset": f"/passwort/neu/{user_pk_to_url_str(owner)}-{token}/",
        "email": f"/konto/e-mail/{changed.key}/",
    }
