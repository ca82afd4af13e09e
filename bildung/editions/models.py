"""Editions, who approved them, their prints and papers; reasons for the next; the end."""

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from bildung.agreements.historical import HistoricalRecords
from bildung.agreements.models import Agreement, Party, Phase
from bildung.agreements.records import Versioned
from bildung.agreements.texts import Line, Text

from .approvals import approvals_digest
from .content import SCHEMA, Content, digest, read
from .immutable import Immutable, ImmutableQuerySet

BOTH = len(Party)


class State(models.TextChoices):
    """What became of an edition. It is computed, never stored."""

    SIGNING = "signing", "zur Unterzeichnung"
    IN_FORCE = "in_force", "in Kraft"
    REFUSED = "refused", "abgelehnt"
    SUPERSEDED = "superseded", "abgelöst"
    ENDED = "ended", "beendet"

    @property
    def symbol(self) -> str:
        return {
            State.SIGNING: "✎",
            State.IN_FORCE: "✓",
            State.REFUSED: "✗",
            State.SUPERSEDED: "→",
            State.ENDED: "■",
        }[self]


class Decision(models.TextChoices):
    APPROVED = "approved", "zugestimmt"
    REFUSED = "refused", "abgelehnt"


class EditionQuerySet(ImmutableQuerySet):
    """Selects editions; `with_state` adds what their state follows from (no further query)."""

    def light(self):
        """Leave out what only one edition at a time is read for: its content and its records."""
        return self.defer("content", "wording")

    def with_state(self):
        mine = Approval.objects.filter(edition=OuterRef("pk"))
        approved = mine.filter(decision=Decision.APPROVED).order_by().values("edition")
        later = Approval.objects.filter(
            edition__agreement=OuterRef("agreement"),
            edition__number__gt=OuterRef("number"),
            decision=Decision.APPROVED,
        )
        later_in_force = later.order_by().values("edition").annotate(sides=Count("pk"))
        return self.annotate(
            approved_sides=Coalesce(
                Subquery(approved.annotate(sides=Count("pk")).values("sides")), 0
            ),
            approved_at=Subquery(approved.annotate(last=Max("at")).values("last")),
            is_refused=Exists(mine.filter(decision=Decision.REFUSED)),
            is_superseded=Exists(later_in_force.filter(sides=BOTH)),
            agreement_phase=F("agreement__phase"),
        )

    def approved_by_both(self):
        """Those in force by now, or once."""
        return self.with_state().filter(approved_sides=BOTH)

    def in_force_of(self, agreement: Agreement) -> "Edition | None":
        """Return the edition that holds, also of an agreement that ended; None before the first."""
        return self.approved_by_both().filter(agreement=agreement.pk).order_by("-number").first()

    def being_signed_of(self, agreement: Agreement) -> "Edition | None":
        """Return the edition that waits for the parties, if any."""
        waiting = self.with_state().filter(agreement=agreement.pk, is_refused=False)
        return waiting.exclude(approved_sides=BOTH).order_by("-number").first()


class Edition(Immutable):
    """A Fassung: both annexes as they were frozen, complete and for good.

    `content` is the JSON text of all that its paper shows (see content.py), `sha256` its digest.
    `wording` holds the records it was made of (see snapshot.py).
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="editions", verbose_name="Zielvereinbarung"
    )
    number = models.PositiveIntegerField("Nummer", validators=[MinValueValidator(1)])
    label = models.CharField("Bezeichnung", max_length=100)
    as_of = models.DateField("Stand")
    frozen_at = models.DateTimeField("festgeschrieben", default=timezone.now)
    author_name = models.CharField("festgeschrieben von", max_length=310)
    schema_version = models.PositiveSmallIntegerField("Version des Formats")
    content = models.TextField("Inhalt")
    sha256 = models.CharField("Prüfwert", max_length=64, db_index=True)
    # Of the PDF as first printed, should its bytes be lost.
    print_sha256 = models.CharField("Prüfwert des PDF", max_length=64, db_index=True)
    # As printed: the PDF made again leads where the first one did.
    check_url = models.CharField("Adresse zum Prüfen", max_length=300)
    wording = models.JSONField("Datensätze")
    # By the key of a row in `content` that which it has here, where the agreement moved here (see
    # bildung/exchange/archive); null where both are the same.
    row_keys = models.JSONField("Schlüssel der Zeilen", null=True, editable=False)

    objects = models.Manager.from_queryset(EditionQuerySet)()

    class Meta(Immutable.Meta):
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ("agreement", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "number"), name="edition_number_once_in_agreement"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_number_from_one"),
        )

    def __str__(self):
        return self.label

    @classmethod
    def of(cls, agreement: Agreement, made: Content) -> "Edition":
        """Return an edition, not stored, that says what `made` says."""
        text = made.canonical()
        sha256 = digest(text)
        return cls(
            agreement=agreement,
            number=made.number,
            label=made.document.state,
            as_of=made.document.as_of,
            schema_version=SCHEMA,
            content=text,
            sha256=sha256,
            check_url=f"{settings.PUBLIC_URL}{reverse('check', query={'nummer': sha256[:12]})}",
        )

    @cached_property
    def parsed(self) -> Content:
        """What the edition says; of an old version, as this one understands it."""
        return read(self.content)

    @property
    def document(self):
        """Both annexes with the names of that day, as every format prints them."""
        return self.parsed.document

    @cached_property
    def here(self) -> Content:
        """What the edition says, its rows under the keys that their records have here."""
        return self.parsed.renamed(self.row_keys) if self.row_keys else self.parsed

    @property
    def is_unaltered(self) -> bool:
        """Whether the content is what the digest was taken of."""
        return digest(self.content) == self.sha256

    @property
    def approvals_fit(self) -> bool:
        """Whether the parties' words are those with which the edition came into force (2 queries).

        Before that they may be any, but for both parties' approval.
        """
        approvals = list(self.approvals.all())
        entry = EntryIntoForce.objects.filter(edition=self.pk).first()
        if entry is None:
            return sum(each.decision == Decision.APPROVED for each in approvals) < BOTH
        return approvals_digest(self.sha256, approvals) == entry.approvals_sha256

    @property
    def state(self) -> State:
        """What became of the edition (1 query where it was read without `with_state`)."""
        facts = self._facts()
        if facts["is_refused"]:
            return State.REFUSED
        if facts["approved_sides"] != BOTH:
            return State.SIGNING
        if facts["is_superseded"]:
            return State.SUPERSEDED
        return State.ENDED if facts["agreement_phase"] == Phase.ENDED else State.IN_FORCE

    @property
    def in_force_since(self):
        """When both parties had approved; None before (1 query, as `state`)."""
        facts = self._facts()
        return facts["approved_at"] if facts["approved_sides"] == BOTH else None

    def _facts(self) -> dict:
        if STATE[0] in self.__dict__:
            return self.__dict__
        return type(self).objects.with_state().values(*STATE).get(pk=self.pk)


# What `with_state` adds.
STATE = ("approved_sides", "approved_at", "is_refused", "is_superseded", "agreement_phase")


class EditionPrint(Immutable):
    """The PDF of an edition, as first printed. Should it be lost, printing.py makes it again."""

    edition = models.OneToOneField(
        Edition, models.PROTECT, related_name="print", verbose_name="Fassung"
    )
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("Prüfwert", max_length=64, db_index=True)
    made_at = models.DateTimeField("gedruckt", default=timezone.now)

    class Meta(Immutable.Meta):
        verbose_name = "Druck einer Fassung"
        verbose_name_plural = "Drucke der Fassungen"

    def __str__(self):
        return f"{self.edition}, {self.sha256[:12]}"


class Signed(Immutable):
    """What a person did once and for all. It stays when the account goes, without that."""

    forgotten = "user"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="Konto",
    )

    class Meta(Immutable.Meta):
        abstract = True


class Approval(Signed):
    """The word of one party on an edition, by one of its Leitung with name and function."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="approvals", verbose_name="Fassung"
    )
    side = models.CharField("Vertragspartei", max_length=12, choices=Party.choices)
    decision = models.CharField("Entscheidung", max_length=8, choices=Decision.choices)
    name = models.CharField("Name", max_length=200)
    function = models.CharField("Funktion", max_length=200)
    reason = models.TextField("Begründung", blank=True)
    at = models.DateTimeField("am", default=timezone.now)

    class Meta(Signed.Meta):
        verbose_name = "Zustimmung"
        verbose_name_plural = "Zustimmungen"
        ordering = ("edition", "at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "side"), name="approval_once_by_each_side"),
            models.CheckConstraint(
                condition=Q(side__in=Party.values), name="approval_side_is_known"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="approval_decision_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REFUSED) | ~Q(reason=""),
                name="approval_refusal_has_its_reason",
            ),
        )

    def __str__(self):
        return f"{self.edition}: {self.get_side_display()} {self.get_decision_display()}"


class EntryIntoForce(Immutable):
    """That both parties approved an edition, with the digest of their words (see approvals.py)."""

    edition = models.OneToOneField(
        Edition, models.PROTECT, related_name="entry", verbose_name="Fassung"
    )
    approvals_sha256 = models.CharField("Prüfwert der Zustimmungen", max_length=64)
    at = models.DateTimeField("am", default=timezone.now)

    class Meta(Immutable.Meta):
        verbose_name = "Inkrafttreten einer Fassung"
        verbose_name_plural = "Inkrafttreten der Fassungen"

    def __str__(self):
        return f"{self.edition}: in Kraft"

    @classmethod
    def of(cls, edition: Edition) -> "EntryIntoForce":
        """Return the entry, not stored, of `edition` with the words that are stored for it."""
        words = edition.approvals.all()
        return cls(edition=edition, approvals_sha256=approvals_digest(edition.sha256, words))


class PaperRecord(Versioned):
    """Unterlagen: what the council and the archive know of an edition. They do not change it."""

    agreement_path = "edition__agreement"

    edition = models.OneToOneField(
        Edition, models.PROTECT, related_name="papers", verbose_name="Fassung"
    )
    signed_on = models.DateField("Datum der Unterschrift", null=True, blank=True)
    draft_number = Line("Vorlagen-Nr.", max_length=100, blank=True)
    resolution_number = Line("Beschluss-Nr.", max_length=100, blank=True)
    link = Line(
        "Link zum Ratsinformationssystem",
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https"], message="Nur Adressen mit https://.")],
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "Unterlagen einer Fassung"
        verbose_name_plural = "Unterlagen der Fassungen"

    def __str__(self):
        return f"Unterlagen: {self.edition}"

    @property
    def agreement(self) -> Agreement:
        return self.edition.agreement


class ScanQuerySet(ImmutableQuerySet):
    """Selects scans; withdraws them, the one change that they know."""

    def filed(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def withdraw(self, by: str, reason: str) -> int:
        """Empty the bytes of those that were not withdrawn; return how many there were."""
        change = {"withdrawn_at": timezone.now(), "withdrawn_by": by, "withdrawn_reason": reason}
        return models.QuerySet.update(self.filed(), pdf=b"", **change)

    withdraw.alters_data = True


class Scan(Signed):
    """The signed paper as PDF. A better one comes beside it; the latest counts.

    One that is wrong, or nobody's business, is withdrawn: it loses its bytes, and keeps who filed
    and who withdrew it, when and why, and its digest.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="scans", verbose_name="Fassung"
    )
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("Prüfwert", max_length=64)
    size = models.PositiveIntegerField("Bytes")
    file_name = models.CharField("Dateiname", max_length=200)
    # Empty where it is not known: it was filed before this was written down.
    side = models.CharField("abgelegt für", max_length=12, choices=Party.choices, blank=True)
    user_name = models.CharField("Name der Person", max_length=310)
    at = models.DateTimeField("am", default=timezone.now)
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True, blank=True)
    withdrawn_by = models.CharField("zurückgezogen von", max_length=310, blank=True)
    withdrawn_reason = models.TextField("Grund der Rücknahme", blank=True)

    objects = models.Manager.from_queryset(ScanQuerySet)()

    class Meta(Signed.Meta):
        verbose_name = "Scan der unterschriebenen Fassung"
        verbose_name_plural = "Scans der unterschriebenen Fassungen"
        ordering = ("edition", "-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "sha256"), name="scan_once_in_edition"),
            models.CheckConstraint(condition=Q(side__in=["", *Party]), name="scan_side_is_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="", withdrawn_reason="")
                | (~Q(withdrawn_at=None) & ~Q(withdrawn_by="") & ~Q(withdrawn_reason="")),
                name="scan_withdrawal_is_whole",
            ),
        )

    def __str__(self):
        return self.file_name

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Reason(Versioned):
    """Begründung: why a row of the next edition is to differ from the one in force.

    `key` is that of the row in its annex. At freezing the text goes into the edition.
    """

    agreement_path = "agreement"

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="reasons", verbose_name="Zielvereinbarung"
    )
    key = models.CharField("Zeile", max_length=200)
    text = Text("Begründung")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="Person",
    )
    author_name = Line("Name der Person", max_length=310, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "Begründung"
        verbose_name_plural = "Begründungen"
        ordering = ("agreement", "key")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "key"),
                name="reason_once_for_row",
                violation_error_message="Für diese Zeile gibt es schon eine Begründung.",
            ),
        )

    def __str__(self):
        return f"{self.key}: {self.text}"


class Ending(Signed):
    """The end of an agreement: the day, and why."""

    agreement = models.OneToOneField(
        Agreement, models.PROTECT, related_name="ending", verbose_name="Zielvereinbarung"
    )
    ended_on = models.DateField("beendet am")
    reason = models.TextField("Grund")
    user_name = models.CharField("Name der Person", max_length=310)
    at = models.DateTimeField("eingetragen", default=timezone.now)

    class Meta(Signed.Meta):
        verbose_name = "Beendigung"
        verbose_name_plural = "Beendigungen"

    def __str__(self):
        return f"{self.agreement}: beendet am {self.ended_on:%d.%m.%Y}"
