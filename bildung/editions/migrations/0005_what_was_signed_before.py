"""What is stored from now on, for what was signed before: the digest over the approvals of each
edition that came into force, and for which side a scan was filed, as far as its filer's membership
still tells. Of a scan that was filed twice the later one stays, which is the one that was shown.
"""

from django.db import migrations
from django.db.models import Count

from bildung.editions.approvals import approvals_digest

BOTH = 2
SIDES = ("municipality", "agency")


def forwards(apps, schema_editor):
    _enter(*(apps.get_model("editions", name) for name in ("Edition", "Approval", "EntryIntoForce")))
    scans = apps.get_model("editions", "Scan").objects.defer("pdf")
    memberships = apps.get_model("agreements", "Membership").objects
    seen = set()
    for scan in scans.order_by("-at", "-pk").select_related("edition__agreement"):
        if (key := (scan.edition_id, scan.sha256)) in seen:
            scan.delete()
            continue
        seen.add(key)
        agreement = scan.edition.agreement
        mine = set(memberships.filter(user=scan.user_id).values_list("organisation", flat=True))
        sides = [side for side in SIDES if getattr(agreement, f"{side}_id") in mine]
        if len(sides) == 1:
            scan.side = sides[0]
            scan.save(update_fields=["side"])


def _enter(Edition, Approval, EntryIntoForce):
    approved = Approval.objects.filter(decision="approved").values("edition")
    both = approved.annotate(sides=Count("pk")).filter(sides=BOTH).values("edition")
    for edition in Edition.objects.filter(pk__in=both).only("sha256"):
        words = list(Approval.objects.filter(edition=edition.pk))
        EntryIntoForce.objects.create(
            edition_id=edition.pk,
            approvals_sha256=approvals_digest(edition.sha256, words),
            at=max(each.at for each in words),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0004_entry_and_withdrawal"),
        ("agreements", "0008_template"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
