"""What the admin pages of all apps have in common.

A person sees in the history who changed what, never overwrites a newer state, and gets a message
where the database would refuse a record.
"""

from dataclasses import dataclass
from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import display_for_field, display_for_value, flatten_fieldsets
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpResponseRedirect
from django.utils.text import Truncator
from django.utils.timezone import localdate
from simple_history.admin import SimpleHistoryAdmin

from bildung.vocabulary.status import Status

from .fields import LinesField
from .folding import Dictionary
from .forms import VersionedFormMixin
from .last_ones import LastSuperuser
from .locking import WordingIsLocked
from .models import Agreement, LastLeading

LINES = {models.TextField: {"form_class": LinesField}}


def shortened(text: str) -> str:
    """Return the beginning of a text for a list."""
    return Truncator(text).chars(90, truncate=" …")


class FixedFieldsForm(forms.ModelForm):
    """Keeps the fields named in `fixed` as they were when the record was made.

    They are disabled, not left out: a constraint over a field that is left out is not checked.
    """

    fixed: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            for name in self.fixed:
                if name in self.fields:
                    self.fields[name].disabled = True


class VersionedAdminForm(VersionedFormMixin, FixedFieldsForm):
    """Shows in a refused form what is stored by now beside what was entered.

    Having seen both, a person may save again: the form then carries the newer version.
    """

    def clean(self):
        cleaned = super().clean()
        if self.current is not None:
            for name in self.changed_data:
                if name != "version":
                    self.add_error(name, f"Inzwischen gespeichert: {self._stored(name)}")
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(self.current.version)
        return cleaned

    def stale_message(self) -> str:
        message = super().stale_message()
        if self.current is None:
            return message
        return f"{message} Wenn Sie noch einmal sichern, gelten Ihre Eingaben."

    def _stored(self, name: str) -> str:
        field = self._meta.model._meta.get_field(name)
        if field.many_to_many:
            return ", ".join(map(str, getattr(self.current, name).all())) or "(leer)"
        if field.is_relation:
            return display_for_value(getattr(self.current, name), "(leer)")
        return display_for_field(getattr(self.current, name), field, "(leer)")


class GermanChangeList(ChangeList):
    """Sorts by a column of texts as a German dictionary does (folding.py), on each database."""

    def get_ordering_field(self, field_name):
        name = super().get_ordering_field(field_name)
        fields = {field.name: field for field in self.lookup_opts.concrete_fields}
        field = fields.get(name) if isinstance(name, str) else None
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        return Dictionary(name) if is_text else name


class GermanOrderMixin:
    def get_changelist(self, request, **kwargs):
        return GermanChangeList


class HistoryAdmin(GermanOrderMixin, SimpleHistoryAdmin):
    """Lists who changed what. An old state is read there, and brought back by editing.

    The package's form for reverting would write an old version number and so defeat the check for
    stale pages.
    """

    object_history_list_template = "agreements/admin_history.html"
    formfield_overrides = LINES

    def history_view(self, request, object_id, extra_context=None):
        try:
            return super().history_view(request, object_id, extra_context)
        except ValueError as error:  # no key can be read in the address
            raise Http404 from error

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        raise Http404

    def history_view_title(self, request, obj):
        return f"Geschichte: {_named(obj)}"

    def render_history_view(self, request, template, context, **kwargs):
        context["object"] = _named(context["object"])
        return super().render_history_view(request, template, context, **kwargs)

    def revert_disabled(self, request, obj=None):
        return True

    def save_model(self, request, obj, form, change):
        # A save that changes nothing would still write a history and make other pages stale.
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)


class TellingMixin:
    """Says so where a page would do what the model refuses by one of `refusals`; nothing is saved.

    The check is the model's, so its error comes from within any page. The names end in „Mixin“, for
    they stand before the class of pages they are about.
    """

    refusals: ClassVar[tuple[type[ValidationError], ...]]

    def changeform_view(self, request, *args, **kwargs):
        return self._or_told(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        return self._or_told(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request, *args, **kwargs):
        return self._or_told(super().changelist_view, request, *args, **kwargs)

    def _or_told(self, view, request, *args, **kwargs):
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except self.refusals as refusal:
            self.message_user(request, f"Nicht gespeichert: {refusal.message}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class LeadingKeptMixin(TellingMixin):
    """For pages that could take the last Leitung of an organisation away, or the last superuser."""

    refusals = (LastLeading, LastSuperuser)


class LockedInlineMixin:
    """Shows the records below one of a locked agreement, and changes none."""

    def has_add_permission(self, request, obj=None):
        return _is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return _is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return _is_open(obj) and super().has_delete_permission(request, obj)


class LockedMixin(TellingMixin):
    """Shows the wording of a locked agreement, and lets the working state be changed alone.

    What a page cannot know beforehand (to which agreement a new record will belong) the model
    refuses.
    """

    refusals = (WordingIsLocked,)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (_is_open(obj) or bool(getattr(obj, "working", ())))

    def has_delete_permission(self, request, obj=None):
        return _is_open(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if _is_open(obj):
            return fields
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        locked = [name for name in shown if name not in {"version", *obj.working, *fields}]
        return (*fields, *locked)


class StatusColumn:
    """A column with the status of each record as symbol and word."""

    @admin.display(description="Status", ordering="status")
    def status_sign(self, record):
        return Status(record.status).sign


class ScheduledColumns(StatusColumn):
    """Columns of records with a time frame and a status."""

    @admin.display(description="überfällig")
    def overdue(self, record):
        return "ja" if record.is_overdue(localdate()) else "nein"

    @admin.display(description="Lesart des Zeitrahmens")
    def timeframe_remark(self, record):
        return record.timeframe_remark or (record.timeframe and record.timeframe.describe())


class ReportAdmin(StatusColumn, HistoryAdmin):
    """Shows Sachstände, which nobody changes or takes back, in the admin neither."""

    fields = ("reported_on", "author_name", "author", "status", "text", "created_at")
    list_display = ("reported_on", "about", "status_sign", "short_text", "author_name")
    date_hierarchy = "reported_on"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="zu")
    def about(self, report):
        return shortened(str(getattr(report, report.about)))

    @admin.display(description="Sachstand", ordering="text")
    def short_text(self, report):
        return shortened(report.text)


class VersionedAdmin(HistoryAdmin):
    """For records that count their changes."""

    form = VersionedAdminForm
    exclude = ("version",)  # the model's field; the form has its own of this name

    def get_fields(self, request, obj=None):
        return _with_version(super().get_fields(request, obj))


class CheckedInlineFormSet(BaseInlineFormSet):
    """Checks the constraints that the parent takes part in, which Django leaves out in inlines.

    Two names swapped on one page are refused, as the database would refuse the first of the two.
    """

    def clean(self):
        super().clean()
        for form in self.forms:
            if form.has_changed() and not form.errors and not self._should_delete_form(form):
                try:
                    form.instance.validate_constraints()
                except ValidationError as error:
                    form.add_error(None, error)

    def get_unique_error_message(self, unique_check):
        names = [
            str(self.model._meta.get_field(name).verbose_name)
            for name in unique_check
            if name != self.fk.name
        ]
        return f"{' und '.join(names)}: Diese Angabe kommt doppelt vor."


class LinkedInline(InlineModelAdmin):
    """Records below another one, with a link to their own page."""

    formset = CheckedInlineFormSet
    extra = 0
    show_change_link = True
    formfield_overrides: ClassVar = {
        models.TextField: {"form_class": LinesField, "widget": AdminTextareaWidget({"rows": 3})}
    }


class LineInline(LinkedInline, admin.TabularInline):
    """Each record in a line of its own."""


class VersionedInline(LinkedInline, admin.StackedInline):
    """For records that count their changes; the few fields that are edited most."""

    form = VersionedAdminForm
    exclude = ("version",)

    def get_fields(self, request, obj=None):
        return _with_version(super().get_fields(request, obj))


@dataclass(frozen=True)
class _Gone:
    """Stands for a record that was deleted together with what it is named after."""

    pk: int
    label: str

    def __str__(self):
        return f"{self.label} {self.pk}"


def _named(record):
    try:
        str(record)
    except ObjectDoesNotExist:
        return _Gone(record.pk, record._meta.verbose_name)
    return record


def _is_open(record) -> bool:
    """Whether the wording around `record` may change; of none, and of a new one, it may."""
    if record is None or record._state.adding:
        return True
    try:
        agreement = record if isinstance(record, Agreement) else record.agreement
    except ObjectDoesNotExist:
        return True
    return agreement.wording_is_open


def _with_version(fields):
    return [*(name for name in fields if name != "version"), "version"]
