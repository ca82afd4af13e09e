"""What was signed before it was guarded: an upgrade adds what is known of it, and loses nothing."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bildung.editions.models import Edition, Scan
from tests.factories import (
    AgreementFactory,
    ApprovalFactory,
    EditionFactory,
    MembershipFactory,
    ScanFactory,
)
from tests.unguarded import raw, triggers, unguarded

FORMER = [("editions", "0003_row_keys")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.mark.dialect
@pytest.mark.django_db(transaction=True)
def test_what_was_signed_before_is_guarded_and_completed():
    agreement = AgreementFactory()
    city = MembershipFactory(organisation=agreement.municipality).user
    signed, waiting = EditionFactory(agreement=agreement), EditionFactory(agreement=agreement)
    for edition, side in ((signed, "municipality"), (signed, "agency"), (waiting, "agency")):
        ApprovalFactory(edition=edition, side=side)
    scan = ScanFactory(edition=signed, user=city)
    words = list(signed.approvals.order_by("pk").values())
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    scans = migrate(FORMER).get_model("editions", "Scan").objects
    try:
        assert not {name for name in triggers() if "_keep_" in name}
        twice = scans.values().get() | {"id": scan.pk + 1, "at": datetime(2100, 1, 1, tzinfo=UTC)}
        nobodys = twice | {"id": scan.pk + 2, "sha256": "f" * 64, "user_id": None}
        for each in (twice, nobodys):
            scans.create(**each)
    finally:
        migrate(newest)
    assert [(each.pk, each.side) for each in Scan.objects.order_by("pk")] == [
        (twice["id"], "municipality"),
        (nobodys["id"], ""),
    ]
    assert list(signed.approvals.order_by("pk").values()) == words
    signed, waiting = Edition.objects.get(pk=signed.pk), Edition.objects.get(pk=waiting.pk)
    assert (signed.approvals_fit, waiting.approvals_fit) == (True, True)
    assert (signed.entry.at, hasattr(waiting, "entry")) == (max(w["at"] for w in words), False)
    with unguarded():
        raw(apps.get_model("editions", "Approval")).update(name="Jemand anders")
    assert not signed.approvals_fit
