"""The Synopse of editions and draft on its pages, and the reasons given for its changes."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.models import Party
from bildung.editions import reasons
from bildung.editions.approve import refuse
from bildung.editions.carry_on import begin, give_up
from bildung.editions.models import Reason
from tests.budget import MANY
from tests.factories import GoalFactory, MeasureFactory, ObjectiveFactory
from tests.scene import strangers

from .scene import frozen, in_force, sign
from .test_pages import post, text_of

pytestmark = pytest.mark.django_db

PAGE = "/vereinbarungen/eisenach/synopse/"


def save(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


@pytest.fixture
def carried_on(parties):
    """A Fortschreibung with five kinds of change; returns their keys by kind."""
    objective = parties.measure.objective
    removed, moved, retimed, staying = (
        MeasureFactory(objective=objective, timeframe_wording="2016") for _ in range(4)
    )
    in_force(parties)
    begin(parties.fresh(), parties.city)
    key_of_removed = f"measure-{removed.pk}"
    save(parties.measure, text=f"{parties.measure.text} gemeinsam")
    removed.delete()
    moved.move(1)
    moved.move(1)
    save(retimed, timeframe_wording="2017")
    goal = GoalFactory(agreement=parties.agreement, number=9, title="Ein neues Ziel")
    new = MeasureFactory(objective=ObjectiveFactory(goal=goal, text="Neu"), text="Neue Maßnahme")
    assert staying.pk
    return {
        "words": f"measure-{parties.measure.pk}",
        "removed": key_of_removed,
        "moved": f"measure-{moved.pk}",
        "timeframe": f"measure-{retimed.pk}",
        "goal": f"measure-{new.pk}",
    }


def changes(client, person, url=PAGE):
    client.force_login(person)
    found = client.get(url).context["page"].compared
    return {entry.key: entry.kind_words for each in found.synopses for entry in each.changes}


def test_synopsis_shows_exactly_the_five_changes(client, parties, carried_on):
    assert changes(client, parties.city_editor) == {
        carried_on["words"]: "geändert",
        carried_on["removed"]: "entfallen",
        carried_on["moved"]: "verschoben",
        carried_on["timeframe"]: "geändert",
        carried_on["goal"]: "neu",
    }


def test_synopsis_marks_words_by_element_and_word(client, parties, carried_on):
    page = text_of(client, parties.agency_editor, PAGE)
    assert "<ins>" in page
    assert "gemeinsam" in page
    assert "<strong>5</strong> Änderungen" in page


def test_whole_synopsis_shows_what_stayed_too(client, parties, carried_on):
    stage = parties.stage.purpose
    assert stage not in text_of(client, parties.city, PAGE)
    assert stage in text_of(client, parties.city, f"{PAGE}?alles=1")


def test_reason_is_written_beside_its_change_and_goes_into_the_edition(client, parties, carried_on):
    key = carried_on["words"]
    url = f"/vereinbarungen/eisenach/begruendungen/{key}/"
    assert f'href="{url}"' in text_of(client, parties.city_editor, PAGE)
    assert "gemeinsam" in text_of(client, parties.city_editor, url)
    answer = post(
        client, parties.city_editor, url, {"text": "Der Stadtrat wünschte es.", "shown": 0}
    )
    assert answer.url == f"{PAGE}#{key}"
    assert Reason.objects.get().history.get().history_user == parties.city_editor
    assert "Der Stadtrat wünschte es." in text_of(client, parties.agency, PAGE)
    edition = sign(parties, frozen(parties, "Fassung 2"))
    assert {each.key: each.text for each in edition.parsed.reasons} == {
        key: "Der Stadtrat wünschte es."
    }
    assert not Reason.objects.exists()
    page = text_of(client, parties.city, f"{PAGE}?von=1&bis=2")
    assert "Der Stadtrat wünschte es." in page
    assert "Begründen" not in page


def test_reason_that_somebody_else_wrote_meanwhile_is_shown_before_it_is_replaced(
    client, parties, carried_on
):
    url = f"/vereinbarungen/eisenach/begruendungen/{carried_on['words']}/"
    client.force_login(parties.city_editor)
    seen = client.get(url).context["shown"]
    post(client, parties.agency_editor, url, {"text": "Erste", "shown": seen})
    answer = post(client, parties.city_editor, url, {"text": "Zweite", "shown": seen}, status=409)
    page = answer.content.decode()
    assert f"{parties.agency_editor} hat inzwischen geschrieben: „Erste“" in page
    assert "Zweite</textarea>" in page
    assert Reason.objects.get().text == "Erste"
    post(client, parties.city_editor, url, {"text": "Zweite", "shown": answer.context["shown"]})
    assert Reason.objects.get().text == "Zweite"


def test_reasons_are_asked_for_between_the_edition_in_force_and_the_draft_alone(
    client, parties, carried_on
):
    sign(parties, frozen(parties, "Fassung 2"))
    begin(parties.fresh(), parties.city)
    save(parties.stage, purpose="Ein anderer Zweck")
    assert "Begründen" in text_of(client, parties.city, PAGE)
    assert "Begründen" not in text_of(client, parties.city, f"{PAGE}?von=1&bis=entwurf")
    url = f"/vereinbarungen/eisenach/begruendungen/{carried_on['words']}/"
    text_of(client, parties.city, url, status=404)


def test_refused_edition_leaves_neither_reasons_nor_a_broken_page(client, parties, carried_on):
    key = carried_on["words"]
    reasons.give(parties.fresh(), key, "Überholter Grund", parties.city)
    edition = frozen(parties, "Fassung 2")
    refuse(edition, Party.AGENCY, parties.agency, "Kim Muster", "Leitung", "Nein.")
    reasons.give(parties.fresh(), key, "", parties.city, Reason.objects.get().version)
    assert "Überholter Grund" not in text_of(client, parties.city, PAGE)
    assert "Überholter Grund" in text_of(client, parties.city, f"{PAGE}?von=1&bis=2")
    give_up(parties.fresh(), parties.city)
    page = text_of(client, parties.city, PAGE)
    assert "<strong>5</strong> Änderungen" in page  # of the refused one and the one in force
    assert client.get(f"{PAGE[:-1]}.json").status_code == 200


def test_reason_without_its_change_is_not_found(client, parties, carried_on):
    url = "/vereinbarungen/eisenach/begruendungen/"
    for key in (f"stage-{parties.stage.pk}", "measure-0", "x" * 300):
        text_of(client, parties.city_editor, f"{url}{key}/", status=404)
        post(client, parties.city_editor, f"{url}{key}/", {"text": "x"}, status=404)
    assert not Reason.objects.exists()


def test_before_the_first_edition_is_in_force_no_reason_is_asked_for(client, parties):
    edition = frozen(parties)
    refuse(edition, Party.AGENCY, parties.agency, "Kim Muster", "Leitung", "Nein.")
    save(parties.measure, text="Anders")
    assert "Begründen" not in text_of(client, parties.city, PAGE)
    url = f"/vereinbarungen/eisenach/begruendungen/measure-{parties.measure.pk}/"
    text_of(client, parties.city, url, status=404)


def test_without_two_to_compare_the_page_says_so(client, parties):
    assert "Es gibt noch nichts zu vergleichen" in text_of(client, parties.city, PAGE)
    text_of(client, parties.city, PAGE.replace("synopse/", "synopse.pdf"), status=404)
    in_force(parties)
    assert "Es gibt noch nichts zu vergleichen" in text_of(client, parties.city, PAGE)


def test_unknown_choice_shows_the_usual_comparison(client, parties, carried_on):
    usual = changes(client, parties.city)
    assert changes(client, parties.city, f"{PAGE}?von=77&bis=x") == usual
    backwards = changes(client, parties.city, f"{PAGE}?von=entwurf&bis=1")
    assert backwards[carried_on["removed"]] == "neu"


def test_json_is_the_table_of_the_changes(client, parties, carried_on):
    client.force_login(parties.city)
    data = json.loads(client.get(f"{PAGE[:-1]}.json").content)
    assert [len(table["rows"]) for table in data["tables"]] == [5, 1]


def test_csv_marks_what_changed_by_signs(client, parties, carried_on):
    client.force_login(parties.city)
    assert "{+" in client.get(f"{PAGE[:-1]}-anlage-1.csv").content.decode()


def test_to_strangers_there_is_no_synopsis(client, parties, carried_on):
    key = carried_on["words"]
    for person in strangers().values():
        for url in (PAGE, f"{PAGE[:-1]}.pdf", f"{PAGE[:-1]}.json"):
            text_of(client, person, url, status=404)
        text_of(client, person, f"/vereinbarungen/eisenach/begruendungen/{key}/", status=404)


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_synopsis_takes_as_many_queries_with_any_number_of_rows(client, parties, count):
    in_force(parties)
    begin(parties.fresh(), parties.city)
    for _ in range(count):
        MeasureFactory(objective=parties.measure.objective)
    client.force_login(parties.city)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200
    assert len(captured) == 14
