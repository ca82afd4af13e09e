"""The agreement of Eisenach on its way: frozen, signed, carried on, given up, signed again."""

import pytest
from django.core.management import call_command

from bildung.agreements.management.commands.begin_history import begin_history
from bildung.agreements.models import Agreement, Party, Role
from bildung.editions import carry_on, snapshot
from bildung.editions.approve import approve
from bildung.editions.content import is_same_wording
from bildung.editions.freeze import freeze, preview
from bildung.editions.models import Edition, State
from goals.models import Goal, Measure
from milestones.models import Stage
from tests.factories import MembershipFactory

from .scene import DAY, LABEL

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    call_command("loaddata", "eisenach", verbosity=0)
    begin_history()
    return Agreement.objects.get()


@pytest.fixture
def leaders(agreement):
    return {
        side: MembershipFactory(organisation=agreement.party(side), role=Role.LEADING).user
        for side in Party
    }


def sign(edition, leaders):
    for side, leader in leaders.items():
        approve(edition, side, leader, "Kim Muster", "Leitung")


def test_what_speaks_against_freezing_it_can_be_confirmed(agreement):
    obstacles = preview(agreement, LABEL, DAY).obstacles
    assert [each.sentence for each in obstacles if not each.can_be_confirmed] == []


def test_eisenach_goes_its_way(agreement, leaders):
    city = leaders[Party.MUNICIPALITY]
    first = freeze(agreement, LABEL, city, confirmed=True, on=DAY)
    sign(first, leaders)
    content = Edition.objects.get(pk=first.pk).content
    before = snapshot.take(agreement)
    carry_on.begin(agreement, city)
    Goal.objects.first().delete()
    Stage.objects.first().leave()
    Measure.objects.last().move_to(Measure.objects.first().objective)
    carry_on.give_up(agreement, city)
    assert snapshot.take(agreement) == before
    now = preview(Agreement.objects.get(), "Heute", DAY).edition.document
    assert is_same_wording(now, first.document)
    carry_on.begin(agreement, city)
    measure = Measure.objects.first()
    measure.text = "Ein neuer Wortlaut"
    measure.save()
    second = freeze(agreement, "Fassung vom Mai 2017", city, confirmed=True, on=DAY)
    sign(second, leaders)
    assert Edition.objects.get(pk=first.pk).content == content
    assert (first.state, second.state) == (State.SUPERSEDED, State.IN_FORCE)
    assert "Wortlaut" in second.document.tables[0].words
