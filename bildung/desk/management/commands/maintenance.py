"""The switch for maintenance (see bildung/desk/maintenance.py)."""

from datetime import datetime, time, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bildung.desk import maintenance

FORMS = "Give it as 14:00 or 2026-11-24T14:00."


def read_end(text: str, now: datetime) -> datetime:
    """Return the end that `text` names: a time of day (the next such) or a date with time.

    Raises ValueError for what is neither, or has passed.
    """
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        end = datetime.fromisoformat(text)
        end = end if timezone.is_aware(end) else timezone.make_aware(end)
    else:
        local = timezone.localtime(now)
        day = local.date() + timedelta(days=clock <= local.time())
        end = timezone.make_aware(datetime.combine(day, clock))
    if end <= now:
        raise ValueError("has passed")
    return end


class Command(BaseCommand):
    help = "Shows every visitor a page on maintenance, or ends that. Needs no restart."

    def add_arguments(self, parser):
        parser.add_argument("switch", choices=("on", "off"))
        parser.add_argument("--until", metavar="TIME", help=f"When it will be over. {FORMS}")

    def handle(self, *, switch: str, until: str | None, **options):
        if switch == "off":
            if until:
                raise CommandError("--until goes with on.")
            maintenance.turn_off()
            self.stdout.write("Maintenance is off.")
            return
        try:
            end = read_end(until, timezone.now()) if until else None
        except ValueError as error:
            raise CommandError(f"--until {until}: no time to come. {FORMS}") from error
        maintenance.turn_on(end)
        told = f" until {timezone.localtime(end):%Y-%m-%d %H:%M}" if end else ""
        self.stdout.write(f"Maintenance is on{told}.")
