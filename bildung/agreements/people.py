"""Forms and labels of the admin pages of people, where Django 5.2 has no German words."""

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.models import Permission

VERBS = {"view": "ansehen", "add": "hinzufügen", "change": "ändern", "delete": "löschen"}
APPS = ("agreements", "goals", "milestones")


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """Says whether there is a password. How it is stored is of no use to whoever reads this."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        usable = bool(value) and not value.startswith("!")
        label = "Ein Passwort ist gesetzt." if usable else "Es ist kein Passwort gesetzt."
        return context | {"summary": [{"label": label}], "button_label": "Passwort neu setzen"}


class PersonForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label="Passwort",
        widget=PasswordWidget,
        help_text="Gespeichert ist nur ein Prüfwert; das Passwort selbst kann niemand lesen.",
    )


class PasswordForm(AdminPasswordChangeForm):
    """Sets a new password; does not offer to do without one, since there is no other login."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


def with_german_permissions(field: forms.ModelMultipleChoiceField):
    """Let `field` offer the permissions over this project's records, named in German."""
    field.queryset = (
        Permission.objects.filter(content_type__app_label__in=APPS)
        .exclude(content_type__model__startswith="historical")
        .select_related("content_type")
    )
    field.label_from_instance = _permission
    return field


def _permission(permission: Permission) -> str:
    verb, _, name = permission.codename.partition("_")
    model = permission.content_type.model_class()
    label = model._meta.verbose_name_plural if model else name
    return f"{label} {VERBS.get(verb, verb)}"
