"""Admin pages of editions: to be looked at. What is signed nobody changes, superusers neither."""

from django.contrib import admin
from django.db import models

from bildung.agreements.administration import HistoryAdmin, VersionedAdmin, VersionedAdminForm

from .models import (
    Approval,
    Edition,
    EditionPrint,
    Ending,
    EntryIntoForce,
    PaperRecord,
    Reason,
    Scan,
)


class ReadOnlyMixin:
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """Let nobody look for the bytes of a file: what stands in an address is text."""
        files = {
            each.name for each in self.model._meta.fields if isinstance(each, models.BinaryField)
        }
        asked = lookup.split("__")[0]
        return asked not in files and super().lookup_allowed(lookup, value, request)


class ReadOnlyAdmin(ReadOnlyMixin, admin.ModelAdmin):
    pass


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    fields = (
        "agreement",
        "number",
        "label",
        "as_of",
        "state",
        "frozen_at",
        "author_name",
        "schema_version",
        "sha256",
        "print_sha256",
        "is_sound",
    )
    list_display = ("label", "number", "agreement", "as_of", "state")
    list_filter = ("agreement",)
    list_select_related = ("agreement__municipality", "agreement__agency")
    search_fields = ("label", "sha256", "agreement__slug", "agreement__municipality__name")

    def get_queryset(self, request):
        return super().get_queryset(request).with_state().light()

    @admin.display(description="Inhalt und Zustimmungen wie unterzeichnet", boolean=True)
    def is_sound(self, edition):
        return edition.is_unaltered and edition.approvals_fit

    @admin.display(description="Stand der Dinge")
    def state(self, edition):
        return f"{edition.state.symbol} {edition.state.label}"


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ("edition", "side", "decision", "name", "function", "at")
    list_filter = ("decision", "side")
    list_select_related = ("edition",)


@admin.register(EntryIntoForce)
class EntryIntoForceAdmin(ReadOnlyAdmin):
    list_display = ("edition", "approvals_sha256", "at")
    list_select_related = ("edition",)


@admin.register(EditionPrint)
class EditionPrintAdmin(ReadOnlyAdmin):
    exclude = ("pdf",)
    list_display = ("edition", "sha256", "made_at")
    list_select_related = ("edition",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("pdf")


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin):
    exclude = ("pdf",)
    list_display = ("file_name", "edition", "size", "user_name", "at", "withdrawn_at")
    list_select_related = ("edition",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("pdf")


@admin.register(Ending)
class EndingAdmin(ReadOnlyAdmin):
    list_display = ("agreement", "ended_on", "user_name")
    list_select_related = ("agreement__municipality", "agreement__agency")


class PaperRecordForm(VersionedAdminForm):
    fixed = ("edition",)


@admin.register(PaperRecord)
class PaperRecordAdmin(VersionedAdmin):
    form = PaperRecordForm
    fields = ("edition", "signed_on", "draft_number", "resolution_number", "link")
    list_display = ("edition", "signed_on", "draft_number", "resolution_number")
    list_select_related = ("edition",)
    search_fields = ("draft_number", "resolution_number", "edition__label")
    autocomplete_fields = ("edition",)


@admin.register(Reason)
class ReasonAdmin(ReadOnlyMixin, HistoryAdmin):
    list_display = ("key", "agreement", "author_name")
    list_filter = ("agreement",)
    list_select_related = ("agreement__municipality", "agreement__agency")
