"""An edition stays as it was written: through every way of the ORM, and in the database."""

import json

import pytest
from django.core import serializers
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from bildung.agreements.models import Agreement
from bildung.editions.end import end
from bildung.editions.immutable import ImmutableError
from bildung.editions.models import Approval, Edition, Ending, Scan
from bildung.editions.papers import file_scan
from tests.factories import MembershipFactory
from tests.unguarded import GUARDED

from .scene import DAY, SCAN, frozen, in_force

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def edition(parties):
    return Edition.objects.get(pk=frozen(parties).pk)


def values():
    return list(Edition._base_manager.order_by("pk").values())


def change(edition):
    edition.label = "Anders"
    return edition


WAYS = {
    "save": lambda edition: change(edition).save(),
    "save of a field": lambda edition: change(edition).save(update_fields=["label"]),
    "save with the same key": lambda edition: Edition(**dict(values()[0], label="x")).save(),
    "base save": lambda edition: change(edition).save_base(),
    "raw save": lambda edition: change(edition).save_base(raw=True),
    "delete": lambda edition: edition.delete(),
    "update": lambda edition: Edition.objects.update(label="Anders"),
    "update through the agreement": lambda edition: edition.agreement.editions.update(label="x"),
    "update by the base manager": lambda edition: Edition._base_manager.update(label="Anders"),
    "update of one field to nothing": lambda edition: Edition.objects.update(author_name=None),
    "delete of a selection": lambda edition: Edition.objects.all().delete(),
    "delete by the base manager": lambda edition: Edition._base_manager.all().delete(),
    "raw delete": lambda edition: Edition.objects.all()._raw_delete("default"),
    "private update": lambda edition: Edition.objects.all()._update([]),
    "bulk update": lambda edition: Edition.objects.bulk_update([change(edition)], ["label"]),
    "bulk create": lambda edition: Edition.objects.bulk_create(
        [Edition(**dict(values()[0], label="x"))],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["label"],
    ),
    "update or create": lambda edition: Edition.objects.update_or_create(
        {"label": "x"}, pk=edition.pk
    ),
    "collector": lambda edition: collect([edition]),
}


def collect(records):
    collector = Collector(using="default")
    collector.collect(records)
    collector.delete()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_way_of_the_orm_changes_an_edition(edition, way):
    before = values()
    with pytest.raises((ImmutableError, DatabaseError)), transaction.atomic():
        way(edition)
    assert values() == before


def test_agreement_and_parties_of_an_edition_are_kept(edition):
    agreement = edition.agreement
    for record in (agreement, agreement.municipality, agreement.agency):
        with pytest.raises(ProtectedError), transaction.atomic():
            record.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        Agreement.objects.all().delete()
    assert Edition.objects.get() == edition


def test_second_edition_with_a_number_is_refused(edition):
    twin = Edition(**{**values()[0], "id": None})
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save()


@pytest.fixture
def written(parties):
    """One of each of what else stays as it was written."""
    edition = in_force(parties)
    file_scan(edition, SCAN, "scan.pdf", parties.city)
    end(parties.agreement, DAY, "Projektende", parties.city)
    return parties


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
def test_print_word_entry_scan_and_end_stay_as_they_were_written(written, model):
    before = list(model.objects.order_by("pk").values())
    record = model.objects.first()
    first = model._meta.concrete_fields[1].attname
    for way in (
        record.save,
        record.delete,
        model.objects.all().delete,
        lambda: model.objects.update(**{first: getattr(record, first)}),
        lambda: model.objects.bulk_update([record], [first]),
    ):
        with pytest.raises(ImmutableError), transaction.atomic():
            way()
    assert list(model.objects.order_by("pk").values()) == before


def test_what_a_person_signed_stays_when_the_account_goes(written):
    name = str(written.city)
    MembershipFactory(organisation=written.agreement.municipality, role="leading")
    written.city.delete()
    assert list(Approval.objects.values_list("name", "user")) == [
        ("Kim Muster", None),
        ("Kim Muster", written.agency.pk),
    ]
    assert Ending.objects.values_list("user_name", "user").get() == (name, None)
    assert Scan.objects.values_list("user_name", "user").get() == (name, None)


def test_dump_of_a_database_can_be_loaded_and_changes_nothing_that_is_there(parties):
    edition = in_force(parties)
    dumped = serializers.serialize("json", [edition, *edition.approvals.all()])
    for record in serializers.deserialize("json", dumped):
        with pytest.raises(ImmutableError), transaction.atomic():
            record.save()
    data = json.loads(dumped)[:1]
    data[0]["pk"], data[0]["fields"]["number"] = edition.pk + 1000, edition.number + 1
    for record in serializers.deserialize("json", json.dumps(data)):
        record.save()
    assert Edition.objects.get(pk=edition.pk + 1000).content == edition.content
