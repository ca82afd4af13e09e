"""When a person was here last, so that the start page can say what has changed since."""

from datetime import datetime, timedelta

from bildung.agreements.models import User

# A visit ends when the start page was not opened for this long.
PAUSE = timedelta(hours=4)
# So often at most is it written that somebody is here.
STEP = timedelta(minutes=5)


def begin(person: User, now: datetime) -> datetime | None:
    """Note that `person` is here; return when their last visit ended, None in the first one.

    That is no change anybody made, hence update(), which writes no history. Of two pages opened at
    once, one begins the visit and the other finds it begun.
    """
    seen = person.seen_at
    if seen is None or now - seen > PAUSE:
        values = {"seen_at": now, "last_visit_at": seen}
    elif now - seen > STEP:
        values = {"seen_at": now}
    else:
        return person.last_visit_at
    if User.objects.filter(pk=person.pk, seen_at=seen).update(**values):
        return values.get("last_visit_at", person.last_visit_at)
    return User.objects.values_list("last_visit_at", flat=True).get(pk=person.pk)
