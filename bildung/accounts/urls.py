"""allauth's pages under German addresses, and of them only those that are in use.

The names are allauth's, which it looks up; `login`, `logout` and `password_change` are Django's.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.http import require_POST

from . import passkeys, views
from .provider import views as provider

login = views.Login.as_view()
password_change = views.PasswordChange.as_view()
logout = login_not_required(require_POST(account.logout))
# Whom a provider did not let in is nobody yet.
login_error = login_not_required(social.login_error)

urlpatterns = [
    path("anmelden/", login, name="account_login"),
    path("anmelden/", login, name="login"),
    path("anmelden/code/", views.Code.as_view(), name="mfa_authenticate"),
    path("anmelden/passkey/", passkeys.LoginView.as_view(), name="mfa_login_webauthn"),
    path("anmelden/gesperrt/", account.account_inactive, name="account_inactive"),
    path("anmelden/abgebrochen/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("anmelden/fehler/", login_error, name="socialaccount_login_error"),
    path("anmelden/ohne-konto/", views.no_account, name="account_signup"),
    path("anmelden/<slug:provider_id>/", provider.provider_login, name="openid_connect_login"),
    path(
        "anmelden/<slug:provider_id>/antwort/",
        provider.provider_answer,
        name="openid_connect_callback",
    ),
    path("abmelden/", logout, name="account_logout"),
    path("abmelden/", logout, name="logout"),
    path("passwort/", password_change, name="account_change_password"),
    path("passwort/", password_change, name="password_change"),
    path("passwort/setzen/", account.password_set, name="account_set_password"),
    path("passwort/vergessen/", views.PasswordReset.as_view(), name="account_reset_password"),
    path(
        "passwort/vergessen/gesendet/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "passwort/neu/fertig/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("konto/", views.overview, name="account_overview"),
    path("konto/name/", views.name, name="account_name"),
    path("konto/e-mail/", views.Email.as_view(), name="account_email"),
    path("konto/e-mail/<key>/", views.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("konto/bestaetigen/", views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("konto/bestaetigen/code/", views.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path(
        "konto/bestaetigen/passkey/",
        passkeys.AgainView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("konto/verknuepfung/", views.Connections.as_view(), name="socialaccount_connections"),
    path("konto/zweiter-faktor/", mfa.index, name="mfa_index"),
    path("konto/zweiter-faktor/app/", views.App.as_view(), name="mfa_activate_totp"),
    path("konto/zweiter-faktor/app/ende/", views.AppEnd.as_view(), name="mfa_deactivate_totp"),
    path("konto/ersatzcodes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "konto/ersatzcodes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "konto/ersatzcodes/ersatzcodes.txt",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("konto/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("konto/passkeys/neu/", views.NewPasskey.as_view(), name="mfa_add_webauthn"),
    path("konto/passkeys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("konto/passkeys/<int:pk>/ende/", views.PasskeyEnd.as_view(), name="mfa_remove_webauthn"),
]
