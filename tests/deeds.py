"""A test is one transaction; what it does by itself would be one act of the system's."""

from datetime import timedelta

from bildung.agreements import acts


def end_deed() -> None:
    """Let what the test does from now on be another act than what it did so far."""
    acts._system.set(None)


def age_acts(by: timedelta = timedelta(hours=1)) -> None:
    """Let all that was done so far have been done earlier."""
    for act in acts.Act.objects.all():
        act.at -= by
        act.save()
    end_deed()
