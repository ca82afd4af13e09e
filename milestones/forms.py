"""The form of a stage: how it stands. The wording is contract and not edited here."""

from bildung.agreements.report_forms import ReportForm

from .models import Stage


class StageReportForm(ReportForm):
    class Meta:
        model = Stage
        fields = ("status",)
