"""What is edited and by whom, and what became of the edits. Needs Django set up."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bildung.agreements.models import Agreement, Membership, User
from goals.models import Measure
from tests.bench import stored
from tests.serving.sessions import session_of

TOKEN = re.compile(r"Stand-\d+-\d+")


@dataclass(frozen=True)
class Verdict:
    """What the database holds of the acknowledged edits."""

    lost: tuple[str, ...]  # acknowledged, and no longer in the text
    unwritten: tuple[str, ...]  # acknowledged, and not exactly once in the history
    unasked: int  # entries of the history beyond one for each acknowledged edit

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.unwritten or self.unasked)


def add_measures(model: Agreement, slug: str, rows: int) -> list[int]:
    """Return the keys of new measures that nobody has edited."""
    goals = -(-rows // stored.MEASURES)
    agreement = stored.add_agreement(model, slug, goals)
    mine = Measure.objects.filter(objective__goal__agreement=agreement).order_by("pk")
    # Some wordings of the model are slips, with which its form would be refused.
    mine.update(timeframe_wording="")
    return list(mine.values_list("pk", flat=True)[:rows])


def add_editors(agreement: Agreement, count: int) -> list[str]:
    """Return the session keys of so many new members, each logged in for itself."""
    users = User.objects.bulk_create(
        User(username=f"person{number}", password="!") for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(organisation=agreement.municipality, user=user) for user in users
    )
    return [session_of(user) for user in users]


def judge(acknowledged: Sequence[tuple[int, str]], measures: Sequence[int]) -> Verdict:
    """Compare what editors were told with texts and histories."""
    lost, unwritten, entries = [], [], 0
    for measure in Measure.objects.filter(pk__in=measures):
        tokens = {token for key, token in acknowledged if key == measure.pk}
        lost += sorted(tokens - set(TOKEN.findall(measure.text)))
        written = _written(measure)
        unwritten += sorted(token for token in tokens if written[token] != 1)
        entries += measure.history.count()
    return Verdict(tuple(lost), tuple(unwritten), entries - len(acknowledged))


def _written(measure: Measure) -> Counter:
    """Count in how many entries of its history each token was put in by the entry's author."""
    written, before = Counter(), set()
    for text in measure.history.order_by("history_id").values_list("text", flat=True):
        now = set(TOKEN.findall(text))
        written.update(now - before)
        before = now
    return written
