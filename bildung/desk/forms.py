"""Login in plain words."""

from django.contrib.auth.forms import AuthenticationForm


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": (
            "Benutzername und Passwort passen nicht zusammen. Bitte prüfen Sie beides, auch die "
            "Groß- und Kleinschreibung."
        ),
        "inactive": "Dieses Konto ist gesperrt. Bitte wenden Sie sich an Ihre Administration.",
    }
