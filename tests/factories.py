"""Makes records for tests: `MeasureFactory()` brings all that a measure stands on.

Texts differ from record to record (a number at their end), so that a test finds the one it means.
Nothing is made below a record: a goal has no Erläuterungen until a test asks for them.
"""

import hashlib
from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory, Password

from bildung.agreements.models import (
    Agreement,
    FocusTopic,
    Membership,
    Organisation,
    Party,
    Role,
    Unit,
    User,
)
from bildung.annex.document import AnnexDocument, PartyName
from bildung.annex.table import AnnexTable, Column
from bildung.editions.approvals import approvals_digest
from bildung.editions.content import SCHEMA, Content, digest
from bildung.editions.models import (
    Approval,
    Decision,
    Edition,
    EditionPrint,
    Ending,
    EntryIntoForce,
    PaperRecord,
    Reason,
    Scan,
)
from bildung.members.models import Invitation
from bildung.vocabulary.priority import Priority
from bildung.vocabulary.status import Status
from goals.models import Goal, Measure, MeasureReport, Objective, Step
from milestones.models import Duty, Milestone, Stage, StageReport

PASSWORD = "geheim-genug"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    first_name = "Kim"
    last_name = factory.Sequence(lambda n: f"Muster {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = Password(PASSWORD)
    date_joined = factory.LazyFunction(lambda: timezone.now().replace(microsecond=0))

    class Params:
        superuser = factory.Trait(is_staff=True, is_superuser=True)


class OrganisationFactory(DjangoModelFactory):
    """A municipality, or an agency with `kind=Party.AGENCY`."""

    class Meta:
        model = Organisation

    kind = Party.MUNICIPALITY
    name = factory.Sequence(lambda n: f"Stadt Musterstadt {n}")


class MunicipalityFactory(OrganisationFactory):
    pass


class AgencyFactory(OrganisationFactory):
    kind = Party.AGENCY
    name = factory.Sequence(lambda n: f"Transferagentur {n}")
    long_name = factory.LazyAttribute(
        lambda agency: f"{agency.name} für Kommunales Bildungsmanagement"
    )


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    organisation = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Stabsstelle Bildung {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(MunicipalityFactory)
    user = factory.SubFactory(UserFactory)


class InvitationFactory(DjangoModelFactory):
    """An open invitation, without a link: nobody knows its token (see tests/members/links.py)."""

    class Meta:
        model = Invitation

    organisation = factory.SubFactory(MunicipalityFactory)
    email = factory.Sequence(lambda n: f"eingeladen{n}@example.org")
    role = Role.EDITING
    invited_by = factory.SubFactory(UserFactory)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    slug = factory.Sequence(lambda n: f"musterstadt-{n}")
    municipality = factory.SubFactory(MunicipalityFactory)
    agency = factory.SubFactory(AgencyFactory)


class FocusTopicFactory(DjangoModelFactory):
    class Meta:
        model = FocusTopic

    agreement = factory.SubFactory(AgreementFactory)
    name = factory.Sequence(lambda n: f"Übergang Schule – Beruf {n}")


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    agreement = factory.SubFactory(AgreementFactory)
    # Next in its agreement, as a person would number it.
    number = factory.LazyAttribute(
        lambda goal: goal.agreement.goals.count() + 1 if goal.agreement.pk else 1
    )
    priority = Priority.HIGH.value
    title = factory.Sequence(lambda n: f"(Weiter-) Entwicklung von Beteiligungsstrukturen {n}")


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    goal = factory.SubFactory(GoalFactory)
    text = factory.Sequence(lambda n: f"Entwicklung eines Bildungsleitbilds {n}")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    objective = factory.SubFactory(ObjectiveFactory)
    text = factory.Sequence(lambda n: f"Analyse vorhandener Kooperationsstrukturen {n}")
    timeframe_wording = "1/2016-3/2016"
    status = Status.OPEN.value


class StepFactory(DjangoModelFactory):
    class Meta:
        model = Step

    measure = factory.SubFactory(MeasureFactory)
    text = factory.Sequence(lambda n: f"Abstimmung mit dem Stadtrat {n}")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    agreement = factory.SubFactory(AgreementFactory)
    title = factory.Sequence(lambda n: f"Bedarfsanalyse {n}")


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    milestone = factory.SubFactory(MilestoneFactory)
    purpose = factory.Sequence(lambda n: f"Ermittlung aktueller Bedarfe {n}")
    timeframe_wording = "Ab 10/2015"
    status = Status.OPEN.value


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    stage = factory.SubFactory(StageFactory)
    party = Party.MUNICIPALITY
    text = factory.Sequence(lambda n: f"Koordination der Terminfindung für Interviews {n}")


class MeasureReportFactory(DjangoModelFactory):
    """A Sachstand by itself. The measure's status follows only from `reporting.report`."""

    class Meta:
        model = MeasureReport

    measure = factory.SubFactory(MeasureFactory)
    author = factory.SubFactory(UserFactory)
    reported_on = date(2016, 3, 1)
    status = Status.OPEN.value
    text = factory.Sequence(lambda n: f"Gespräch mit dem Schulamt geführt {n}")


class StageReportFactory(DjangoModelFactory):
    class Meta:
        model = StageReport

    stage = factory.SubFactory(StageFactory)
    author = factory.SubFactory(UserFactory)
    reported_on = date(2016, 3, 1)
    status = Status.OPEN.value
    text = factory.Sequence(lambda n: f"Entwurf an die Stadt gesandt {n}")


PDF = b"%PDF-1.7\n%%EOF\n"


def content_of(edition) -> str:
    """Return what an edition of two empty annexes says."""
    tables = [
        AnnexTable(f"anlage-{number}", f"Anlage {number}", (Column("goal", "Ziel", 1),))
        for number in (1, 2)
    ]
    agreement = edition.agreement
    parties = [PartyName(side.label, agreement.party(side).name) for side in Party]
    document = AnnexDocument(
        str(agreement), agreement.title, (*parties,), edition.label, edition.as_of, (*tables,)
    )
    return Content(edition.number, document).canonical()


class EditionFactory(DjangoModelFactory):
    """An edition by itself: its agreement stays in its phase. What freezes is editions.freeze."""

    class Meta:
        model = Edition

    agreement = factory.SubFactory(AgreementFactory)
    number = factory.LazyAttribute(
        lambda edition: edition.agreement.editions.count() + 1 if edition.agreement.pk else 1
    )
    label = factory.Sequence(lambda n: f"Fassung {n}")
    as_of = date(2015, 10, 12)
    author_name = "Kim Muster"
    schema_version = SCHEMA
    content = factory.LazyAttribute(content_of)
    sha256 = factory.LazyAttribute(lambda edition: digest(edition.content))
    print_sha256 = hashlib.sha256(PDF).hexdigest()
    check_url = "https://plan.example.org/pruefen/"
    wording = factory.LazyFunction(lambda: {"schema": 1, "records": {}, "topics": {}})


class EditionPrintFactory(DjangoModelFactory):
    class Meta:
        model = EditionPrint

    edition = factory.SubFactory(EditionFactory)
    pdf = PDF
    sha256 = hashlib.sha256(PDF).hexdigest()


class ApprovalFactory(DjangoModelFactory):
    class Meta:
        model = Approval

    edition = factory.SubFactory(EditionFactory)
    side = Party.MUNICIPALITY
    decision = Decision.APPROVED
    name = "Kim Muster"
    function = "Oberbürgermeisterin"


class EntryIntoForceFactory(DjangoModelFactory):
    """That an edition came into force with the approvals that it has by now."""

    class Meta:
        model = EntryIntoForce

    edition = factory.SubFactory(EditionFactory)
    approvals_sha256 = factory.LazyAttribute(
        lambda entry: approvals_digest(entry.edition.sha256, entry.edition.approvals.all())
    )


class PaperRecordFactory(DjangoModelFactory):
    class Meta:
        model = PaperRecord

    edition = factory.SubFactory(EditionFactory)
    draft_number = factory.Sequence(lambda n: f"2015/{n}")


class ScanFactory(DjangoModelFactory):
    class Meta:
        model = Scan

    edition = factory.SubFactory(EditionFactory)
    pdf = b"%PDF-1.7\n%%EOF\n"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 15
    file_name = "scan.pdf"
    user_name = "Kim Muster"


class ReasonFactory(DjangoModelFactory):
    class Meta:
        model = Reason

    agreement = factory.SubFactory(AgreementFactory)
    key = factory.Sequence(lambda n: f"measure-{n}")
    text = factory.Sequence(lambda n: f"Wunsch des Stadtrats {n}")
    author_name = "Kim Muster"


class EndingFactory(DjangoModelFactory):
    class Meta:
        model = Ending

    agreement = factory.SubFactory(AgreementFactory)
    ended_on = date(2024, 12, 31)
    reason = "Ende des Projekts"
    user_name = "Kim Muster"
