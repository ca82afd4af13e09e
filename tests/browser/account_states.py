"""The states of the pages around accounts: login, invitation, account, organisation."""

from bildung.accounts.forms import ResetForm

from . import hands
from .hands import asked_for_code, pressed
from .state import NOBODY, REFUSED, State

LOGIN = (
    State("login", NOBODY, "/anmelden/", "Passwort vergessen?"),
    State(
        "login-refused",
        NOBODY,
        "/anmelden/",
        REFUSED,
        pressed("Anmelden", login="niemand@example.org", password="falsch"),
    ),
    State("login-unsent", NOBODY, "/anmelden/?next=/&unsent=1", "war abgelaufen"),
    State("login-too-old", NOBODY, "/anmelden/", "zu lange geöffnet", hands.lost_cookies),
    State("login-code", NOBODY, "/anmelden/", "Zweiter Faktor", asked_for_code),
    State("login-code-refused", NOBODY, "/anmelden/", REFUSED, hands.wrong_code),
    State("login-locked", NOBODY, "/anmelden/gesperrt/", "gesperrt"),
    State("login-cancelled", NOBODY, "/anmelden/abgebrochen/", "abgebrochen"),
    State("login-failed", NOBODY, "/anmelden/fehler/", "gescheitert"),
    State(
        "login-unreachable",
        NOBODY,
        "/anmelden/",
        "zurzeit nicht erreichbar",
        hands.drawn("socialaccount/unreachable.html", provider="Dienstkonto"),
    ),
    State(
        "login-other-identity",
        NOBODY,
        "/anmelden/",
        "anders verknüpft",
        hands.drawn("socialaccount/other_identity.html", provider="Dienstkonto"),
    ),
    State("login-no-account", NOBODY, "/anmelden/ohne-konto/", "noch kein Konto"),
    State("reset", NOBODY, "/passwort/vergessen/", "Link anfordern"),
    State("reset-refused", NOBODY, "/passwort/vergessen/", REFUSED, pressed("Link anfordern")),
    State(
        "reset-not-sent",
        NOBODY,
        "/passwort/vergessen/",
        "E-Mail nicht gesendet",
        hands.drawn(
            "account/password_reset.html",
            form=ResetForm(initial={"email": "kim@example.org"}),
            not_sent=True,
        ),
    ),
    State("reset-sent", NOBODY, "/passwort/vergessen/gesendet/", "Nachricht"),
    State("reset-bad-link", NOBODY, "/passwort/neu/1-falsch/", "Link"),
    State("reset-new", NOBODY, "{reset}", "Neues Passwort"),
    State(
        "reset-new-refused",
        NOBODY,
        "{reset}",
        REFUSED,
        pressed("Passwort setzen", password1="1", password2="2"),
    ),
    State("reset-done", NOBODY, "/passwort/neu/fertig/", "Passwort"),
    State("email-confirm", NOBODY, "{email}", "neu@example.org"),
    State("email-bad-link", NOBODY, "/konto/e-mail/falsch/", "Link"),
    State("invitation-new", NOBODY, "{invitation}", "Ihr Konto"),
    State(
        "invitation-new-refused",
        NOBODY,
        "{invitation}",
        REFUSED,
        pressed("Konto anlegen und beitreten"),
    ),
    State("invitation-to-log-in", NOBODY, "{invitation_of_known}", "schon ein Konto"),
    State("invitation-gone", NOBODY, "{invitation_gone}", "gilt nicht mehr"),
    State("invitation", "newcomer", "{invitation_of_newcomer}", "Beitreten"),
    State("invitation-other", "newcomer", "{invitation}", "gilt für"),
)

ACCOUNT = (
    State("account", "owner", "/konto/", "Mein Konto"),
    State("account-confirm", "owner", "/konto/bestaetigen/", "bestätigen Sie"),
    State(
        "account-confirm-refused",
        "owner",
        "/konto/bestaetigen/",
        REFUSED,
        pressed("Bestätigen", password="falsch"),
    ),
    State("account-name", "owner", "/konto/name/", "Name ändern"),
    State(
        "account-name-refused",
        "owner",
        "/konto/name/",
        REFUSED,
        pressed("Speichern", first_name="", last_name=""),
    ),
    State("account-email", "owner", "/konto/e-mail/", "neu@example.org"),
    State("account-email-refused", "owner", "/konto/e-mail/", REFUSED, pressed("Adresse ändern")),
    State("account-connections", "owner", "/konto/verknuepfung/", "Verknüpfte Anmeldung"),
    State("password", "owner", "/passwort/", "Passwort ändern"),
    State(
        "password-refused",
        "owner",
        "/passwort/",
        REFUSED,
        pressed("Passwort ändern", oldpassword="falsch", password1="1", password2="2"),
    ),
    State("password-set", "without password", "/passwort/setzen/", "noch kein Passwort"),
    State("factors", "owner", "/konto/zweiter-faktor/", "nicht eingerichtet"),
    State("factors-demanded", "demanded", "/konto/zweiter-faktor/", "verlangt einen zweiten"),
    State("factors-app", "owner", "/konto/zweiter-faktor/app/", "App einrichten"),
    State(
        "factors-app-refused",
        "owner",
        "/konto/zweiter-faktor/app/",
        REFUSED,
        pressed("Einrichten", code="000000"),
    ),
    State("passkeys-none", "owner", "/konto/passkeys/", "Noch keiner"),
    State("passkey-add", "owner", "/konto/passkeys/neu/", "Passkey hinzufügen"),
    State("factors-set-up", "secured", "/konto/zweiter-faktor/", "Ersatzcodes ansehen"),
    State("factors-app-end", "secured", "/konto/zweiter-faktor/app/ende/", "App entfernen"),
    State("codes", "secured", "/konto/ersatzcodes/", "Noch 10 von 10"),
    State("codes-new", "secured", "/konto/ersatzcodes/neu/", "gelten danach nicht mehr"),
    State("passkeys", "secured", "/konto/passkeys/", "Diensthandy"),
    State("passkey-edit", "secured", "/konto/passkeys/{passkey}/", "Passkey umbenennen"),
    State("passkey-remove", "secured", "/konto/passkeys/{passkey}/ende/", "Diensthandy"),
    State("account-code", "secured", "/konto/bestaetigen/code/", "Code"),
    State("account-passkey", "secured", "/konto/bestaetigen/passkey/", "Passkey verwenden"),
)

MEMBERS = "/organisationen/{city}/mitglieder/"
UNITS = "/organisationen/{city}/einheiten/"

ORGANISATIONS = (
    State("organisations", "leader of two", "/organisationen/", "die Sie leiten"),
    State("members", "leader", MEMBERS, "Einladung senden"),
    State("members-refused", "leader", MEMBERS, REFUSED, pressed("Einladung senden")),
    State("member-remove", "leader", MEMBERS + "{member}/entfernen/", "sofort überall abgemeldet"),
    State(
        "member-not-removed",
        "leader",
        MEMBERS + "{leader}/entfernen/",
        "Nicht entfernt",
        hands.alone_in_leading,
    ),
    State(
        "member-factor",
        "leader",
        MEMBERS + "{member}/zweiter-faktor/",
        "selbst darum bittet",
    ),
    State(
        "member-factor-not-removed",
        "leader",
        MEMBERS + "{leader}/zweiter-faktor/",
        "verwalten Sie unter „Mein Konto“",
    ),
    State("members-one", "empty", "/organisationen/{empty}/mitglieder/", "niemand eingeladen"),
    State("units", "leader", UNITS, "Hinzufügen"),
    State("units-refused", "leader", UNITS, REFUSED, pressed("Hinzufügen")),
    State("units-none", "empty", "/organisationen/{empty}/einheiten/", "noch keine"),
    State("unit", "leader", UNITS + "{unit}/", "umbenennen"),
    State("unit-conflict", "leader", UNITS + "{unused}/", "inzwischen", hands.overtaken_unit),
    State("unit-not-deleted", "leader", UNITS + "{unit}/loeschen/", "kann nicht gelöscht werden"),
    State("unit-delete", "leader", UNITS + "{unused}/loeschen/", "bei keiner Maßnahme"),
)
