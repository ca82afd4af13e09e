"""Freezing stores what stands there, says what speaks against it, and locks the wording."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Phase
from bildung.editions import printing, reasons
from bildung.editions.content import SCHEMA, digest
from bildung.editions.freeze import CHANGED, NOT_AS_SEEN, freeze, preview
from bildung.editions.holding import Refused
from bildung.editions.models import Edition, EditionPrint, State
from goals.models import Goal, Measure, Objective
from milestones.models import Milestone, Stage
from tests.budget import MANY
from tests.factories import GoalFactory, MeasureFactory, MilestoneFactory, StageFactory, UserFactory
from tests.scene import strangers
from tests.unguarded import raw, unguarded

from .scene import DAY, LABEL, frozen, in_force, make_parties

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def parties(db):
    """Made for each test, since one of them commits."""
    return make_parties(slug="eisenach")


def sentences(parties, label=LABEL):
    return [each.sentence for each in preview(parties.fresh(), label, DAY).obstacles]


def test_frozen_edition_says_all_that_stands_there(parties):
    reasons.give(parties.agreement, f"measure-{parties.measure.pk}", " Neu. ", parties.city)
    edition = Edition.objects.get(pk=frozen(parties).pk)
    agreement = parties.fresh()
    assert edition.document.tables == (
        goals.annex.build(agreement),
        milestones.annex.build(agreement),
    )
    assert [(party.name, party.long_name) for party in edition.document.parties] == [
        (agreement.municipality.name, agreement.municipality.long_name),
        (agreement.agency.name, agreement.agency.long_name),
    ]
    assert (edition.document.stamp, edition.number) == (f"{LABEL}, Stand 12.10.2015", 1)
    assert [(each.key, each.text) for each in edition.parsed.reasons] == [
        (f"measure-{parties.measure.pk}", "Neu.")
    ]
    assert (edition.label, edition.as_of, edition.author_name, edition.schema_version) == (
        LABEL,
        DAY,
        str(parties.city),
        SCHEMA,
    )
    assert edition.state == State.SIGNING


def test_digest_is_that_of_the_canonical_json(parties):
    edition = Edition.objects.get(pk=frozen(parties).pk)
    data = json.loads(edition.content)
    again = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert edition.content == again
    assert edition.sha256 == digest(again)
    assert edition.is_unaltered
    edition.content = edition.content.replace("Analyse", "Analysen")
    assert not edition.is_unaltered


def test_names_of_the_parties_stay_those_of_the_day(parties):
    edition = frozen(parties)
    name = parties.agreement.municipality.name
    parties.agreement.municipality.name = "Stadt mit neuem Namen"
    parties.agreement.municipality.save()
    stored = Edition.objects.get(pk=edition.pk)
    assert stored.document.parties[0].name == name
    assert stored.is_unaltered


def test_freezing_locks_the_wording_with_an_entry_in_the_history(parties):
    frozen(parties)
    agreement = parties.fresh()
    assert (agreement.phase, agreement.wording_is_open) == (Phase.SIGNING, False)
    row = agreement.history.first()
    assert (row.phase, row.history_change_reason) == (Phase.SIGNING, "Browser")


def test_print_is_kept_with_its_digest(parties):
    edition = frozen(parties)
    kept = EditionPrint.objects.get()
    assert (kept.edition, kept.sha256) == (edition, edition.print_sha256)
    assert printing.digest(kept.pdf) == kept.sha256


@pytest.mark.parametrize("who", ["city_editor", "agency_editor", "nobody", "superuser"])
def test_leitung_alone_freezes(parties, who):
    other = {"nobody": UserFactory, "superuser": lambda: UserFactory(superuser=True)}.get(who)
    person = other() if other else getattr(parties, who)
    with pytest.raises(PermissionDenied):
        freeze(parties.agreement, LABEL, person)
    assert not Edition.objects.exists()


def test_strangers_do_not_freeze(parties):
    for person in strangers().values():
        with pytest.raises(PermissionDenied):
            freeze(parties.agreement, LABEL, person)


def test_agency_freezes_as_well(parties):
    assert freeze(parties.agreement, LABEL, parties.agency).author_name == str(parties.agency)


def test_nothing_speaks_against_what_is_complete(parties):
    assert sentences(parties) == []


def test_empty_annexes_are_refused(parties):
    Goal.objects.all().delete()
    Milestone.objects.all().delete()
    assert sentences(parties) == ["Anlage 1 ist leer.", "Anlage 2 ist leer."]


def test_gaps_are_named_with_their_place(parties):
    goal = GoalFactory(agreement=parties.agreement, title="Beteiligung")
    MilestoneFactory(agreement=parties.agreement, title="Bilanz")
    Measure.objects.filter(pk=parties.measure.pk).update(text=" ")
    Objective.objects.create(goal=goal, text="")
    draft = preview(parties.fresh(), LABEL, DAY)
    assert [(each.sentence, each.key, each.can_be_confirmed) for each in draft.obstacles] == [
        (
            "Anlage 1, Ziel 1, 1. Maßnahme: Es fehlt der Wortlaut.",
            f"measure-{parties.measure.pk}",
            False,
        ),
        ("Anlage 1, Ziel 2 „Beteiligung“ hat keine Maßnahme.", f"goal-{goal.pk}", False),
        (
            "Anlage 1, Ziel 2: Die 1. Erläuterung ist leer.",
            f"objective-{goal.objectives.get().pk}",
            False,
        ),
        (
            "Anlage 2, Meilenstein „Bilanz“ hat keinen Abschnitt.",
            f"milestone-{Milestone.objects.get(title='Bilanz').pk}",
            False,
        ),
    ]
    with pytest.raises(Refused) as caught:
        frozen(parties)
    assert caught.value.reasons == tuple(each.sentence for each in draft.obstacles)
    assert not Edition.objects.exists()
    assert parties.fresh().phase == Phase.DRAFT


def test_time_frames_that_cannot_be_read_must_be_confirmed(parties):
    Measure.objects.update(timeframe_wording="bei Bedarf", starts_on=None, ends_on=None)
    Stage.objects.update(timeframe_wording="13/2016", starts_on=None, ends_on=None)
    with pytest.raises(Refused) as caught:
        frozen(parties)
    assert caught.value.reasons == (
        "Anlage 1, Ziel 1, 1. Maßnahme: Der Zeitrahmen „bei Bedarf“ ist nicht auswertbar.",
        f"Anlage 2, Meilenstein „{Milestone.objects.get().title}“, 1. Abschnitt: "
        "Der Zeitrahmen „13/2016“ ist nicht auswertbar.",
    )
    edition = freeze(parties.fresh(), LABEL, parties.city, confirmed=True)
    assert edition.state == State.SIGNING


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("  ", "Die Fassung braucht eine Bezeichnung, etwa „Fassung vom Oktober 2015“."),
        ("x" * 101, "Die Bezeichnung der Fassung hat mehr als 100 Zeichen."),
    ],
)
def test_label_is_needed(parties, label, sentence):
    assert sentences(parties, label) == [sentence]


def test_same_wording_and_label_are_not_frozen_twice(parties):
    in_force(parties)
    Agreement.objects.update(phase=Phase.CONTINUING)
    Stage.objects.update(status="done")  # working state
    assert sentences(parties) == [
        f"Eine Fassung mit der Bezeichnung „{LABEL}“ gibt es schon.",
        f"Der Wortlaut ist derselbe wie in der geltenden Fassung „{LABEL}“.",
    ]
    MeasureFactory(objective=parties.measure.objective)
    assert sentences(parties, "Zweite") == []
    assert frozen(parties, "Zweite").number == 2


@pytest.mark.parametrize("phase", [Phase.SIGNING, Phase.IN_FORCE, Phase.ENDED])
def test_what_is_locked_is_not_frozen(parties, phase):
    Agreement.objects.update(phase=phase)
    with pytest.raises(Refused) as caught:
        frozen(parties)
    assert caught.value.reasons == (
        f"Das ist in dieser Phase nicht möglich. Die Vereinbarung ist jetzt: {phase.label}.",
    )


def test_change_while_the_edition_is_printed_is_refused(parties, monkeypatch):
    def print_slowly(edition):
        Measure.objects.update(text="Inzwischen anders")
        return b"%PDF"

    monkeypatch.setattr(printing, "print_edition", print_slowly)
    with pytest.raises(Refused) as caught:
        frozen(parties)
    assert caught.value.reasons == (CHANGED,)
    assert not Edition.objects.exists()
    assert parties.fresh().phase == Phase.DRAFT


def test_other_wording_than_was_shown_is_not_frozen(parties):
    shown = preview(parties.fresh(), "", DAY).shown
    Stage.objects.update(status="done")  # no wording
    Measure.objects.update(text="Inzwischen anders")
    with pytest.raises(Refused) as caught:
        freeze(parties.agreement, LABEL, parties.city, shown=shown)
    assert caught.value.reasons == (NOT_AS_SEEN,)
    shown = preview(parties.fresh(), "", DAY).shown
    Stage.objects.update(status="open")
    assert freeze(parties.agreement, LABEL, parties.city, shown=shown).label == LABEL


@pytest.mark.django_db(transaction=True)
def test_edition_is_printed_before_anything_is_held(parties, monkeypatch):
    held = []
    monkeypatch.setattr(
        printing, "print_edition", lambda edition: held.append(connection.in_atomic_block) or b"x"
    )
    frozen(parties)
    assert held == [False]


def test_failure_half_way_freezes_nothing(parties, monkeypatch):
    monkeypatch.setattr(printing, "keep", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        frozen(parties)
    assert not Edition.objects.exists()
    assert parties.fresh().phase == Phase.DRAFT


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_preview_takes_nine_queries(parties, count):
    for _ in range(count - 1):
        MeasureFactory(objective=parties.measure.objective)
        StageFactory(milestone=parties.stage.milestone)
    agreement = parties.fresh()
    with CaptureQueriesContext(connection) as queries:
        preview(agreement, LABEL, DAY)
    assert len(queries) == 9


def test_lost_print_is_made_again_to_the_same_bytes(parties, real_print):
    edition = frozen(parties)
    first = bytes(EditionPrint.objects.get().pdf)
    with unguarded():
        raw(EditionPrint)._raw_delete("default")
    again = printing.kept_print(Edition.objects.get(pk=edition.pk))
    assert bytes(again.pdf) == first
    assert (first[:5], again.sha256) == (b"%PDF-", edition.print_sha256)


def test_print_that_was_damaged_is_made_again(parties, django_assert_num_queries):
    edition = frozen(parties)
    with django_assert_num_queries(1):
        printing.kept_print(edition)
    with unguarded():
        raw(EditionPrint).update(pdf=b"%PDF-kaputt")
    assert printing.digest(printing.kept_print(edition).pdf) == edition.print_sha256
