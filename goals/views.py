"""The page on which a measure is edited."""

from bildung.agreements.access import Act, agreements_of
from bildung.agreements.views import VersionedUpdateView

from .forms import MeasureForm
from .models import Measure


class MeasureEdit(VersionedUpdateView):
    form_class = MeasureForm
    template_name = "goals/measure_form.html"
    saved = "Die Maßnahme ist gespeichert."

    def get_queryset(self):
        return Measure.objects.filter(
            objective__goal__agreement__in=agreements_of(self.request.user, Act.EDIT_MEASURES)
        ).select_related(
            "objective__goal__agreement__municipality", "objective__goal__agreement__agency"
        )
