"""Keeps those without whom nobody could act: an organisation's last Leitung, the last superuser.

Wherever a right is taken from: admin, command line, shell, a queryset. Whoever takes one away waits
for others who do the same, so that two do not take the last two at once. (For memberships that are
deleted, see leading.py.)
"""

from collections.abc import Iterable, Iterator
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

    def delete(self):
        """Delete; raises LastLeading or LastSuperuser as leading.py says."""
        with transaction.atomic():
            lock_people(self.values_list("pk", flat=True))
            return super().delete()

    update.alters_data = delete.alters_data = True
    delete.queryset_only = True


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

    def delete(self, **kwargs):
        """Delete; raises LastLeading or LastSuperuser as leading.py says."""
        with transaction.atomic():
            lock_people([self.pk])
            return super().delete(**kwargs)

    def _takes_a_right(self, update_fields) -> bool:
        written = set(RIGHTS) if update_fields is None else set(RIGHTS).intersection(update_fields)
        lacking = [right for right in written.difference(self.get_deferred_fields())
                   if not getattr(self, right)]  # fmt: skip
        if self._state.adding or not lacking:
            return False
        stored = type(self)._base_manager.filter(pk=self.pk).values_list(*lacking).first()
        return any(stored or ())


def lock_people(keys: Iterable[int]) -> None:
    """Let all who change rights of these people wait for each other until the transaction ends.

    In the one order in which all do so, else two would wait for each other, and PostgreSQL ended
    one: the organisations they belong to, then people, each by their keys. With a superuser among
    them all superusers are locked.
    """
    keys = list(keys)
    people = apps.get_model("agreements", "User")._base_manager
    while True:
        before = transaction.savepoint()
        organisations = _of(keys)
        _lock(organisations)
        wanted = models.Q(pk__in=keys)
        if _superusers().filter(pk__in=keys).exists():
            wanted |= models.Q(is_superuser=True)
        list(people.select_for_update(no_key=True).filter(wanted).order_by("pk").values_list("pk"))
        if _of(keys) == organisations:
            transaction.savepoint_commit(before)
            return
        # Somebody joined one while others were waited for. What was locked since is free again.
        transaction.savepoint_rollback(before)


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

    Raises LastLeading or LastSuperuser then.
    """
    with transaction.atomic():
        keys = list(people.order_by("pk").values_list("pk", flat=True))
        lock_people(keys)
        organisations = _organisations(_memberships().leading().filter(user__in=keys))
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


def _of(keys: list[int]) -> list:
    return _organisations(_memberships().filter(user__in=keys))


def _memberships() -> models.QuerySet:
    return apps.get_model("agreements", "Membership").objects.all()


def _organisations(memberships: models.QuerySet) -> list:
    organisations = apps.get_model("agreements", "Organisation").objects
    return list(organisations.filter(pk__in=memberships.values("organisation")).order_by("pk"))


def _lock(organisations: list) -> None:
    for organisation in organisations:
        organisation.lock_members()


def _superusers() -> models.QuerySet:
    people = apps.get_model("agreements", "User")._base_manager
    return people.filter(is_superuser=True, is_active=True)
