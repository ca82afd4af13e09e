"""Acts (Vorgänge): what somebody did at once, and which rows of the history that wrote.

A request is one deed, and so is whatever is done within `with act(…)`. A deed is one act for each
agreement that it touches. An act is stored with its first row, in the same transaction, and what
undoes the row undoes the act. What belongs to no deed, as in a shell, is the system's: one act for
all that one transaction writes.

Each row of the history gets the key of its act when it is written, in whatever way: by save(),
delete(), with what goes along, by tags, in bulk (`ActKey`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from .sent_forms import form_sent

# Whose agreement was looked up so often within a deed is looked up for the whole agreement then.
SEVERAL = 3


class Origin(models.TextChoices):
    """By which way somebody did something."""

    BROWSER = "browser", "Browser"
    ADMIN = "admin", "Verwaltung"
    IMPORT = "import", "Import"
    RESTORE = "restore", "Wiederherstellen"
    EDITION = "edition", "Fassung"
    ARCHIVE = "archive", "Archiv"
    COMMAND = "command", "Befehl"
    SYSTEM = "system", "System"


class Side(models.TextChoices):
    """For whom somebody acted: a member of one party, of both, or of neither ("")."""

    MUNICIPALITY = "municipality", "Kommune"
    AGENCY = "agency", "Transferagentur"
    BOTH = "both", "beide"


SIDES = (Side.MUNICIPALITY, Side.AGENCY)
# In the database's words: every change asks it, and Django takes longer for those than it does.
_IS_ON = """EXISTS (SELECT 1 FROM agreements_agreement a
    JOIN agreements_membership m ON m.organisation_id = a.{side}_id
    WHERE a.id = %s AND m.user_id = %s)"""
WHO = f"""SELECT id, {", ".join(_IS_ON.format(side=side.value) for side in SIDES)}
FROM agreements_author WHERE user_id = %s"""  # noqa: S608 (of names in this file)


class Author(models.Model):
    """Who did something: an account, and of that no more than its key, which goes with it.

    Or a name alone, as an archive brings it, for which there is no account here. It stands nowhere
    else, and may be taken out where the law asks for it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="Person",
    )
    name = models.CharField("Name der Person", max_length=310, blank=True)

    class Meta:
        app_label = "agreements"
        verbose_name = "Urheber"
        verbose_name_plural = "Urheber"

    def __str__(self):
        return str(self.user) if self.user else self.name


class Act(models.Model):
    """What one person did at once in one agreement; of organisations and members: in none.

    As in the history itself, the agreement may be gone. `detail` is the name of a file or of a
    command, `form` the digest of the form that was sent (sent_forms.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agreement = models.ForeignKey(
        "agreements.Agreement",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,  # the index below begins with it
        related_name="+",
        verbose_name="Zielvereinbarung",
    )
    at = models.DateTimeField("am")
    author = models.ForeignKey(
        Author, models.PROTECT, null=True, related_name="acts", verbose_name="Urheber"
    )
    side = models.CharField("für", max_length=12, choices=Side.choices, blank=True)
    origin = models.CharField("auf dem Weg", max_length=8, choices=Origin.choices)
    detail = models.CharField("im Einzelnen", max_length=300, blank=True)
    form = models.CharField("Prüfwert der Eingabe", max_length=64, blank=True)

    class Meta:
        app_label = "agreements"
        verbose_name = "Vorgang"
        verbose_name_plural = "Vorgänge"
        indexes = (
            models.Index(fields=("agreement", "-at", "-id"), name="act_newest_of_agreement"),
        )

    def __str__(self):
        return f"{self.at:%d.%m.%Y, %H:%M}, {self.get_origin_display()}"


class ActKey(models.ForeignKey):
    """The act of a row of the history: the one that is being done when the row is written."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"to": Act, "on_delete": models.PROTECT} | kwargs))

    def pre_save(self, model_instance, add):
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, _current().act_of(model_instance))
        return super().pre_save(model_instance, add)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs  # to migrations it is nothing else


class HistoryRow(models.Model):
    """What all rows of the history have besides: their act."""

    act = ActKey(related_name="+", verbose_name="Vorgang")

    class Meta:
        abstract = True


class Deed:
    """What somebody is doing: its acts by agreement and person, and whether they are stored."""

    def __init__(self, origin: Origin | None, detail: str = "", request: HttpRequest | None = None):
        self.request = request
        self._origin, self._detail = origin, detail
        self._acts: dict[tuple[int | None, int | None], tuple[Act, _Stored]] = {}
        self._agreements: dict[tuple[type[models.Model], int], int] = {}
        self._looked_up: Counter[type[models.Model]] = Counter()

    def act_of(self, row: models.Model):
        """Return the key of the act that writes `row`, a row of the history; store the act first.

        2 queries for the first row of an act, and 1 to find the agreement, unless it is known.
        """
        key = self.agreement_of(row), row.history_user_id
        act, stored = self._acts.get(key, (None, None))
        if act is None:
            act, stored = self._begun(*key, row.history_date), _Stored()
            self._acts[key] = act, stored
        elif not stored:
            self._agreements.clear()  # of what was rolled back, another one may get the key
        if not stored:
            # Where a savepoint that wrote it was rolled back, it is written again.
            Act.objects.bulk_create([act], ignore_conflicts=True)
            stored.watch()
        return act.pk

    @property
    def is_open(self) -> bool:
        """Whether an act of it was stored in the transaction that is open."""
        return any(stored.is_waiting for _, stored in self._acts.values())

    def agreement_of(self, row: models.Model) -> int | None:
        """Return the key of the agreement that a row of the history belongs to, if any."""
        model = row.instance_type
        path = getattr(model, "agreement_path", None)
        if path is None:
            return None
        name, _, above = path.partition("__")
        key = getattr(row, model._meta.get_field(name).attname if name != "pk" else "id")
        return self._above(model._meta.get_field(name).related_model, key, above) if above else key

    def know(self, model: type[models.Model], key: int, agreement: int) -> None:
        """Note that the record of `model` with that key belongs to `agreement`."""
        self._agreements[model, key] = agreement

    def knows(self, model: type[models.Model], key: int) -> bool:
        return (model, key) in self._agreements

    def _above(self, model: type[models.Model], key: int, path: str) -> int | None:
        if not self.knows(model, key):
            stored = model._base_manager.filter(pk=key).values_list(path, flat=True)
            agreement = next(iter(stored), None)
            if agreement is None:
                return self._once_above(model, key)
            self._agreements[model, key] = agreement
            self._looked_up[model] += 1
            if self._looked_up[model] == SEVERAL:
                beside = model._base_manager.filter(**{path: agreement}).values_list(
                    "pk", flat=True
                )
                self._agreements |= {(model, each): agreement for each in beside}
        return self._agreements[model, key]

    def _once_above(self, model: type[models.Model], key: int) -> int | None:
        """Return the agreement of a record that is gone."""
        history = getattr(model, "history", None)
        row = history and history.filter(id=key).first()
        return self.agreement_of(row) if row else None

    def _begun(self, agreement: int | None, person: int | None, at) -> Act:
        author, side = _author(person, agreement) if person else (None, "")
        return Act(
            agreement_id=agreement,
            at=at,
            author_id=author,
            side=side,
            origin=self._origin or _way(self.request),
            detail=self._detail,
            form=form_sent(self.request) if self.request else "",
        )


class _Stored:
    """Whether what was written in a transaction is still there, or was rolled back."""

    def __init__(self):
        self._is_kept = False

    def __call__(self):
        self._is_kept = True

    def watch(self) -> None:
        transaction.on_commit(self)  # at once, where there is no transaction

    def __bool__(self):
        return self._is_kept or self.is_waiting

    @property
    def is_waiting(self) -> bool:
        # Django takes out of this list what belongs to a savepoint that is rolled back.
        waiting = transaction.get_connection().run_on_commit
        return any(function is self for _, function, _ in waiting)


_deed: ContextVar[Deed | None] = ContextVar("deed", default=None)
_system: ContextVar[Deed | None] = ContextVar("system", default=None)


@contextmanager
def act(
    origin: Origin | None, detail: str = "", request: HttpRequest | None = None
) -> Iterator[Deed]:
    """Let all that is written meanwhile be one act for each agreement.

    Within another one it is a deed of its own, by the same form. Without an `origin`, the `request`
    says it.
    """
    outer = _deed.get()
    deed = Deed(origin, detail, request or (outer and outer.request))
    token = _deed.set(deed)
    try:
        yield deed
    finally:
        _deed.reset(token)


def acts_middleware(get_response: Callable[[HttpRequest], HttpResponse]):
    """Let what a request writes be one act for each agreement."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with act(None, request=request):
            return get_response(request)

    return middleware


def know(model: type[models.Model], key: int, agreement: int) -> None:
    """Spare a query: the record of `model` with that key belongs to `agreement`."""
    if deed := _deed.get():
        deed.know(model, key, agreement)


def know_all(records: Iterable[models.Model]) -> None:
    """Look up at once to which agreements stored `records` of one model belong (1 query)."""
    records = list(records)
    path = getattr(records[0], "agreement_path", "") if records else ""
    name, _, above = path.partition("__")
    if not above:
        return
    field, deed = records[0]._meta.get_field(name), _current()
    keys = {getattr(record, field.attname) for record in records}
    unknown = {key for key in keys if not deed.knows(field.related_model, key)}
    found = field.related_model._base_manager.filter(pk__in=unknown).values_list("pk", above)
    for key, agreement in found if unknown else ():
        deed.know(field.related_model, key, agreement)


def _current() -> Deed:
    """Return the deed that is being done; else the system's in this transaction."""
    if deed := _deed.get():
        return deed
    deed = _system.get()
    if deed is None or not deed.is_open:
        deed = Deed(Origin.SYSTEM)
        _system.set(deed)
    return deed


def _way(request: HttpRequest) -> Origin:
    match = getattr(request, "resolver_match", None)
    return Origin.ADMIN if match is not None and match.app_name == "admin" else Origin.BROWSER


def _author(person: int, agreement: int | None) -> tuple[int, str]:
    """Return the key of a person's author, and for which side of `agreement` they act (1 query)."""
    with transaction.get_connection().cursor() as cursor:
        keys = [agreement, person, agreement, person, person]
        cursor.execute(WHO, keys)
        row = cursor.fetchone()
        if row is None:  # of one whose account was loaded
            Author.objects.get_or_create(user_id=person)
            cursor.execute(WHO, keys)
            row = cursor.fetchone()
    author, *is_on = row
    sides = [side for side, is_here in zip(SIDES, is_on, strict=True) if is_here]
    return author, Side.BOTH if len(sides) > 1 else next(iter(sides), "")


def side_of(person: int, agreement: int) -> str:
    """Return for which side of an agreement a person, by key, acts today; "" for neither."""
    return _author(person, agreement)[1]


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def add_author(instance: models.Model, created: bool, raw: bool, **kwargs) -> None:
    """Let a new person be an author, who need not be made by the first act."""
    if created and not raw:
        Author.objects.create(user=instance)
