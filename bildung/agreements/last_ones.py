"""Keeps those without whom nobody could act: an organisation's last Leitung, the last superuser.

Wherever a right is taken from: admin, command line, shell, a queryset. Whoever takes one away waits
for others who do the same, so that two do not take the last two at once. (For memberships that are
deleted, see leading.py.)
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction

RIGHTS = ("is_active", "is_superuser")


class LastSuperuser(ValidationError):
    """A change would leave the platform without anybody who administers it."""

    def __init__(self):
        super().__init__(
            "Die Plattform braucht mindestens eine Person, die sie verwaltet und sich anmelden "
            "darf. Bitte geben Sie dieses Recht zuerst einer anderen Person.",
            code="last_superuser",
        )


class PersonQuerySet(models.QuerySet):
    def update(self, **values):
        """Update; raises LastLeading or LastSuperuser where that takes the last one's right."""
        if all(values.get(right, True) is True for right in RIGHTS):
            return super().update(**values)
        with last_ones_kept(self):
            return super().update(**values)

    update.alters_data = True


class PersonManager(UserManager.from_queryset(PersonQuerySet)):
    use_in_migrations = False


class LastOnesKept(AbstractUser):
    """A person who keeps their rights while nobody else has them. Stands first among the bases."""

    objects = PersonManager()

    class Meta(AbstractUser.Meta):
        abstract = True

    def save(self, **kwargs):
        """Save; raises LastLeading or LastSuperuser where that takes the last one's right."""
        if not self._takes_a_right(kwargs.get("update_fields")):
            return super().save(**kwargs)
        with last_ones_kept(type(self)._base_manager.filter(pk=self.pk)):
            return super().save(**kwargs)

    def _takes_a_right(self, update_fields) -> bool:
        written = set(RIGHTS) if update_fields is None else set(RIGHTS).intersection(update_fields)
        lacking = [right for right in written.difference(self.get_deferred_fields())
                   if not getattr(self, right)]  # fmt: skip
        if self._state.adding or not lacking:
            return False
        stored = type(self)._base_manager.filter(pk=self.pk).values_list(*lacking).first()
        return any(stored or ())


def lock_superusers() -> None:
    """Let all who take that right away wait for each other until the transaction ends."""
    list(_superusers().select_for_update(no_key=True).order_by("pk").values_list("pk"))


def require_superuser() -> None:
    """Raise LastSuperuser if nobody has the right; meant for after a change."""
    if not _superusers().exists():
        raise LastSuperuser


@contextmanager
def last_ones_kept(people: models.QuerySet) -> Iterator[None]:
    """Take a right from `people` in the block; if it was the last one's, take the block back.

    Raises LastLeading or LastSuperuser then. Organisations are locked before people, each by their
    keys, as by all who change memberships.
    """
    with transaction.atomic():
        keys = list(people.order_by("pk").values_list("pk", flat=True))
        _lock(_led_by(keys))
        # All at once, in the order of their keys: else two would wait for each other.
        wanted = models.Q(pk__in=keys)
        if _superusers().filter(pk__in=keys).exists():
            wanted |= models.Q(is_superuser=True)
        every = people.model._base_manager.select_for_update(no_key=True)
        list(every.filter(wanted).order_by("pk").values_list("pk"))
        organisations = _led_by(keys)  # once more, for others were waited for
        _lock(organisations)
        counts = _superusers().filter(pk__in=keys).exists()
        yield
        for organisation in organisations:
            organisation.require_leaders()
        if counts:
            require_superuser()


@contextmanager
def leading_kept(memberships: models.QuerySet) -> Iterator[None]:
    """Take roles from `memberships` in the block; raises LastLeading, which takes it back."""
    with transaction.atomic():
        _lock(_organisations(memberships))
        led = _organisations(memberships.leading())
        yield
        for organisation in led:
            organisation.require_leaders()


def _led_by(keys: list[int]) -> list:
    memberships = apps.get_model("agreements", "Membership").objects.leading()
    return _organisations(memberships.filter(user__in=keys))


def _organisations(memberships: models.QuerySet) -> list:
    organisations = apps.get_model("agreements", "Organisation").objects
    return list(organisations.filter(pk__in=memberships.values("organisation")).order_by("pk"))


def _lock(organisations: list) -> None:
    for organisation in organisations:
        organisation.lock_members()


def _superusers() -> models.QuerySet:
    people = apps.get_model("agreements", "User")._base_manager
    return people.filter(is_superuser=True, is_active=True)
