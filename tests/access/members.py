"""Organisations, their members, offices and invitations: who gets what.

What leads to an invitation is its link: whoever has it sees whom it is for, of whatever city.
"""

TABLE = """
members:organisations  /organisationen/
  page              GET HEAD        login | 302 302 404 404 | 404 404 302 | 404 404 302
  page              rest            login | 405

members:members  /organisationen/{city}/mitglieder/
  own               GET HEAD        login | 404 | 404 404 200 | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

members:invite  /organisationen/{city}/mitglieder/einladen/
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

members:demand_factor  /organisationen/{city}/mitglieder/zweiter-faktor/
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

members:change_role  /organisationen/{city}/mitglieder/{membership}/rolle/
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

members:remove  /organisationen/{city}/mitglieder/{membership}/entfernen/
  own               GET HEAD        login | 404 | 404 404 200 | 404
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

members:remove_factor  /organisationen/{city}/mitglieder/{membership}/zweiter-faktor/
  own               GET HEAD        login | 404 | 404 404 200 | 404
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

members:invite_again  /organisationen/{city}/einladungen/{invitation}/erneut/
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

members:withdraw  /organisationen/{city}/einladungen/{invitation}/zuruecknehmen/
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

members:units  /organisationen/{city}/einheiten/
  own               GET HEAD        login | 404 | 404 404 200 | 404
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

members:rename_unit  /organisationen/{city}/einheiten/{unit}/
  own               GET HEAD        login | 404 | 404 404 200 | 404
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

members:move_unit  /organisationen/{city}/einheiten/{unit}/verschieben/
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

members:delete_unit  /organisationen/{city}/einheiten/{unit}/loeschen/
  own               GET HEAD        login | 404 | 404 404 200 | 404
  own               POST            login | 404 | 404 404 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

members:invitation  /einladung/{link}/
  own foreign       GET HEAD        200 | 200
  own foreign       POST            302 | 403
  deleted           rest            410 | 410
  own foreign       rest            405 | 405

members:members  /organisationen/{agency}/mitglieder/
  own               GET HEAD        login | 404 | 404 | 404 404 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405
"""

CHANGES = {
    "members:invite": {"email": "neu@example.org"},
    "members:demand_factor": {"second_factor_required": "on"},
    "members:change_role": {"role": "reading"},
    "members:units": {"name": "Jugendamt"},
    "members:rename_unit": {"name": "Schulverwaltungsamt"},
    "members:move_unit": {"richtung": "hoch"},
    "members:invitation": {
        "first_name": "Kim",
        "last_name": "Muster",
        "password1": "ganz-neu-und-lang",
        "password2": "ganz-neu-und-lang",
    },
}

MEMBERS = "/organisationen/{city}/mitglieder/"
PAGES = {
    "members:invite": MEMBERS,
    "members:demand_factor": MEMBERS,
    "members:change_role": MEMBERS,
    "members:invite_again": MEMBERS,
    "members:withdraw": MEMBERS,
    "members:move_unit": "/organisationen/{city}/einheiten/",
}
