"""Admin pages of Anlage 1: goals, explanations, measures, steps."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist

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
from bildung.agreements.folding import Dictionary
from bildung.agreements.forms import TimeframeFormMixin
from bildung.agreements.models import FocusTopic, Unit
from bildung.vocabulary.priority import Priority

from .models import Goal, Measure, MeasureReport, Objective, Step

PARTIES_OF_GOAL = ("goal__agreement__municipality", "goal__agreement__agency")
PARTIES_OF_OBJECTIVE = tuple(f"objective__{path}" for path in PARTIES_OF_GOAL)


class TopicsForm(VersionedAdminForm):
    """Tags a goal or measure with topics of its own agreement only."""

    def clean(self):
        cleaned = super().clean()
        topics = self.cleaned_data.get("topics")
        if topics is not None and (agreement := self.chosen_agreement()) is not None:
            foreign = [topic.name for topic in topics if topic.agreement_id != agreement.pk]
            if foreign:
                names = ", ".join(f"„{name}“" for name in foreign)
                self.add_error("topics", f"Gehört nicht zu dieser Vereinbarung: {names}")
        return cleaned

    def chosen_agreement(self):
        """Return the agreement the record will belong to; None while that is not known."""
        return self.cleaned_data.get("agreement")


class ObjectiveInline(LockedInlineMixin, VersionedInline):
    model = Objective
    fields = ("position", "text")


class GoalForm(TopicsForm):
    fixed = ("agreement",)


@admin.register(Goal)
class GoalAdmin(LockedMixin, VersionedAdmin):
    form = GoalForm
    fields = ("agreement", "number", "priority", "title", "topics")
    list_display = ("number", "title", "priority_signs", "agreement")
    list_display_links = ("number", "title")
    list_filter = ("agreement", "priority", "topics")
    list_select_related = ("agreement__municipality", "agreement__agency")
    search_fields = ("title", "agreement__slug", "agreement__municipality__name")
    autocomplete_fields = ("agreement",)
    filter_horizontal = ("topics",)
    ordering = ("agreement__slug", "number")
    inlines = (ObjectiveInline,)
    actions = ("move_up", "move_down")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return _with_topics_labelled(super().formfield_for_manytomany(db_field, request, **kwargs))

    @admin.display(description="Priorität", ordering="priority")
    def priority_signs(self, goal):
        priority = Priority(goal.priority)
        return f"{priority.symbol} {priority.label}"

    @admin.action(description="Eine Stelle nach oben", permissions=["change"])
    def move_up(self, request, queryset):
        self._move(request, queryset.order_by("agreement", "number"), -1)

    @admin.action(description="Eine Stelle nach unten", permissions=["change"])
    def move_down(self, request, queryset):
        self._move(request, queryset.order_by("agreement", "-number"), 1)

    def _move(self, request, goals, step):
        # Those that already stand at the end stay there, in their order, and block the ones behind.
        blocked = set()
        moved = 0
        for goal in list(goals):
            neighbour = goal.neighbour(step)
            if neighbour is None or neighbour.pk in blocked:
                blocked.add(goal.pk)
            else:
                moved += goal.move(step)
        if moved:
            self.message_user(request, f"{_count(moved)} verschoben.", messages.SUCCESS)
        if blocked:
            end = "oben" if step < 0 else "unten"
            self.message_user(
                request, f"Schon ganz {end}: {_count(len(blocked))}.", messages.WARNING
            )


class MeasureInlineForm(VersionedAdminForm, TimeframeFormMixin):
    pass


class MeasureInline(LockedInlineMixin, VersionedInline):
    model = Measure
    form = MeasureInlineForm
    fields = ("position", "text", "timeframe_wording", "status")


class ObjectiveForm(VersionedAdminForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "goal" in self.fields:
            goals = Goal.objects.select_related("agreement__municipality", "agreement__agency")
            _offer(self, "goal", goals, "agreement")


@admin.register(Objective)
class ObjectiveAdmin(LockedMixin, VersionedAdmin):
    form = ObjectiveForm
    fields = ("goal", "text", "position")
    list_display = ("short_text", "goal", "agreement")
    list_filter = ("goal__agreement",)
    list_select_related = PARTIES_OF_GOAL
    search_fields = ("text", "goal__title", "goal__agreement__slug")
    ordering = ("goal__agreement__slug", "goal__number", "position", "pk")
    inlines = (MeasureInline,)

    @admin.display(description="Erläuterung", ordering="text")
    def short_text(self, objective):
        return shortened(str(objective))

    @admin.display(description="Zielvereinbarung", ordering="goal__agreement__slug")
    def agreement(self, objective):
        return objective.goal.agreement


class MeasureForm(TopicsForm, TimeframeFormMixin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "objective" in self.fields:
            objectives = Objective.objects.select_related(*PARTIES_OF_GOAL)
            _offer(self, "objective", objectives, "goal__agreement")
        if "lead_unit" in self.fields:
            field = self.fields["lead_unit"]
            field.queryset = Unit.objects.select_related("organisation").order_by(
                Dictionary("organisation__name"), "position", "pk"
            )
            field.label_from_instance = lambda unit: f"{unit.organisation}: {unit}"

    def chosen_agreement(self):
        objective = self.cleaned_data.get("objective")
        return objective and objective.goal.agreement


class StepInline(LockedInlineMixin, LineInline):
    model = Step
    fields = ("position", "text", "done")


@admin.register(Measure)
class MeasureAdmin(LockedMixin, ScheduledColumns, VersionedAdmin):
    form = MeasureForm
    fields = (
        "objective",
        "text",
        "timeframe_wording",
        ("starts_on", "ends_on"),
        "timeframe_remark",
        "status",
        "lead_unit",
        "partners",
        "contact",
        "topics",
        "position",
    )
    readonly_fields = ("timeframe_remark",)
    list_display = (
        "short_text",
        "timeframe_wording",
        "starts_on",
        "ends_on",
        "status_sign",
        "overdue",
        "lead_unit",
        "goal",
        "agreement",
    )
    list_filter = ("objective__goal__agreement", "status", "lead_unit", "topics")
    list_select_related = ("lead_unit", *PARTIES_OF_OBJECTIVE)
    search_fields = ("text", "partners", "contact", "steps__text", "lead_unit__name")
    filter_horizontal = ("topics",)
    date_hierarchy = "ends_on"
    ordering = (
        "objective__goal__agreement__slug",
        "objective__goal__number",
        "objective__position",
        "objective__pk",
        "position",
        "pk",
    )
    inlines = (StepInline,)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return _with_topics_labelled(super().formfield_for_manytomany(db_field, request, **kwargs))

    @admin.display(description="Maßnahme", ordering="text")
    def short_text(self, measure):
        return shortened(measure.text)

    @admin.display(description="Ziel", ordering="objective__goal__number")
    def goal(self, measure):
        return measure.objective.goal.number

    @admin.display(description="Zielvereinbarung", ordering="objective__goal__agreement__slug")
    def agreement(self, measure):
        return measure.agreement


class StepForm(FixedFieldsForm):
    fixed = ("measure",)


@admin.register(Step)
class StepAdmin(LockedMixin, HistoryAdmin):
    form = StepForm
    fields = ("measure", "text", "done", "position")
    list_display = ("text", "done", "measure_text")
    list_filter = ("done", "measure__objective__goal__agreement")
    list_select_related = ("measure",)
    search_fields = ("text", "measure__text")
    autocomplete_fields = ("measure",)
    ordering = ("measure", "position", "pk")

    @admin.display(description="Maßnahme", ordering="measure__text")
    def measure_text(self, step):
        return shortened(step.measure.text)


@admin.register(MeasureReport)
class MeasureReportAdmin(ReportAdmin):
    fields = ("measure", *ReportAdmin.fields)
    list_filter = ("status", "measure__objective__goal__agreement")
    search_fields = ("text", "author_name", "measure__text")
    list_select_related = ("measure",)


def _offer(form: forms.ModelForm, name: str, records, agreement: str) -> None:
    """Let `form` choose among `records`, named with their agreement; later within it only."""
    field = form.fields[name]
    if not form.instance._state.adding:
        try:
            records = records.filter(**{agreement: form.instance.agreement})
        except ObjectDoesNotExist:
            records = records.none()
    field.queryset = records
    field.label_from_instance = lambda record: f"{record.agreement}: {shortened(str(record))}"


def _with_topics_labelled(field):
    field.queryset = FocusTopic.objects.select_related(
        "agreement__municipality", "agreement__agency"
    ).order_by("agreement__slug", "position", "pk")
    field.label_from_instance = lambda topic: f"{topic.agreement}: {topic}"
    return field


def _count(number: int) -> str:
    return "1 Ziel" if number == 1 else f"{number} Ziele"
