"""Forms and labels of the admin pages of people, where Django 5.2 has no German words."""

from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)

from .models import User


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "Damit meldet sich die Person an."
        self.fields["username"].label = "Technischer Name"
        self.fields["username"].help_text = "Für die Befehle der Administration."
        self.fields["is_superuser"].label = "Administration der Plattform"
        self.fields["is_superuser"].help_text = "Darf alles in der Verwaltung, und nur dort."


class NewPersonForm(UserCreationForm):
    """Makes a person by the address to log in with; the technical name follows from it."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class PasswordForm(AdminPasswordChangeForm):
    """Sets a new password; does not offer to do without one, since there is no other login."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True
