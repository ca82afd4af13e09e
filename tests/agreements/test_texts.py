"""Texts are stored in one spelling, whatever way they come."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from bildung.agreements.models import FocusTopic
from bildung.agreements.origins import RESPELLED
from bildung.agreements.respelling import respelling_of
from bildung.agreements.texts import Line, Text
from bildung.agreements.writing import create_all, update_all
from goals.models import Goal, Measure, Step
from tests.factories import (
    AgreementFactory,
    EditionFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    OrganisationFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)

pytestmark = pytest.mark.dialect

RAW, CLEAN = "Ko\u0308lner Über\u00adgang", "Kölner Übergang"

# Not changed once they are written, or by nobody: what is signed, digests, keys, addresses.
OTHERS = {
    "agreements.Agreement.slug",
    "agreements.User.email",
    "agreements.User.password",
    "agreements.User.username",
    "editions.Approval.function",
    "editions.Approval.name",
    "editions.Approval.reason",
    "editions.Reason.key",
    "members.Invitation.email",
}
DIGEST = 64  # hexadecimal digits
SIGNED = ("Edition", "EditionPrint", "Scan", "Ending", "SentForm", "Act", "Author")


def test_no_text_field_is_forgotten():
    plain = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for label in ("agreements", "goals", "milestones", "editions", "members")
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith(("Historical", *SIGNED))
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, Line | Text)
        and not field.choices
        and field.max_length != DIGEST
    }
    assert plain == OTHERS


@pytest.mark.dialect
@pytest.mark.django_db
def test_text_is_cleaned_by_whatever_way_it_is_written():
    objective = ObjectiveFactory()
    saved = MeasureFactory(objective=objective, text=RAW)
    assert saved.text == CLEAN  # in the record at hand, too
    create_all([Measure(objective=objective, position=2, text=RAW)], "Test")
    saved.partners = RAW
    update_all([saved], {"partners"}, "Test")
    Measure.objects.filter(pk=saved.pk).update(contact=RAW)
    stored = list(Measure.objects.order_by("pk").values_list("text", "partners", "contact"))
    assert stored == [(CLEAN, CLEAN, CLEAN), (CLEAN, "", "")]
    told = Measure.history.values_list("text", flat=True)
    assert set(told) == {CLEAN}
    assert Measure.objects.filter(text=RAW).count() == 2


@pytest.mark.django_db
def test_names_and_other_texts_are_cleaned():
    assert UserFactory(last_name=RAW).last_name == CLEAN
    assert OrganisationFactory(name=RAW).name == CLEAN
    assert FocusTopic(name=RAW, agreement=AgreementFactory()).clean_fields() is None


def edit(client, measure, **data):
    url = reverse("goals:measure", args=[measure.pk])
    return client.post(url, {"version": measure.version, "text": "Text", **data})


@pytest.fixture
def measure():
    return MeasureFactory(text="Alt")


@pytest.fixture
def editor(client, measure):
    user = UserFactory()
    MembershipFactory(user=user, organisation=measure.agreement.municipality)
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_form_refuses_what_no_document_holds_and_keeps_it(editor, measure):
    answer = edit(editor, measure, text="Aufbau eines\x1b[31m Beirats")
    form = answer.context["form"]
    assert form.errors["text"] == [
        "Bitte löschen Sie nach „Aufbau eines“ das Zeichen U+001B: "
        "Es ist meist unsichtbar, und kein Dokument kann es festhalten."
    ]
    assert form["text"].value() == "Aufbau eines\x1b[31m Beirats"
    measure.refresh_from_db()
    assert measure.text == "Alt"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\u200b\u2060", "\u00ad", "\u3164", "\x01\x02", "\u202e \ufeff"])
def test_what_nobody_sees_is_no_text(editor, measure, text):
    answer = edit(editor, measure, text=text)
    form = answer.context["form"]
    assert form.errors["text"] == ["Dieses Feld ist zwingend erforderlich."]


@pytest.mark.django_db
def test_form_takes_the_spelling_and_the_same_in_another_is_no_change(editor, measure):
    assert edit(editor, measure, text=RAW, partners=RAW).status_code == 302
    measure.refresh_from_db()
    assert (measure.text, measure.partners) == (CLEAN, CLEAN)
    before = Measure.history.count()
    assert edit(editor, measure, text=RAW, partners=RAW).status_code == 302
    assert Measure.history.count() == before


def stored_raw(record, **texts):
    """Write texts past the field, as an earlier version of the software did."""
    table, columns = record._meta.db_table, ", ".join(f"{name} = %s" for name in texts)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {columns} WHERE id = %s", [*texts.values(), record.pk])


def respell(app, **options):
    """Do what the migrations do, with today's models: rows of the history have acts by now."""
    respelling_of(app, **options)(apps, SimpleNamespace(connection=connection))


@pytest.mark.dialect
@pytest.mark.django_db
def test_stored_texts_are_respelled_once_with_an_entry_in_the_history():
    measure, other, step = MeasureFactory(), MeasureFactory(), StepFactory()
    topic = FocusTopic.objects.create(agreement=measure.agreement, name="Thema")
    measure.topics.add(topic)
    stored_raw(measure, text=RAW)
    stored_raw(step, text=RAW)
    untouched = Measure.history.filter(id=other.pk).count()
    version, counted = (Measure.objects.get(pk=pk).version for pk in (measure.pk, step.measure_id))
    for _ in range(2):  # the second time there is nothing to do
        respell("goals", counted_with={"Step": "measure"})
    measure.refresh_from_db()
    assert (measure.text, measure.version) == (CLEAN, version + 1)
    assert Step.objects.get(pk=step.pk).text == CLEAN
    assert Measure.objects.get(pk=step.measure_id).version == counted + 1
    told = list(Measure.history.filter(history_change_reason=RESPELLED))
    assert [(row.id, row.text, row.version) for row in told] == [(measure.pk, CLEAN, version + 1)]
    assert [tag.focustopic_id for tag in told[0].topics.all()] == [topic.pk]
    assert Measure.history.filter(id=other.pk).count() == untouched


@pytest.mark.dialect
@pytest.mark.django_db
def test_names_are_respelled_and_two_of_one_spelling_get_a_number(caplog):
    user, unit = UserFactory(), OrganisationFactory(name=CLEAN)
    doubles = [OrganisationFactory(), OrganisationFactory(name=f"{CLEAN} (2)")]
    doubles += [OrganisationFactory()]
    stored_raw(user, last_name=RAW)
    for double, spelling in ((doubles[0], RAW), (doubles[2], RAW.replace("\u00ad", "\u200b"))):
        stored_raw(double, name=spelling, long_name=RAW)
    respell("agreements")
    for record in (user, unit, *doubles):
        record.refresh_from_db()
    assert (user.last_name, unit.name) == (CLEAN, CLEAN)
    assert [double.name for double in doubles] == [f"{CLEAN} ({n})" for n in (3, 2, 4)]
    assert [doubles[0].long_name, doubles[2].long_name] == [CLEAN, CLEAN]
    told = doubles[0].history.filter(history_change_reason=RESPELLED)
    assert [row.name for row in told] == [f"{CLEAN} (3)"]
    assert len(caplog.messages) == 2


@pytest.mark.dialect
@pytest.mark.django_db
def test_all_apps_are_respelled_and_editions_stay():
    edition, stage = EditionFactory(), StageFactory()
    content = edition.content
    stored_raw(stage, note=RAW)
    for app in ("agreements", "goals", "milestones", "editions"):
        respell(app)
    stage.refresh_from_db()
    edition.refresh_from_db()
    assert stage.note == CLEAN
    assert edition.content == content
    assert edition.is_unaltered


@pytest.mark.django_db
def test_wording_that_is_locked_stands_in_its_other_spelling():
    goal = GoalFactory()
    stored_raw(goal, title=RAW)
    goal = Goal.objects.get(pk=goal.pk)
    goal.agreement.phase = "in_force"
    goal.agreement.save()
    goal.save()  # nothing of the wording changes
    assert Goal.objects.get(pk=goal.pk).title == CLEAN
