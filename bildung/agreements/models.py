"""The two parties, their people and offices, and the contract between them."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from bildung.agreements.historical import HistoricalRecords

from .addresses import address_of
from .folding import Dictionary
from .last_ones import LastOnesKept, leading_kept, lock_people
from .locking import Wording
from .phases import WORDING_IS_OPEN, Acceptance, Phase
from .records import Ordered, Versioned
from .sent_forms import SentForm as SentForm
from .sessions import EndsSessions
from .texts import Line


class User(EndsSessions, LastOnesKept):
    """A person, who logs in by e-mail. `username` is a technical name for the command line."""

    first_name = Line(_("first name"), max_length=150, blank=True)
    last_name = Line(_("last name"), max_length=150, blank=True)
    # What changed since the last visit, says the start page (see desk/visits.py).
    seen_at = models.DateTimeField("zuletzt da", null=True, editable=False)
    last_visit_at = models.DateTimeField("voriger Besuch", null=True, editable=False)

    class Meta(LastOnesKept.Meta):
        abstract = False
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message="Diese E-Mail-Adresse gehört schon zu einem Konto.",
            ),
        )

    def __str__(self):
        return self.get_full_name() or self.email or self.username

    def save(self, **kwargs):
        """Keep the address in lower case, as it is looked for; name the person by it."""
        self.email = (self.email or "").strip().lower()
        if not self.username:
            self.username = self._free_username()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "username"}
        super().save(**kwargs)

    @cached_property
    def roles(self) -> "dict[Party, dict[int, Role]]":
        """The person's role in each organisation, by its kind and key; read once (1 query).

        A request loads its person anew, so that a change holds from the next one on. Whoever asks
        behind a lock, where others were waited for, calls `forget_roles` before.
        """
        roles: dict[Party, dict[int, Role]] = {party: {} for party in Party}
        for kind, organisation, role, _demanded in self._memberships:
            roles[Party(kind)][organisation] = Role(role)
        return roles

    @property
    def owes_second_factor(self) -> bool:
        """Whether one of the person's organisations demands one (no query beside the roles)."""
        return any(demanded for *_, demanded in self._memberships)

    @cached_property
    def _memberships(self) -> "list[tuple[str, int, str, bool]]":
        mine = self.memberships.order_by()
        return list(
            mine.values_list(
                "organisation__kind",
                "organisation",
                "role",
                "organisation__second_factor_required",
            )
        )

    def forget_roles(self) -> None:
        for name in ("roles", "_memberships"):
            self.__dict__.pop(name, None)

    def _free_username(self) -> str:
        """Return the address; where somebody had it before, with letters by chance behind it."""
        name = self.email[:130]
        if not name or User.objects.filter(username=name).exists():
            return f"{name}-{get_random_string(8)}".lstrip("-")
        return name


class Party(models.TextChoices):
    """The side of an agreement on which somebody stands or answers for something."""

    MUNICIPALITY = "municipality", "Kommune"
    AGENCY = "agency", "Transferagentur"


class Role(models.TextChoices):
    """What a member may do for an organisation, from least to most (see access.py)."""

    READING = "reading", "Lesen"
    EDITING = "editing", "Bearbeitung"
    LEADING = "leading", "Leitung"

    @property
    def and_above(self) -> "tuple[Role, ...]":
        """This role and those that may do more."""
        roles = tuple(Role)
        return roles[roles.index(self) :]

    def includes(self, other: "Role") -> bool:
        """Whether this role may do all that `other` may."""
        return self in Role(other).and_above


class OrganisationManager(models.Manager):
    """Finds an organisation by its name, which says on every installation which one it is."""

    def get_by_natural_key(self, name: str) -> "Organisation":
        return self.get(name=name)


class Organisation(models.Model):
    """A municipality or a transfer agency. Names are data: they change, old editions keep them."""

    kind = models.CharField("Art", max_length=12, choices=Party.choices)
    name = Line("Name", max_length=120, unique=True)
    long_name = Line("Name in voller Länge", max_length=250, blank=True)
    second_factor_required = models.BooleanField(
        "Zweiter Faktor ist Pflicht",
        default=False,
        help_text="Mitglieder ohne zweiten Faktor richten zuerst einen ein.",
    )
    members = models.ManyToManyField(
        "agreements.User",
        through="Membership",
        related_name="organisations",
        verbose_name="Mitglieder",
    )

    objects = OrganisationManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"
        ordering = (Dictionary("name"), "name")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=Party.values), name="organisation_kind_is_known"
            ),
        )

    def __str__(self):
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    def clean(self):
        super().clean()
        if self.pk and self._stands_on_other_side():
            raise ValidationError(
                {"kind": "Die Art steht fest, solange es Zielvereinbarungen in dieser Rolle gibt."}
            )

    def leaders(self) -> models.QuerySet:
        """Return the memberships of those who lead; whoever is locked out leads nobody."""
        return self.memberships.leading()

    def lock_members(self) -> None:
        """Let all who change members wait for each other until the transaction ends."""
        locked = Organisation.objects.select_for_update(no_key=True).filter(pk=self.pk)
        locked.values_list("pk").first()

    def require_leaders(self) -> None:
        """Raise LastLeading if nobody leads; meant for after a change, which it takes back."""
        if not self.leaders().exists():
            raise LastLeading(self)

    def _stands_on_other_side(self) -> bool:
        other = {
            Party.MUNICIPALITY: self.agency_agreements,
            Party.AGENCY: self.municipality_agreements,
        }.get(self.kind)
        return other is not None and other.exists()


class LastLeading(ValidationError):
    """A change would leave an organisation without anybody who leads it."""

    def __init__(self, organisation: Organisation):
        super().__init__(
            f"{organisation} braucht mindestens ein Mitglied mit der Rolle „Leitung“. "
            "Bitte geben Sie diese Rolle zuerst einer anderen Person.",
            code="last_leading",
        )


class Unit(Ordered):
    """An office inside a party (Stabsstelle Bildung, Jugendamt …)."""

    ordered_within = "organisation"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="units", verbose_name="Organisation"
    )
    name = Line("Name", max_length=200)

    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Organisationseinheit"
        verbose_name_plural = "Organisationseinheiten"
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "name"),
                name="unit_name_once_in_organisation",
                violation_error_message="Diese Organisationseinheit gibt es schon.",
            ),
        )

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet):
    """Selects memberships by what they let people do."""

    def leading(self):
        return self.filter(role=Role.LEADING, user__is_active=True)

    def update(self, **values):
        """Update; raises LastLeading where that takes the role of the last one who leads."""
        if values.keys().isdisjoint(("role", "user", "organisation")):
            return super().update(**values)
        with leading_kept(self):
            return super().update(**values)

    def delete(self):
        """Delete, which logs the people out; raises LastLeading as leading.py says."""
        with transaction.atomic():
            lock_people(self.values_list("user", flat=True))
            return super().delete()

    update.alters_data = delete.alters_data = True
    delete.queryset_only = True


class Membership(models.Model):
    """Makes a person act for an organisation."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name="Organisation"
    )
    user = models.ForeignKey(
        "agreements.User", models.CASCADE, related_name="memberships", verbose_name="Person"
    )
    role = models.CharField("Rolle", max_length=8, choices=Role.choices, default=Role.EDITING)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Mitgliedschaft"
        verbose_name_plural = "Mitgliedschaften"
        ordering = ("organisation", "user")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "user"),
                name="membership_once_in_organisation",
                violation_error_message="Diese Person ist schon Mitglied.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="membership_role_is_known"
            ),
        )

    def __str__(self):
        return f"{self.user}, {self.organisation} ({self.get_role_display()})"

    @transaction.atomic
    def save(self, **kwargs):
        """Save; raises LastLeading where that takes the role of the last one who leads.

        For a membership that is deleted, see leading.py.
        """
        stored = Membership.objects.select_related("organisation").filter(pk=self.pk).first()
        if stored is not None:
            stored.organisation.lock_members()
        led = stored is not None and stored.organisation.leaders().filter(pk=self.pk).exists()
        if self.role == Role.LEADING:  # else they could be set inactive at the same time
            User.objects.select_for_update(no_key=True).filter(pk=self.user_id).values("pk").first()
        super().save(**kwargs)
        if led:
            stored.organisation.require_leaders()


class AgreementManager(models.Manager):
    """Brings the parties along, which name an agreement wherever it is shown."""

    def get_queryset(self):
        return super().get_queryset().select_related("municipality", "agency")


class Agreement(Versioned):
    """A Zielvereinbarung (ZV) between one municipality and one agency."""

    agreement_path = "pk"

    slug = models.SlugField("Kürzel", unique=True, help_text="Steht in der Adresse der Seite.")
    title = Line("Titel", max_length=200, default="Zielvereinbarung")
    municipality = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="municipality_agreements",
        verbose_name="Kommune",
        limit_choices_to={"kind": Party.MUNICIPALITY},
    )
    agency = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="agency_agreements",
        verbose_name="Transferagentur",
        limit_choices_to={"kind": Party.AGENCY},
    )
    # Changed by the acts of bildung.editions alone, with a lock on the row.
    phase = models.CharField(
        "Phase", max_length=10, choices=Phase.choices, default=Phase.DRAFT, editable=False
    )

    # An agency asks a municipality with which it does not work yet (exchange/starting/draft.py).
    acceptance = models.CharField(
        "Annahme",
        max_length=8,
        choices=Acceptance.choices,
        default=Acceptance.ACCEPTED,
        editable=False,
    )

    # What is no wording: the address of its page. (Read by the admin, as the others' is.)
    working = frozenset(("slug", "phase", "acceptance"))

    objects = AgreementManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "Zielvereinbarung"
        verbose_name_plural = "Zielvereinbarungen"
        ordering = (Dictionary("municipality__name"), Dictionary("agency__name"), "slug")
        constraints = (
            models.CheckConstraint(
                condition=~Q(municipality=F("agency")),
                name="agreement_has_two_parties",
                violation_error_message="Kommune und Transferagentur müssen verschieden sein.",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="agreement_phase_is_known"
            ),
            models.CheckConstraint(
                condition=Q(acceptance=Acceptance.ACCEPTED)
                | Q(
                    acceptance__in=(Acceptance.OFFERED, Acceptance.DECLINED),
                    phase=Phase.DRAFT,
                ),
                name="agreement_is_accepted_beyond_draft",
            ),
        )

    def __str__(self):
        if self.is_template:
            return f"Vorlage {self.title}"
        return f"{self.title} {self.municipality} – {self.agency}"

    def get_absolute_url(self):
        return address_of("desk:agreement", self.slug)

    def clean(self):
        super().clean()
        wrong = {
            side: f"{party.name} ist keine {Party(side).label}."
            for side in Party.values
            if getattr(self, f"{side}_id") and (party := getattr(self, side)).kind != side
        }
        if wrong:
            raise ValidationError(wrong)
        self._keep_parties_that_lead()

    def _keep_parties_that_lead(self):
        """Refuse to leave measures with a unit of somebody who is no party any more."""
        leading = Organisation.objects.filter(
            units__led_measures__objective__goal__agreement=self.pk
        ).exclude(pk__in=self.party_ids)
        if self.pk and (former := leading.distinct().first()):
            raise ValidationError(
                f"Bei Maßnahmen dieser Vereinbarung sind noch Stellen von {former} federführend. "
                "Bitte ändern Sie dort zuerst die federführende Stelle."
            )

    @property
    def wording_is_open(self) -> bool:
        """Whether the wording of both annexes may be changed by now."""
        return self.phase in WORDING_IS_OPEN

    @property
    def is_template(self) -> bool:
        """Whether this is no agreement, but what new ones may begin with."""
        return self.phase == Phase.TEMPLATE

    @property
    def is_accepted(self) -> bool:
        """Whether the municipality takes part, and the agreement may go beyond a draft."""
        return self.acceptance == Acceptance.ACCEPTED

    @property
    def party_ids(self) -> tuple[int, int]:
        return self.municipality_id, self.agency_id

    def party(self, side: str) -> Organisation:
        """Return the organisation that stands on `side` (a `Party` value)."""
        return {Party.MUNICIPALITY: self.municipality, Party.AGENCY: self.agency}[Party(side)]


class FocusTopic(Wording, Versioned, Ordered):
    """A thematischer Schwerpunkt the municipality named; goals and measures are tagged with it."""

    agreement_path = ordered_within = "agreement"

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="topics", verbose_name="Zielvereinbarung"
    )
    name = Line("Bezeichnung", max_length=250)

    history = HistoricalRecords()

    class Meta(Ordered.Meta):
        verbose_name = "Thematischer Schwerpunkt"
        verbose_name_plural = "Thematische Schwerpunkte"
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "name"),
                name="topic_name_once_in_agreement",
                violation_error_message="Diesen Schwerpunkt gibt es in der Vereinbarung schon.",
            ),
        )

    def __str__(self):
        return self.name
