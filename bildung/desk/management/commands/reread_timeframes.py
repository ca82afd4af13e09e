"""Time frames that are read otherwise today than when they were stored."""

from django.core.management.base import BaseCommand, CommandError

from bildung.agreements.models import Agreement
from bildung.history.rereading import Rereading, differing, reread

HELP = """
Lists the time frames that would get other dates if their wording were read today, per agreement.
With --apply their dates are changed, as one entry in the history of each agreement. Agreements
whose wording is locked are changed only when named; editions never.
"""


class Command(BaseCommand):
    help = " ".join(HELP.split())

    def add_arguments(self, parser):
        parser.add_argument("slugs", nargs="*", metavar="slug", help="of agreements; all if none")
        parser.add_argument("--apply", action="store_true", help="change the dates")

    def handle(self, slugs, apply, **options):
        found = False
        for agreement in _agreements(slugs):
            if not (rereadings := differing(agreement)):
                continue
            found = True
            is_kept = not agreement.wording_is_open and agreement.slug not in slugs
            if apply and not is_kept:
                rereadings = reread(agreement)
            self.stdout.write(f"{agreement.slug}: {_state(len(rereadings), apply, is_kept)}")
            for each in rereadings:
                self.stdout.write(f"  {_line(each)}")
        if not found:
            self.stdout.write("No time frame would be read otherwise.")


def _agreements(slugs: list[str]) -> list[Agreement]:
    """Return the agreements of these slugs, or all; raises CommandError for one there is not."""
    if not slugs:
        return list(Agreement.objects.order_by("slug"))
    found = list(Agreement.objects.filter(slug__in=slugs).order_by("slug"))
    if missing := sorted({*slugs} - {agreement.slug for agreement in found}):
        raise CommandError(f"No such agreement: {', '.join(missing)}")
    return found


def _state(count: int, apply: bool, is_kept: bool) -> str:
    if apply and not is_kept:
        return f"{count} read anew"
    if is_kept:
        return f"{count} would be read otherwise; locked, changed only when named"
    return f"{count} would be read otherwise"


def _line(each: Rereading) -> str:
    stored = each.stored.canonical() if each.stored else "no dates"
    wording = " ".join(each.record.timeframe_wording.split())
    return f"{each.record.row_key} „{wording}“: {stored} -> {each.read.canonical()}"
