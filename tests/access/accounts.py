"""Login and account, most of it allauth's pages: who gets what.

Those that ask for the password first (bildung/accounts) answer a browser that just came by a
redirect to „konto/bestaetigen/“, before they look for a passkey; what they answer afterwards for an
own, a foreign and a deleted one, says test_passkeys.py.
"""

TABLE = """
account_login  /anmelden/
  page              GET HEAD PUT OPTIONS 200 | 302
  page              POST            302 | 302
  page              rest            405 | 302

mfa_authenticate  /anmelden/code/
  page              rest              302 | 302

mfa_login_webauthn  /anmelden/passkey/
  page              GET HEAD POST PUT 302 | 302
  page              OPTIONS         200 | 302
  page              rest            405 | 302

account_inactive  /anmelden/gesperrt/
  page              GET HEAD OPTIONS 200 | 200
  page              rest            405 | 405

socialaccount_login_cancelled  /anmelden/abgebrochen/
  page              GET HEAD OPTIONS 200 | 200
  page              rest            405 | 405

socialaccount_login_error  /anmelden/fehler/
  page              GET HEAD        401 | 401
  page              OPTIONS         200 | 200
  page              rest            405 | 405

account_signup  /anmelden/ohne-konto/
  page              GET HEAD        200 | 200
  page              rest            405 | 405

openid_connect_login  /anmelden/gibt-es-nicht/
  page              GET HEAD        404 | 404
  page              rest            405 | 405

openid_connect_callback  /anmelden/gibt-es-nicht/antwort/
  page              rest              404 | 404

account_logout  /abmelden/
  page              POST            302 | 302
  page              rest            405 | 405

account_change_password  /passwort/
  page              GET HEAD PUT OPTIONS login | 200
  page              POST            login | 302
  page              rest            login | 405

account_set_password  /passwort/setzen/
  page              rest              login | 302

account_reset_password  /passwort/vergessen/
  page              GET HEAD PUT OPTIONS 200 | 200
  page              POST            302 | 302
  page              rest            405 | 405

account_reset_password_done  /passwort/vergessen/gesendet/
  page              GET HEAD OPTIONS 200 | 200
  page              rest            405 | 405

account_reset_password_from_key_done  /passwort/neu/fertig/
  page              GET HEAD OPTIONS 200 | 200
  page              rest            405 | 405

account_reset_password_from_key  /passwort/neu/1-falsch/
  page              rest              200 | 200

account_overview  /konto/
  page              GET HEAD        login | 200
  page              rest            login | 405

account_name  /konto/name/
  page              GET HEAD        login | 200
  page              POST            login | 302
  page              rest            login | 405

account_email  /konto/e-mail/
  page              GET HEAD OPTIONS login | 200
  page              POST PUT        login | 302
  page              rest            login | 405

account_confirm_email  /konto/e-mail/falsch/
  page              GET HEAD OPTIONS 200 | 200
  page              POST            200 | 200
  page              PUT PATCH DELETE 405 | 405

account_reauthenticate  /konto/bestaetigen/
  page              GET HEAD PUT OPTIONS login | 200
  page              POST            login | 302
  page              rest            login | 405

mfa_reauthenticate  /konto/bestaetigen/code/
  page              rest              login | 302

mfa_reauthenticate_webauthn  /konto/bestaetigen/passkey/
  page              rest              login | 302

socialaccount_connections  /konto/verknuepfung/
  page              GET HEAD POST PUT OPTIONS login | 200
  page              rest            login | 405

mfa_index  /konto/zweiter-faktor/
  page              GET HEAD OPTIONS login | 200
  page              rest            login | 405

mfa_activate_totp  /konto/zweiter-faktor/app/
  page              rest              login | 302

mfa_deactivate_totp  /konto/zweiter-faktor/app/ende/
  page              rest              login | 404

mfa_view_recovery_codes  /konto/ersatzcodes/
  page              GET HEAD        login | 404
  page              OPTIONS         login | 200
  page              rest            login | 405

mfa_generate_recovery_codes  /konto/ersatzcodes/neu/
  page              rest              login | 302

mfa_download_recovery_codes  /konto/ersatzcodes/ersatzcodes.txt
  page              rest              login | 404

mfa_list_webauthn  /konto/passkeys/
  page              GET HEAD OPTIONS login | 200
  page              rest            login | 405

mfa_add_webauthn  /konto/passkeys/neu/
  page              rest              login | 302

mfa_edit_webauthn  /konto/passkeys/1/
  page              rest              login | 302

mfa_remove_webauthn  /konto/passkeys/1/ende/
  page              rest              login | 302
"""

CHANGES = {
    "account_login": {"login": "{email}", "password": "geheim-genug"},
    "account_reset_password": {"email": "{email}"},
    "account_reauthenticate": {"password": "geheim-genug"},
    "account_name": {"first_name": "Alex", "last_name": "Neuer-Name"},
    "account_email": {"email": "neu@example.org"},
    "account_change_password": {
        "oldpassword": "geheim-genug",
        "password1": "ganz-neu-und-lang",
        "password2": "ganz-neu-und-lang",
    },
}
