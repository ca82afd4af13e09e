"""Admin pages of people, organisations and agreements."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group

from .administration import (
    FixedFieldsForm,
    GermanOrderMixin,
    HistoryAdmin,
    LeadingKeptMixin,
    LineInline,
    LockedInlineMixin,
    LockedMixin,
    VersionedAdmin,
)
from .folding import Dictionary
from .last_ones import lock_people
from .models import Agreement, FocusTopic, Membership, Organisation, Unit, User
from .people import NewPersonForm, PasswordForm, PersonForm


class MembershipForm(FixedFieldsForm):
    """Another person, or another organisation, is another membership: the one ends, and is told."""

    fixed = ("organisation", "user")


class UserMembershipInline(LineInline):
    model = Membership
    form = MembershipForm
    autocomplete_fields = ("organisation",)


@admin.register(User)
class UserAdmin(LeadingKeptMixin, GermanOrderMixin, DjangoUserAdmin):
    list_display = ("email", "first_name", "last_name", "is_active", "is_superuser")
    list_display_links = ("email", "last_name")
    list_filter = ("is_active", "is_superuser", "organisations")
    search_fields = ("email", "first_name", "last_name", "username")
    ordering = ("email", "username")
    filter_horizontal = ()
    inlines = (UserMembershipInline,)
    form = PersonForm
    add_form = NewPersonForm
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name")}),
        ("Zugang", {"fields": ("is_active", "is_superuser")}),
        ("Technisch", {"fields": ("username", "last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name", "password1", "password2")}),
    )
    change_password_form = PasswordForm

    def save_model(self, request, obj, form, change):
        """Save the person behind the locks that their memberships, saved next, will need."""
        if change:
            lock_people([obj.pk])
        super().save_model(request, obj, form, change)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()  # as the rest, once there is a password

    def has_delete_permission(self, request, obj=None):
        """Nobody is deleted: every change keeps its author. Who has left is set inactive."""
        return False


# Rights are superusers' (platform.py) and members' (access.py); groups would be a third source.
admin.site.unregister(Group)


class UnitInline(LineInline):
    model = Unit
    fields = ("position", "name")


class MembershipInline(LineInline):
    model = Membership
    form = MembershipForm
    autocomplete_fields = ("user",)


@admin.register(Organisation)
class OrganisationAdmin(LeadingKeptMixin, HistoryAdmin):
    list_display = ("name", "long_name", "kind", "second_factor_required")
    list_filter = ("kind",)
    search_fields = ("name", "long_name")
    ordering = (Dictionary("name"), "name")
    inlines = (UnitInline, MembershipInline)


class UnitForm(FixedFieldsForm):
    fixed = ("organisation",)  # what the unit leads belongs to agreements of this organisation


@admin.register(Unit)
class UnitAdmin(HistoryAdmin):
    form = UnitForm
    fields = ("organisation", "name", "position")
    list_display = ("name", "organisation", "position")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__name")
    autocomplete_fields = ("organisation",)
    ordering = (Dictionary("organisation__name"), "position", "pk")


@admin.register(Membership)
class MembershipAdmin(LeadingKeptMixin, HistoryAdmin):
    form = MembershipForm
    fields = ("organisation", "user", "role")
    list_display = ("user", "organisation", "role")
    list_filter = ("role", "organisation")
    list_select_related = ("user", "organisation")
    search_fields = ("user__email", "user__last_name", "organisation__name")
    autocomplete_fields = ("organisation", "user")
    ordering = (Dictionary("organisation__name"), "user__email")


class FocusTopicInline(LockedInlineMixin, LineInline):
    model = FocusTopic
    fields = ("position", "name")


@admin.register(Agreement)
class AgreementAdmin(LockedMixin, VersionedAdmin):
    fields = ("title", "slug", "municipality", "agency", "phase")
    readonly_fields = ("phase",)  # see bildung/editions
    list_display = ("title", "municipality", "agency", "slug", "phase")
    list_filter = ("phase", "agency")
    list_select_related = ("municipality", "agency")
    search_fields = ("title", "slug", "municipality__name", "agency__name")
    autocomplete_fields = ("municipality", "agency")
    ordering = Agreement._meta.ordering
    inlines = (FocusTopicInline,)


class FocusTopicForm(FixedFieldsForm):
    fixed = ("agreement",)


@admin.register(FocusTopic)
class FocusTopicAdmin(LockedMixin, HistoryAdmin):
    form = FocusTopicForm
    fields = ("agreement", "name", "position")
    list_display = ("name", "agreement", "position")
    list_filter = ("agreement",)
    list_select_related = ("agreement__municipality", "agreement__agency")
    search_fields = ("name", "agreement__slug", "agreement__municipality__name")
    autocomplete_fields = ("agreement",)
    ordering = ("agreement__slug", "position", "pk")
