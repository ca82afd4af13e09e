"""Forms for members, invitations, new accounts and offices."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.core.exceptions import ValidationError

from bildung.agreements.fields import NamesMixin, OneLineField
from bildung.agreements.models import Organisation, Role, Unit, User

from . import inviting
from .models import Invitation

ROLE_HINT = (
    "Lesen: ansehen und drucken. Bearbeitung: außerdem pflegen und berichten. "
    "Leitung: außerdem Mitglieder und Organisationseinheiten verwalten."
)


class InvitationForm(forms.Form):
    """Checks whom a person invites. To be checked and acted on behind `locked_organisation`."""

    email = forms.EmailField(
        label="E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Rolle",
        choices=Role.choices,
        initial=Role.EDITING,
        help_text=ROLE_HINT,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, organisation: Organisation, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation, self.by = organisation, by

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if self.organisation.memberships.filter(user__email__iexact=email).exists():
            raise ValidationError("Wer diese Adresse hat, ist schon Mitglied.")
        invited = Invitation.objects.open().filter(organisation=self.organisation, email=email)
        if invited.exists():
            raise ValidationError(
                "Diese Adresse ist schon eingeladen. Sie können die Einladung erneut senden."
            )
        return email

    def clean(self):
        cleaned = super().clean()
        if not self.errors and inviting.has_invited_enough(self.by):
            raise ValidationError(inviting.TOO_MANY)
        return cleaned


class RoleForm(forms.Form):
    """The role chosen for a member, and the one that the page showed."""

    role = forms.ChoiceField(choices=Role.choices)
    was = forms.ChoiceField(choices=Role.choices)


class DemandForm(forms.Form):
    """Whether a second factor is demanded, and whether it was when the page was shown."""

    second_factor_required = forms.BooleanField(
        label="Von allen Mitgliedern einen zweiten Faktor verlangen", required=False
    )
    was = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, organisation: Organisation) -> "DemandForm":
        demanded = organisation.second_factor_required
        return cls(initial={"second_factor_required": demanded, "was": demanded})


class AccountForm(SetPasswordMixin, NamesMixin):
    """Name and password of somebody who was invited and has no account yet."""

    error_messages = {"password_mismatch": "Die beiden Passwörter sind nicht gleich."}

    password1, password2 = SetPasswordMixin.create_password_fields(
        "Passwort", "Passwort, noch einmal"
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password2"].help_text = ""

    def clean(self):
        cleaned = super().clean()
        self.validate_passwords()
        self.validate_password_for_user(self.person(), "password1")
        return cleaned

    def person(self) -> User:
        """Return the person as entered, not saved and without a password."""
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
        return User(email=self.email, **names)

    def person_with_password(self) -> User:
        return self.set_password_and_save(self.person(), commit=False)


class UnitForm(forms.ModelForm):
    """The name of an office, and the one that the page showed.

    To be checked and saved behind `locked_organisation`.
    """

    name = OneLineField(label="Name", max_length=200)
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Unit
        fields = ("name",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["was"] = self.instance.name
        self.stale = False

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = self.instance.organisation.units.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError("Diese Organisationseinheit gibt es schon.")
        return name

    def clean(self):
        cleaned = super().clean()
        stored = self.initial["was"]
        if self.instance.pk and cleaned.get("was") != stored:
            self.stale = True
            raise ValidationError(
                f"Dieser Name wurde inzwischen geändert. Gespeichert ist: „{stored}“. "
                "Wenn Sie noch einmal speichern, gilt Ihre Eingabe."
            )
        return cleaned
