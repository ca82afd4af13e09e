"""What spans both annexes, and the account: who gets what."""

TABLE = """
desk:start  /
  page              GET HEAD        login | 302 302 200 200 | 200 | 200
  page              rest            login | 405

desk:agreement  /vereinbarungen/{agreement}/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:print  /vereinbarungen/{agreement}/anlagen.pdf
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:history  /vereinbarungen/{agreement}/verlauf/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:measure_history  /massnahmen/{measure}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:stage_history  /abschnitte/{stage}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:restore  /vereinbarungen/{agreement}/verlauf/massnahme/{measure_row}/
  own               POST            login | 404 | 404 302 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

desk:restore  /vereinbarungen/{agreement}/verlauf/teilschritt/{deleted_step_row}/
  own               POST            login | 404 | 404 302 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

-  /favicon.ico
  page              GET HEAD        302 | 302
  page              rest            405 | 405

login  /anmelden/
  page              GET HEAD        200 | 302
  page              POST            200 | 302
  page              PUT             200 | 302
  page              OPTIONS         200 | 302
  page              rest            405 | 302

logout  /abmelden/
  page              POST            login | 302
  page              OPTIONS         login | 200
  page              rest            login | 405

password_change  /passwort/
  page              GET HEAD        login | 200
  page              POST            login | 302
  page              PUT OPTIONS     login | 200
  page              rest            login | 405
"""

CHANGES = {
    "desk:restore": {},
    "password_change": {
        "old_password": "geheim-genug",
        "new_password1": "ganz-neu-und-lang",
        "new_password2": "ganz-neu-und-lang",
    },
}

# Where the form of an address stands that shows no page of its own.
PAGES = {"desk:restore": "/massnahmen/{measure}/verlauf/"}
