"""The pages on which Anlage 1 is written, and a measure reported on."""

from django.db.models import Max

from bildung.agreements.access import Right, allowing, rights_of
from bildung.agreements.editing import (
    Below,
    OfAgreement,
    RecordAdd,
    RecordDelete,
    RecordEdit,
    RecordMove,
)
from bildung.agreements.report_views import ReportView

from .forms import GoalForm, MeasureForm, MeasureReportForm, ObjectiveForm, PersonsForm
from .models import Goal, Measure, MeasureReport, Objective, Step


class OfGoals(OfAgreement):
    model = Goal
    right = Right.EDIT_ANNEX_1
    agreement_path = "agreement"
    subject = "Das Ziel"


class GoalAdd(OfGoals, RecordAdd):
    form_class = GoalForm

    def get_object(self, queryset=None):
        goal = super().get_object(queryset)
        last = goal.agreement.goals.aggregate(last=Max("number"))["last"]
        goal.number = (last or 0) + 1
        return goal


class GoalEdit(OfGoals, RecordEdit):
    form_class = GoalForm


class GoalMove(OfGoals, RecordMove):
    pass


class GoalDelete(OfGoals, RecordDelete):
    kind = "ziel"
    below = (
        Below(Objective, "goal", "Erläuterung", "Erläuterungen"),
        Below(Measure, "objective__goal", "Maßnahme", "Maßnahmen"),
        Below(Step, "measure__objective__goal", "Teilschritt", "Teilschritte"),
        Below(MeasureReport, "measure__objective__goal", "Sachstand", "Sachstände"),
    )


class OfObjectives(OfAgreement):
    model = Objective
    right = Right.EDIT_ANNEX_1
    agreement_path = "goal__agreement"
    subject = "Die Erläuterung"


class ObjectiveAdd(OfObjectives, RecordAdd):
    form_class = ObjectiveForm
    template_name = "goals/objective_form.html"


class ObjectiveEdit(OfObjectives, RecordEdit):
    form_class = ObjectiveForm
    template_name = "goals/objective_form.html"


class ObjectiveMove(OfObjectives, RecordMove):
    def parents(self):
        return Goal.objects.filter(agreement=self.object.agreement).order_by("number")


class ObjectiveDelete(OfObjectives, RecordDelete):
    kind = "erlaeuterung"
    below = (
        Below(Measure, "objective", "Maßnahme", "Maßnahmen"),
        Below(Step, "measure__objective", "Teilschritt", "Teilschritte"),
        Below(MeasureReport, "measure__objective", "Sachstand", "Sachstände"),
    )


class OfMeasures(OfAgreement):
    model = Measure
    right = Right.EDIT_ANNEX_1
    agreement_path = "objective__goal__agreement"
    subject = "Die Maßnahme"


class MeasureAdd(OfMeasures, RecordAdd):
    form_class = MeasureForm
    template_name = "goals/measure_form.html"


class MeasureEdit(OfMeasures, RecordEdit):
    """All of a measure; while its wording is locked, who is in charge of it."""

    right = Right.EDIT_PERSONS
    template_name = "goals/measure_form.html"

    def allowed(self, path=""):
        # In a template nobody is in charge of anything; its wording is edited all the same.
        wording = allowing(self.request.user, Right.EDIT_ANNEX_1, path, with_templates=True)
        return super().allowed(path) | wording

    def get_form_class(self):
        if Right.EDIT_ANNEX_1 in rights_of(self.request.user, self.object.agreement):
            return MeasureForm
        return PersonsForm


class MeasureMove(OfMeasures, RecordMove):
    def parents(self):
        return (
            Objective.objects.filter(goal__agreement=self.object.agreement)
            .select_related("goal")
            .order_by("goal__number", "position", "pk")
        )


class MeasureDelete(OfMeasures, RecordDelete):
    kind = "massnahme"
    below = (
        Below(Step, "measure", "Teilschritt", "Teilschritte"),
        Below(MeasureReport, "measure", "Sachstand", "Sachstände"),
    )


class MeasureReports(ReportView):
    model = Measure
    right = Right.REPORT_ON_MEASURES
    note_right = Right.NOTE_ON_MEASURES
    agreement_path = "objective__goal__agreement"
    form_class = MeasureReportForm
    template_name = "goals/measure_reports.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("steps")
