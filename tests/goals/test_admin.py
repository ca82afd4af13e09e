"""Admin pages of Anlage 1: order, time frames, what belongs to which agreement, stale pages."""

from datetime import date

import pytest

from goals.models import Goal, Measure, Objective
from tests.admin_pages import added, address, errors, send, shown
from tests.factories import (
    AgreementFactory,
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    ObjectiveFactory,
    StepFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SLIP = "9/2015-272016"
FOREIGN_UNIT = "Die Stelle gehört zu keiner der beiden Vertragsparteien."


@pytest.fixture
def person():
    return UserFactory(superuser=True)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def goals():
    agreement = AgreementFactory()
    return [GoalFactory(agreement=agreement) for _ in range(4)]


def numbers(goals):
    return [Goal.objects.get(pk=goal.pk).number for goal in goals]


def run_action(browser, name, goals):
    data = {"action": name, "_selected_action": [goal.pk for goal in goals]}
    page = browser.post(address(Goal, "changelist"), data, follow=True)
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize(
    ("action", "chosen", "expected", "messages"),
    [
        ("move_up", [2], [1, 3, 2, 4], ["1 Ziel verschoben."]),
        ("move_down", [0], [2, 1, 3, 4], ["1 Ziel verschoben."]),
        ("move_up", [1, 2], [3, 1, 2, 4], ["2 Ziele verschoben."]),
        ("move_down", [1, 2], [1, 3, 4, 2], ["2 Ziele verschoben."]),
        ("move_up", [0], [1, 2, 3, 4], ["Schon ganz oben: 1 Ziel."]),
        ("move_up", [0, 1], [1, 2, 3, 4], ["Schon ganz oben: 2 Ziele."]),
        ("move_down", [3, 2], [1, 2, 3, 4], ["Schon ganz unten: 2 Ziele."]),
        ("move_up", [0, 3], [1, 2, 4, 3], ["1 Ziel verschoben.", "Schon ganz oben: 1 Ziel."]),
    ],
)
def test_goals_are_moved_from_the_list(browser, goals, action, chosen, expected, messages):
    assert run_action(browser, action, [goals[place] for place in chosen]) == messages
    assert numbers(goals) == expected


def test_moving_names_the_person_in_the_history_of_both_goals(browser, person, goals):
    run_action(browser, "move_up", [goals[1]])
    rows = [[(row.number, row.history_user) for row in goal.history.all()] for goal in goals[:2]]
    assert rows == [[(2, person), (1, None)], [(1, person), (2, None)]]


def test_goals_of_other_agreements_do_not_move(browser, goals):
    other = GoalFactory()
    run_action(browser, "move_down", [goals[0], other])
    assert numbers([*goals, other]) == [2, 1, 3, 4, 1]


@pytest.mark.parametrize("number", [1, 0, -1, "9" * 30, "", "eins"])
def test_number_that_is_taken_or_none_is_refused(browser, goals, number):
    page = send(browser, address(goals[1]), number=number)
    assert page.status_code == 200
    assert len(errors(page)) == 1
    assert numbers(goals) == [1, 2, 3, 4]


def test_number_that_is_taken_is_refused_with_a_message(browser, goals):
    message = ["Diese Nummer hat schon ein anderes Ziel."]
    assert errors(send(browser, address(goals[1]), number=1)) == message
    data = {"agreement": goals[0].agreement.pk, "number": 1, "title": "Neu"}
    assert errors(send(browser, address(Goal, "add"), **data)) == message


@pytest.mark.parametrize("title", ["x" * 301, "N\x00UL", ""])
def test_title_that_cannot_be_stored_is_refused(browser, goals, title):
    assert len(errors(send(browser, address(goals[0]), title=title))) == 1


def test_very_long_text_is_stored_in_full(browser, goals):
    text = "Bildung für alle. " * 5000
    send(browser, address(goals[0]), **added("objectives", 0, text=text))
    assert goals[0].objectives.get().text == text.strip()


def test_lines_of_a_browser_are_stored_as_lines(browser, goals):
    text = "Leitbild:\r\n  Stadtrat\r\n  Planung"
    send(browser, address(goals[0]), **added("objectives", 0, text=text))
    assert goals[0].objectives.get().text == "Leitbild:\n  Stadtrat\n  Planung"


def test_goal_stays_in_its_agreement(browser, goals):
    send(browser, address(goals[0]), agreement=AgreementFactory().pk, title="Neu")
    stored = Goal.objects.get(pk=goals[0].pk)
    assert (stored.agreement, stored.title) == (goals[0].agreement, "Neu")


@pytest.mark.parametrize("factory", [GoalFactory, MeasureFactory])
def test_topic_of_another_agreement_is_refused(browser, factory):
    record, foreign = factory(), FocusTopicFactory()
    own = FocusTopicFactory(agreement=record.agreement)
    page = send(browser, address(record), topics=[own.pk, foreign.pk])
    assert errors(page) == [f"Gehört nicht zu dieser Vereinbarung: „{foreign.name}“"]
    assert send(browser, address(record), topics=[own.pk]).status_code == 302
    assert list(record.topics.all()) == [own]


def test_each_save_writes_one_history_row_with_the_person(browser, person):
    measure = MeasureFactory()
    send(browser, address(measure), partners="Volkshochschule")
    send(browser, address(measure), status="in_progress")
    send(browser, address(measure))  # nothing changed
    rows = [(row.history_user, row.partners, row.status) for row in measure.history.all()]
    assert rows == [
        (person, "Volkshochschule", "in_progress"),
        (person, "Volkshochschule", "open"),
        (None, "", "open"),
    ]


def test_history_of_a_measure_shows_words_and_dates(browser):
    measure = MeasureFactory()
    send(browser, address(measure), status="done", timeframe_wording="5-6/2016")
    page = browser.get(address(measure, "history")).content.decode()
    assert "1/2016-3/2016 → 5-6/2016" in page


def test_wording_sets_the_dates(browser):
    measure = MeasureFactory()
    page = send(browser, address(measure), timeframe_wording="Ab 10/2016 lfd.")
    assert page.status_code == 302
    measure.refresh_from_db()
    assert (measure.starts_on, measure.ends_on) == (date(2016, 10, 1), None)


def test_slip_is_refused_with_the_suggestion(browser):
    measure = MeasureFactory()
    page = send(browser, address(measure), timeframe_wording=SLIP)
    (message,) = errors(page)
    assert message.startswith("Gelesen wurde „272016“.")
    assert "Gemeint ist vielleicht „9/2015-2/2016“." in message
    assert message.endswith("tragen Sie bitte Beginn oder Ende daneben ein.")


def test_slip_is_kept_with_dates_entered_beside_it(browser):
    measure = MeasureFactory()
    dates = {"starts_on": "01.09.2015", "ends_on": "29.02.2016"}
    send(browser, address(measure), timeframe_wording=SLIP, **dates)
    measure.refresh_from_db()
    assert (measure.timeframe_wording, measure.timeframe.canonical()) == (SLIP, "9/2015–2/2016")
    page = browser.get(address(measure))
    assert dates.items() <= shown(page).items()
    assert "Gerechnet wird mit September 2015 bis Februar 2016" in page.content.decode()


def test_end_before_start_is_refused_and_the_page_still_shown(browser):
    measure = MeasureFactory()
    page = send(
        browser,
        address(measure),
        timeframe_wording="nach Absprache",
        starts_on="01.03.2016",
        ends_on="01.02.2016",
    )
    assert errors(page) == ["Das Ende liegt vor dem Beginn."]


@pytest.mark.parametrize("wording", ["13/2015", "10/2016-2/2016", "2/20166", "x" * 201, "1\x00"])
def test_wording_that_cannot_be_is_refused_in_the_inline_too(browser, wording):
    measure = MeasureFactory()
    field = {"measures-0-timeframe_wording": wording}
    page = send(browser, address(measure.objective), **field)
    assert page.status_code == 200
    assert len(errors(page)) == 1


def test_wording_that_cannot_be_read_is_accepted(browser):
    measure = MeasureFactory()
    field = {"measures-0-timeframe_wording": "nach Absprache"}
    assert send(browser, address(measure.objective), **field).status_code == 302
    measure.refresh_from_db()
    assert (measure.timeframe_wording, measure.timeframe) == ("nach Absprache", None)


def test_unit_of_a_stranger_cannot_lead(browser):
    measure, stranger = MeasureFactory(), UnitFactory()
    assert errors(send(browser, address(measure), lead_unit=stranger.pk)) == [FOREIGN_UNIT]
    data = {"objective": measure.objective.pk, "text": "Analyse", "lead_unit": stranger.pk}
    assert errors(send(browser, address(Measure, "add"), **data)) == [FOREIGN_UNIT]
    own = UnitFactory(organisation=measure.agreement.agency)
    assert send(browser, address(measure), lead_unit=own.pk).status_code == 302


def test_records_move_within_their_agreement_only(browser):
    measure, foreign = MeasureFactory(), ObjectiveFactory()
    sibling = ObjectiveFactory(goal=measure.objective.goal)
    assert len(errors(send(browser, address(measure), objective=foreign.pk))) == 1
    assert len(errors(send(browser, address(sibling), goal=foreign.goal.pk))) == 1
    assert send(browser, address(measure), objective=sibling.pk).status_code == 302
    assert Measure.objects.get(pk=measure.pk).objective == sibling


def test_stale_inline_record_is_refused_and_nothing_else_saved(browser):
    measure = MeasureFactory()
    url = address(measure.objective)
    mine = shown(browser.get(url))
    send(browser, address(measure), partners="Volkshochschule")  # somebody else
    page = browser.post(url, mine | {"text": "Neu", "measures-0-text": "Mein Text"})
    assert errors(page) == [
        "Maßnahme: Dieser Eintrag wurde inzwischen geändert. Ihre Eingaben sind noch nicht "
        "gespeichert, damit nichts überschrieben wird. Wenn Sie noch einmal sichern, gelten "
        "Ihre Eingaben.",
        f"Inzwischen gespeichert: {measure.text}",
    ]
    assert Objective.objects.get().text != "Neu"
    assert browser.post(url, shown(page)).status_code == 302
    measure.refresh_from_db()
    assert (measure.text, measure.partners) == ("Mein Text", "Volkshochschule")


@pytest.mark.parametrize("version", ["", "0", "9" * 30, "wort", "1\x00"])
def test_page_without_a_known_version_is_stale(browser, version):
    measure = MeasureFactory()
    page = send(browser, address(measure), text="Neu", version=version)
    assert any("inzwischen geändert" in message for message in errors(page))
    assert Measure.objects.get().text == measure.text


def test_steps_are_ticked_off_below_their_measure(browser, person):
    step = StepFactory()
    step.measure.refresh_from_db()
    shown = step.measure.version
    send(browser, address(step.measure), **{"steps-0-done": "on"})
    step.refresh_from_db()
    assert (step.done, step.history.first().history_user) == (True, person)
    step.measure.refresh_from_db()
    assert (step.measure.version, step.measure.history.count()) == (shown + 1, 1)
