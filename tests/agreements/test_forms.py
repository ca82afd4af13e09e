"""The shared form pieces, apart from any page."""

from datetime import date

import pytest
from django.db import transaction

from bildung.agreements.forms import TimeframeFormMixin, VersionedFormMixin
from goals.models import Measure
from tests.factories import MeasureFactory, ObjectiveFactory

pytestmark = pytest.mark.dialect

SLIP = "9/2015-272016"


class TextForm(VersionedFormMixin):
    class Meta:
        model = Measure
        fields = ("text",)


class WordingForm(TimeframeFormMixin):
    class Meta:
        model = Measure
        fields = ("timeframe_wording",)


class DatesForm(TimeframeFormMixin):
    class Meta:
        model = Measure
        fields = ("timeframe_wording", "starts_on", "ends_on")


def stored(measure):
    return Measure.objects.get(pk=measure.pk)


def dates(measure):
    return measure.starts_on, measure.ends_on


@pytest.mark.django_db
def test_form_carries_the_version_of_its_record_hidden():
    measure = MeasureFactory()
    measure.save()
    form = TextForm(instance=measure)
    assert '<input type="hidden" name="version" value="2"' in str(form["version"])
    assert [field.name for field in form.visible_fields()] == ["text"]


@pytest.mark.django_db
def test_fresh_form_is_saved_and_the_version_goes_up():
    measure = MeasureFactory()
    form = TextForm({"text": "Neu", "version": "1"}, instance=measure)
    assert form.is_valid()
    form.save()
    assert (form.stale, form.current) == (False, None)
    assert (stored(measure).text, stored(measure).version) == ("Neu", 2)


@pytest.mark.django_db
def test_stale_form_holds_what_was_entered_and_what_is_stored():
    measure = MeasureFactory()
    other = stored(measure)
    other.text = "Von anderen"
    other.save()
    form = TextForm({"text": "Meins", "version": "1"}, instance=measure)
    assert not form.is_valid()
    assert (form.stale, form.current.text, form["text"].value()) == (True, "Von anderen", "Meins")
    assert form.errors.get_json_data() == {
        "__all__": [
            {
                "message": "Maßnahme: Dieser Eintrag wurde inzwischen geändert. Ihre Eingaben "
                "sind noch nicht gespeichert, damit nichts überschrieben wird.",
                "code": "stale",
            }
        ]
    }


@pytest.mark.django_db
def test_form_with_the_newer_version_is_accepted_after_all():
    measure = MeasureFactory()
    stored(measure).save()
    form = TextForm({"text": "Meins", "version": "2"}, instance=stored(measure))
    assert form.is_valid()


@pytest.mark.django_db
def test_form_of_a_deleted_record_is_stale_without_a_current_one():
    measure = MeasureFactory()
    stored(measure).delete()
    form = TextForm({"text": "Meins", "version": "1"}, instance=measure)
    assert not form.is_valid()
    assert (form.stale, form.current) == (True, None)
    assert form.non_field_errors() == [
        "Maßnahme: Dieser Eintrag wurde inzwischen gelöscht. Ihre Eingaben sind nicht gespeichert."
    ]


@pytest.mark.django_db
def test_form_of_a_new_record_has_no_version():
    form = TextForm({"text": "Neu", "version": ""}, instance=Measure(objective=ObjectiveFactory()))
    assert form.is_valid()
    assert form.save().version == 1


@pytest.mark.django_db
@pytest.mark.parametrize("version", [{}, {"version": ""}, {"version": "x"}, {"version": "7"}])
def test_form_without_a_known_version_is_stale(version):
    form = TextForm({"text": "Meins"} | version, instance=MeasureFactory())
    assert not form.is_valid()
    assert form.stale is True


@pytest.mark.django_db(transaction=True)
def test_form_outside_of_a_transaction_says_so_on_every_database():
    measure = MeasureFactory()
    form = TextForm({"text": "Neu", "version": "1"}, instance=measure)
    with pytest.raises(transaction.TransactionManagementError):
        form.is_valid()
    with transaction.atomic():
        assert TextForm({"text": "Neu", "version": "1"}, instance=measure).is_valid()


@pytest.mark.django_db
def test_dates_that_the_wording_says_are_not_shown_as_entered():
    form = DatesForm(instance=MeasureFactory(timeframe_wording="5-6/2016"))
    assert (form["starts_on"].value(), form["ends_on"].value()) == (None, None)


@pytest.mark.django_db
def test_dates_entered_beside_a_wording_are_shown():
    measure = MeasureFactory(timeframe_wording=SLIP, starts_on=date(2015, 9, 1))
    assert DatesForm(instance=measure)["starts_on"].value() == date(2015, 9, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("form_class", [WordingForm, DatesForm])
def test_slip_is_not_accepted_on_the_strength_of_the_former_dates(form_class):
    measure = MeasureFactory(timeframe_wording="5-6/2016")
    form = form_class({"timeframe_wording": SLIP}, instance=measure)
    assert list(form.errors) == ["timeframe_wording"]
    hint = "tragen Sie bitte Beginn oder Ende daneben ein."
    assert form.errors["timeframe_wording"][0].endswith(hint) is (form_class is DatesForm)


@pytest.mark.django_db
@pytest.mark.parametrize("form_class", [WordingForm, DatesForm])
def test_dates_of_a_former_wording_do_not_stay_beside_one_that_cannot_be_read(form_class):
    measure = MeasureFactory(timeframe_wording="5-6/2016")
    form = form_class({"timeframe_wording": "nach Absprache"}, instance=measure)
    form.save()
    assert dates(stored(measure)) == (None, None)


@pytest.mark.django_db
def test_dates_entered_by_hand_stay_while_the_wording_stays():
    measure = MeasureFactory(timeframe_wording=SLIP, starts_on=date(2015, 9, 1))
    form = WordingForm({"timeframe_wording": SLIP}, instance=measure)
    form.save()
    assert dates(stored(measure)) == (date(2015, 9, 1), None)


@pytest.mark.django_db
def test_dates_that_contradict_a_readable_wording_are_refused_when_entered():
    data = {"timeframe_wording": "5-6/2016", "starts_on": "01.01.1999", "ends_on": ""}
    form = DatesForm(data, instance=MeasureFactory())
    assert form.errors == {
        "starts_on": [
            "Der Zeitrahmen ist lesbar und bedeutet: Mai 2016 bis Juni 2016, 2 Monate. "
            "Lassen Sie Beginn und Ende bitte leer oder ändern Sie den Zeitrahmen."
        ]
    }


@pytest.mark.django_db
def test_dates_without_a_wording_are_refused():
    data = {"timeframe_wording": "", "starts_on": "01.05.2016", "ends_on": ""}
    form = DatesForm(data, instance=MeasureFactory())
    assert form.errors == {
        "timeframe_wording": [
            "Bitte geben Sie den Zeitrahmen auch in Worten an. So steht er in der Anlage."
        ]
    }


@pytest.mark.django_db
def test_dates_left_over_from_an_unreadable_wording_go_with_it():
    measure = MeasureFactory(timeframe_wording=SLIP, starts_on=date(2015, 9, 1))
    data = {"timeframe_wording": "5-6/2016", "starts_on": "01.09.2015", "ends_on": ""}
    DatesForm(data, instance=measure).save()
    assert dates(stored(measure)) == (date(2016, 5, 1), date(2016, 6, 30))


@pytest.mark.django_db
def test_date_that_is_none_is_refused_beside_the_wording():
    data = {"timeframe_wording": SLIP, "starts_on": "31.02.2016", "ends_on": ""}
    form = DatesForm(data, instance=MeasureFactory())
    assert set(form.errors) == {"starts_on", "timeframe_wording"}
