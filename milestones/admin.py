"""Admin pages of Anlage 2: milestones, stages, duties."""

from django.contrib import admin

from bildung.agreements.administration import (
    FixedFieldsForm,
    HistoryAdmin,
    LineInline,
    LockedInlineMixin,
    LockedMixin,
    ReportAdmin,
    ScheduledColumns,
    VersionedAdmin,
    VersionedAdminForm,
    VersionedInline,
    shortened,
)
from bildung.agreements.forms import TimeframeFormMixin

from .models import Duty, Milestone, Stage, StageReport

PARTIES = ("milestone__agreement__municipality", "milestone__agreement__agency")


class StageInlineForm(VersionedAdminForm, TimeframeFormMixin):
    pass


class StageInline(LockedInlineMixin, VersionedInline):
    model = Stage
    form = StageInlineForm
    fields = ("position", "purpose", "timeframe_wording", "status")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("milestone")


class MilestoneForm(VersionedAdminForm):
    fixed = ("agreement",)


@admin.register(Milestone)
class MilestoneAdmin(LockedMixin, VersionedAdmin):
    form = MilestoneForm
    fields = ("agreement", "title", "position")
    list_display = ("title", "position", "agreement")
    list_filter = ("agreement",)
    list_select_related = ("agreement__municipality", "agreement__agency")
    search_fields = ("title", "agreement__slug", "agreement__municipality__name")
    autocomplete_fields = ("agreement",)
    ordering = ("agreement__slug", "position", "pk")
    inlines = (StageInline,)


class StageForm(VersionedAdminForm, TimeframeFormMixin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "milestone" in self.fields:
            milestones = Milestone.objects.select_related(
                "agreement__municipality", "agreement__agency"
            )
            if not self.instance._state.adding:
                milestones = milestones.filter(agreement=self.instance.agreement)
            field = self.fields["milestone"]
            field.queryset = milestones
            field.label_from_instance = lambda milestone: f"{milestone.agreement}: {milestone}"


class DutyInline(LockedInlineMixin, LineInline):
    model = Duty
    fields = ("party", "position", "text")


@admin.register(Stage)
class StageAdmin(LockedMixin, ScheduledColumns, VersionedAdmin):
    form = StageForm
    fields = (
        "milestone",
        "purpose",
        "timeframe_wording",
        ("starts_on", "ends_on"),
        "timeframe_remark",
        "status",
        "note",
        "position",
    )
    readonly_fields = ("timeframe_remark",)
    list_display = (
        "milestone",
        "short_purpose",
        "timeframe_wording",
        "starts_on",
        "ends_on",
        "status_sign",
        "overdue",
        "agreement",
    )
    list_display_links = ("milestone", "short_purpose")
    list_filter = ("milestone__agreement", "status")
    list_select_related = PARTIES
    search_fields = ("milestone__title", "purpose", "note", "duties__text")
    date_hierarchy = "ends_on"
    ordering = (
        "milestone__agreement__slug",
        "milestone__position",
        "milestone__pk",
        "position",
        "pk",
    )
    inlines = (DutyInline,)

    @admin.display(description="Zweck", ordering="purpose", empty_value="–")
    def short_purpose(self, stage):
        return shortened(stage.purpose) or None

    @admin.display(description="Zielvereinbarung", ordering="milestone__agreement__slug")
    def agreement(self, stage):
        return stage.agreement


class DutyForm(FixedFieldsForm):
    fixed = ("stage",)


@admin.register(Duty)
class DutyAdmin(LockedMixin, HistoryAdmin):
    form = DutyForm
    fields = ("stage", "party", "text", "position")
    list_display = ("short_text", "party", "milestone")
    list_filter = ("party", "stage__milestone__agreement")
    list_select_related = ("stage__milestone",)
    search_fields = ("text", "stage__milestone__title")
    autocomplete_fields = ("stage",)
    ordering = ("stage__milestone", "stage__position", "stage", "position", "pk")

    @admin.display(description="Verantwortung", ordering="text")
    def short_text(self, duty):
        return shortened(duty.text)

    @admin.display(description="Meilenstein", ordering="stage__milestone__title")
    def milestone(self, duty):
        return duty.stage.milestone


@admin.register(StageReport)
class StageReportAdmin(ReportAdmin):
    fields = ("stage", *ReportAdmin.fields)
    list_filter = ("status", "stage__milestone__agreement")
    search_fields = ("text", "author_name", "stage__milestone__title")
    list_select_related = ("stage__milestone",)
