"""The persons of the access matrix and the things that its addresses name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from bildung.agreements.acts import Act, Origin
from bildung.agreements.models import Agreement, Membership, Party, Phase, Role, Unit, User
from bildung.members import links
from bildung.members.models import Invitation
from bildung.vocabulary.priority import Priority
from tests.deeds import end_deed
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    ApprovalFactory,
    DutyFactory,
    EditionFactory,
    EditionPrintFactory,
    EndingFactory,
    EntryIntoForceFactory,
    FocusTopicFactory,
    GoalFactory,
    InvitationFactory,
    MeasureFactory,
    MeasureReportFactory,
    MembershipFactory,
    MilestoneFactory,
    MunicipalityFactory,
    ObjectiveFactory,
    PaperRecordFactory,
    ReasonFactory,
    ScanFactory,
    StageFactory,
    StageReportFactory,
    StepFactory,
    UnitFactory,
    UserFactory,
)
from tests.undone import undone

from .pages import Form
from .table import LOCKED, PERSONS

# What an address says that names nothing there ever was.
NEVER_A_SLUG, NEVER_A_KEY = "gibt-es-nicht", 10**9
# What is never deleted (of the reasons, what has none).
OF_EDITIONS = (
    "edition",
    "editionprint",
    "approval",
    "entryintoforce",
    "paperrecord",
    "scan",
    "reason",
    "ending",
    "edition_number",
)

# To whom the agreement of our city with the other agency is foreign; to the others, that of our
# agency with the other city is.
OF_AGENCY = ("other city", *(person for person in PERSONS if person.startswith("agency")))

Things = dict[str, object]


@dataclass(frozen=True)
class World:
    """Things by target („own“, „foreign to city“, „foreign to agency“, „deleted“), and browsers.

    There are four agreements: ours, one of our agency with the other city, and one of our city
    with the other agency. So those others share a partner with us, and still must see nothing. In
    the fourth, of our city and agency, too, the wording is locked.
    """

    things: dict[str, Things]
    browsers: dict[str, Client]
    # By page and person, what posts.py read once.
    forms: dict[tuple[str, str], list[Form]] = field(default_factory=dict)

    def address(self, pattern: str, target: str, person: str) -> str:
        """Return the address whose {things} are `target` for `person`."""
        return pattern.format_map(self.things[self._kind(target, person)])

    def ask(
        self,
        person: str,
        method: str,
        address: str,
        data: dict | None = None,
        look: Callable[[], object] = lambda: None,
    ):
        """Return the answer. Whatever it changed is undone, after `look` could see it."""
        if method == "POST":
            cache.clear()  # no limit of requests is reached by ours
        browser = self.browsers[person]
        session = browser.cookies.get(settings.SESSION_COOKIE_NAME)
        try:
            with undone():
                if method == "POST":
                    # As a browser encodes a form without files; read much faster than the other.
                    sent = urlencode(data or {}, doseq=True)
                    response = browser.post(address, sent, "application/x-www-form-urlencoded")
                else:
                    response = getattr(browser, method.lower())(address, data or {})
                look()
                return response
        finally:
            browser.cookies.clear()
            if session:  # also who logged out is back
                browser.cookies[settings.SESSION_COOKIE_NAME] = session.value

    def _kind(self, target: str, person: str) -> str:
        if target == "foreign":
            return "foreign to agency" if person in OF_AGENCY else "foreign to city"
        return "own" if target == "page" else target


def make_world() -> World:
    """Make all persons and things. Call it where it is undone."""
    city, agency = MunicipalityFactory(), AgencyFactory()
    other_city, other_agency = MunicipalityFactory(), AgencyFactory()
    ours = AgreementFactory(municipality=city, agency=agency)
    things = {
        "own": all_things_of(ours),
        "foreign to city": all_things_of(AgreementFactory(municipality=other_city, agency=agency)),
        "foreign to agency": all_things_of(
            AgreementFactory(municipality=city, agency=other_agency)
        ),
        "deleted": deleted_things_of(ours) | dict.fromkeys(OF_EDITIONS, NEVER_A_KEY),
        LOCKED: locked_things_of(AgreementFactory(municipality=city, agency=agency)),
    }
    AgreementFactory(agency=agency, phase=Phase.TEMPLATE)
    things["never"] = {
        name: NEVER_A_SLUG if isinstance(value, str) else NEVER_A_KEY
        for name, value in things["own"].items()
    }
    persons = {
        "other city": member(other_city, Role.LEADING),
        "other agency": member(other_agency, Role.LEADING),
        "no member": UserFactory(),
        "superuser": UserFactory(superuser=True),
    }
    for role in Role:
        persons[f"city {role}"] = member(city, role)
        persons[f"agency {role}"] = member(agency, role)
    browsers = {person: Client() for person in PERSONS}
    for person, user in persons.items():
        browsers[person].force_login(user)
    return World(things, browsers)


def member(organisation, role: Role):
    return MembershipFactory(organisation=organisation, role=role).user


def things_of(agreement: Agreement) -> Things:
    """Make one of everything in `agreement`; return what stands for it in addresses.

    A new kind of thing gets a line here.
    """
    records = records_in(agreement)
    membership = MembershipFactory(organisation=agreement.municipality)
    token = links.new_token()
    invitation = InvitationFactory(
        organisation=agreement.municipality, token_hash=links.hash_of(token)
    )
    gone = StepFactory(measure=records["measure"])
    key = gone.pk
    end_deed()  # each is another act, as they would be outside a test
    gone.delete()
    end_deed()
    changes = {
        "measure": ("text", "Ein anderer Wortlaut"),
        "goal": ("priority", Priority.LOW.value),
        "duty": ("text", "Eine andere Verantwortung"),
    }
    first_wording = {name: overwritten(records[name], *change) for name, change in changes.items()}
    return {
        **{name: record.pk for name, record in records.items()},
        "agreement": agreement.slug,
        "agreement_key": agreement.pk,
        "organisation": agreement.municipality_id,
        "city": agreement.municipality_id,
        "agency": agreement.agency_id,
        "unit": UnitFactory(organisation=agreement.municipality).pk,
        "membership": membership.pk,
        "user": membership.user_id,
        "email": membership.user.email,
        "invitation": invitation.pk,
        "link": links.sign(invitation, token),
        "group": Group.objects.create(name=f"Gruppe {agreement.pk}").pk,
        # Rows of the history: the first wording of some records, the end of a step.
        **{f"{name}_row": row.history_id for name, row in first_wording.items()},
        "deleted_step_row": type(gone).history.get(id=key, history_type="-").history_id,
    }


def overwritten(record, name: str, value):
    """Let `record` say something else since some time; return its former wording."""
    former = record.history.last()
    former.history_date -= timedelta(hours=1)
    former.act = Act.objects.create(
        agreement_id=former.act.agreement_id, at=former.history_date, origin=Origin.SYSTEM
    )
    former.save()
    setattr(record, name, value)
    record.save()
    end_deed()
    return former


def all_things_of(agreement: Agreement) -> Things:
    """Make what `things_of` makes, and what can never be deleted; that keeps the agreement, too."""
    # Numbered otherwise than the editions of the others, which its address would name as well.
    edition = EditionFactory(agreement=agreement, number=agreement.pk)
    records = {
        "edition": edition,
        "editionprint": EditionPrintFactory(edition=edition),
        "approval": ApprovalFactory(edition=edition),
        "entryintoforce": EntryIntoForceFactory(edition=edition),
        "paperrecord": PaperRecordFactory(edition=edition),
        "scan": ScanFactory(edition=edition),
        "reason": ReasonFactory(agreement=agreement),
        "ending": EndingFactory(agreement=agreement),
    }
    keys = {name: record.pk for name, record in records.items()}
    return things_of(agreement) | keys | {"edition_number": edition.number}


def locked_things_of(agreement: Agreement) -> Things:
    things = all_things_of(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(phase=Phase.IN_FORCE)
    return things


def records_in(agreement: Agreement) -> dict:
    topic = FocusTopicFactory(agreement=agreement)
    goal = GoalFactory(agreement=agreement)
    objective = ObjectiveFactory(goal=goal)
    measure = MeasureFactory(objective=objective)
    milestone = MilestoneFactory(agreement=agreement)
    stage = StageFactory(milestone=milestone)
    duties = [DutyFactory(stage=stage, party=side) for side in Party]
    return {
        "topic": topic,
        "goal": goal,
        "objective": objective,
        "measure": measure,
        "step": StepFactory(measure=measure),
        "measure_report": MeasureReportFactory(measure=measure),
        "milestone": milestone,
        "stage": stage,
        "duty": duties[0],
        "stage_report": StageReportFactory(stage=stage),
    }


def deleted_things_of(agreement: Agreement) -> Things:
    """Make one of everything and delete it: in `agreement`, and a whole one of the same parties."""
    records = records_in(agreement)
    keys = {name: record.pk for name, record in records.items()}
    for name in ("goal", "milestone", "topic"):
        end_deed()
        records[name].delete()
    end_deed()
    whole = AgreementFactory(municipality=agreement.municipality, agency=agreement.agency)
    of_whole = things_of(whole)
    whole.delete()
    for model, name in (
        (Unit, "unit"),
        (Membership, "membership"),
        (User, "user"),
        (Group, "group"),
        (Invitation, "invitation"),
    ):
        model.objects.get(pk=of_whole[name]).delete()
    organisation = MunicipalityFactory()
    key = organisation.pk
    organisation.delete()
    return of_whole | keys | dict.fromkeys(("organisation", "city", "agency"), key)
