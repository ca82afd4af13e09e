"""allauth's forms in plain German words, without placeholders, which vanish while one types."""

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import encrypt
from allauth.mfa.webauthn.forms import EditWebAuthnForm
from django.contrib.auth.password_validation import password_validators_help_text_html

from bildung.agreements.fields import NamesMixin

from . import passkeys
from .addresses import NOBODY


class Worded:
    """Gives the fields the names in `labels`."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
        if "password1" in self.fields:
            self.fields["password1"].help_text = password_validators_help_text_html()


class NameForm(NamesMixin):
    """What everybody may call themselves."""


class LoginForm(Worded, account.LoginForm):
    labels = {"login": "E-Mail-Adresse", "password": "Passwort"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocomplete": "username"}


class ResetForm(Worded, account.ResetPasswordForm):
    """Finds NOBODY where there is no such account, so that all goes on as if there were one."""

    labels = {"email": "E-Mail-Adresse"}

    def clean_email(self):
        email = super().clean_email()
        self.users = self.users or [NOBODY]
        return email


class ResetKeyForm(Worded, account.ResetPasswordKeyForm):
    labels = {"password1": "Neues Passwort", "password2": "Neues Passwort, noch einmal"}


class PasswordForm(Worded, account.ChangePasswordForm):
    labels = ResetKeyForm.labels | {"oldpassword": "Bisheriges Passwort"}


class FirstPasswordForm(Worded, account.SetPasswordForm):
    labels = ResetKeyForm.labels


class EmailForm(Worded, account.AddEmailForm):
    labels = {"email": "Neue E-Mail-Adresse"}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    labels = {"password": "Passwort"}


class CodeForm(Worded, mfa.AuthenticateForm):
    labels = {"code": "Code"}
    hints = {"code": "Sechs Ziffern aus Ihrer Authentifizierungs-App, oder ein Ersatzcode."}


class CodeAgainForm(Worded, mfa.ReauthenticateForm):
    labels, hints = CodeForm.labels, CodeForm.hints


class AppForm(Worded, ActivateTOTPForm):
    labels = {"code": "Code aus der App"}

    def clean_code(self):
        """Use the code up: it has been seen by whoever looked on, and shall not log in as well."""
        code = super().clean_code()
        secret = {"secret": encrypt(self.secret)}
        app = Authenticator(user=self.user, type=Authenticator.Type.TOTP, data=secret)
        if not app.wrap().validate_code(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class PasskeyForm(Worded, passkeys.NewForm):
    labels = {"name": "Name", "passwordless": "Auch ohne Passwort anmelden"}
    hints = {
        "name": "Woran Sie ihn wiedererkennen, etwa „Diensthandy“.",
        "passwordless": "Das Gerät fragt dann nach Fingerabdruck, Gesicht oder PIN.",
    }


class PasskeyNameForm(Worded, EditWebAuthnForm):
    labels = {"name": "Name"}
