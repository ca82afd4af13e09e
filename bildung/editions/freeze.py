"""„Fassung festschreiben“: makes an edition of both annexes, for both parties to sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

import goals.annex
import milestones.annex
from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, Phase, User
from bildung.agreements.names import parties_of
from bildung.annex.document import AnnexDocument
from bildung.vocabulary.characters import cleaned
from goals.models import Goal
from milestones.models import Milestone

from . import printing, snapshot
from .content import Content, ReasonGiven, is_same_wording, wording_digest
from .holding import Refused, enter, hold, require
from .models import Edition, State

CHANGED = (
    "Die Anlagen wurden geändert, während die Fassung gedruckt wurde. "
    "Bitte prüfen Sie sie und schreiben Sie sie dann noch einmal fest."
)
NOT_AS_SEEN = (
    "Der Wortlaut wurde geändert, seit Ihnen gezeigt wurde, was festgeschrieben wird. "
    "Bitte sehen Sie ihn sich noch einmal an."
)


@dataclass(frozen=True)
class Obstacle:
    """Why an agreement is not frozen: a German sentence that names the place.

    `key` is that of the row in its annex, where it is about one. What `can_be_confirmed` does not
    keep a person from freezing who says it shall be so.
    """

    sentence: str
    key: str = ""
    can_be_confirmed: bool = False


@dataclass(frozen=True)
class Draft:
    """What would be frozen now: the edition, not stored, and what speaks against it."""

    edition: Edition
    obstacles: tuple[Obstacle, ...]

    @property
    def shown(self) -> str:
        """What a page that shows the draft hands back to `freeze`, to get this and nothing else."""
        return wording_digest(self.edition.parsed)

    def against(self, confirmed: bool) -> tuple[Obstacle, ...]:
        """Return the obstacles that remain where a person confirms what can be confirmed."""
        return tuple(
            obstacle for obstacle in self.obstacles if not (confirmed and obstacle.can_be_confirmed)
        )

    def require(self, confirmed: bool) -> None:
        """Raise Refused with the sentences of what remains."""
        if remaining := self.against(confirmed):
            raise Refused(*(obstacle.sentence for obstacle in remaining))


def freeze(
    agreement: Agreement,
    label: str,
    by: User,
    *,
    confirmed: bool = False,
    on: date | None = None,
    shown: str | None = None,
) -> Edition:
    """Store the wording of `agreement` as an edition with the `label`, and lock the wording.

    `confirmed` says that time frames may stay which cannot be read; `on` is the day that the
    edition shows, today if it is not given; `shown` is `Draft.shown` of what the person looked at
    before. The PDF is printed before anything is held; what was
    printed is what is stored, or nothing is. Call it outside of a transaction.

    Raises Refused with all that speaks against it, PermissionDenied, pdf.PrintError.
    """
    on = on or localdate()
    agreement = Agreement.objects.get(pk=agreement.pk)
    require(agreement, by, Right.FREEZE)
    draft = preview(agreement, label, on)
    draft.require(confirmed)
    if shown is not None and shown != draft.shown:
        raise Refused(NOT_AS_SEEN)
    pdf = printing.print_edition(draft.edition)
    with transaction.atomic():
        held = hold(agreement, by, Right.FREEZE)
        now = preview(held, label, on)
        now.require(confirmed)
        if now.edition.sha256 != draft.edition.sha256:
            raise Refused(CHANGED)
        edition = now.edition
        edition.author_name = str(by)
        edition.print_sha256 = printing.digest(pdf)
        edition.wording = snapshot.take(held)
        edition.save()
        printing.keep(edition, pdf)
        enter(held, Phase.SIGNING)
    return edition


def preview(agreement: Agreement, label: str, on: date) -> Draft:
    """Return what `freeze` would store, and what speaks against it (9 queries)."""
    its_goals = goals.annex.goals_of(agreement)
    its_milestones = milestones.annex.milestones_of(agreement)
    editions = list(Edition.objects.with_state().filter(agreement=agreement).defer("wording"))
    document = AnnexDocument(
        agreement=str(agreement),
        title=agreement.title,
        parties=parties_of(agreement),
        state=cleaned(label).strip(),
        as_of=on,
        tables=(
            goals.annex.table_of(its_goals),
            milestones.annex.table_of(agreement, its_milestones),
        ),
    )
    last = editions[0].number if editions else 0
    reasons = tuple(ReasonGiven(*pair) for pair in agreement.reasons.values_list("key", "text"))
    edition = Edition.of(agreement, Content(last + 1, document, reasons))
    obstacles = (
        *_of_label(document.state, editions),
        *_of_annex_1(its_goals),
        *_of_annex_2(its_milestones),
        *_of_sameness(document, editions),
    )
    return Draft(edition, obstacles)


def _of_label(label: str, editions: list[Edition]) -> Iterator[Obstacle]:
    longest = Edition._meta.get_field("label").max_length
    if not label:
        yield Obstacle("Die Fassung braucht eine Bezeichnung, etwa „Fassung vom Oktober 2015“.")
    elif len(label) > longest:
        yield Obstacle(f"Die Bezeichnung der Fassung hat mehr als {longest} Zeichen.")
    taken = {edition.label for edition in editions if edition.state != State.REFUSED}
    if label in taken:
        yield Obstacle(f"Eine Fassung mit der Bezeichnung „{label}“ gibt es schon.")


def _of_annex_1(its_goals: list[Goal]) -> Iterator[Obstacle]:
    if not its_goals:
        yield Obstacle("Anlage 1 ist leer.")
    for goal in its_goals:
        place = f"Anlage 1, Ziel {goal.number}"
        objectives = list(goal.objectives.all())
        measures = [measure for each in objectives for measure in each.measures.all()]
        if not goal.title.strip():
            yield Obstacle(f"{place}: Das Ziel hat keinen Wortlaut.", goal.row_key)
        if not measures:
            yield Obstacle(f"{place} „{goal.title}“ hat keine Maßnahme.", goal.row_key)
        for number, objective in enumerate(objectives, start=1):
            if not objective.text.strip() and not objective.measures.all():
                yield Obstacle(f"{place}: Die {number}. Erläuterung ist leer.", objective.row_key)
        for number, measure in enumerate(measures, start=1):
            yield from _of_words(f"{place}, {number}. Maßnahme", measure.text, measure.row_key)
            yield from _of_timeframe(f"{place}, {number}. Maßnahme", measure)
            for step in measure.steps.all():
                yield from _of_words(f"{place}, {number}. Maßnahme", step.text, measure.row_key)


def _of_annex_2(its_milestones: list[Milestone]) -> Iterator[Obstacle]:
    if not its_milestones:
        yield Obstacle("Anlage 2 ist leer.")
    for milestone in its_milestones:
        place = f"Anlage 2, Meilenstein „{milestone.title}“"
        stages = list(milestone.stages.all())
        yield from _of_words(place, milestone.title, milestone.row_key)
        if not stages:
            yield Obstacle(f"{place} hat keinen Abschnitt.", milestone.row_key)
        for number, stage in enumerate(stages, start=1):
            yield from _of_timeframe(f"{place}, {number}. Abschnitt", stage)
            for duty in stage.duties.all():
                yield from _of_words(f"{place}, {number}. Abschnitt", duty.text, stage.row_key)


def _of_words(place: str, text: str, key: str) -> Iterator[Obstacle]:
    if not text.strip():
        yield Obstacle(f"{place}: Es fehlt der Wortlaut.", key)


def _of_timeframe(place: str, record) -> Iterator[Obstacle]:
    if record.timeframe_wording.strip() and record.timeframe is None:
        yield Obstacle(
            f"{place}: Der Zeitrahmen „{record.timeframe_wording}“ ist nicht auswertbar.",
            record.row_key,
            can_be_confirmed=True,
        )


def _of_sameness(document: AnnexDocument, editions: list[Edition]) -> Iterator[Obstacle]:
    in_force = [edition for edition in editions if edition.state == State.IN_FORCE]
    if in_force and is_same_wording(document, in_force[0].here.document):
        yield Obstacle(
            f"Der Wortlaut ist derselbe wie in der geltenden Fassung „{in_force[0].label}“."
        )
