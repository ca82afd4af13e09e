"""The pages on which a measure is edited and reported on."""

from bildung.agreements.access import Act, agreements_of
from bildung.agreements.report_views import ReportView
from bildung.agreements.views import VersionedUpdateView

from .forms import MeasureForm, MeasureReportForm
from .models import Measure


class MeasureEdit(VersionedUpdateView):
    form_class = MeasureForm
    template_name = "goals/measure_form.html"
    saved = "Die Maßnahme ist gespeichert."

    def get_queryset(self):
        return Measure.objects.filter(
            objective__goal__agreement__in=agreements_of(self.request.user, Act.EDIT_ANNEX_1)
        ).select_related(
            "objective__goal__agreement__municipality", "objective__goal__agreement__agency"
        )


class MeasureReports(ReportView):
    model = Measure
    act = Act.REPORT_ON_MEASURES
    note_act = Act.NOTE_ON_MEASURES
    agreement_path = "objective__goal__agreement"
    form_class = MeasureReportForm
    template_name = "goals/measure_reports.html"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("steps")
