"""Anlage 2: who gets what."""

TABLE = """
milestones:list  /abschnitte/
  page              GET HEAD        login | 200
  page              rest            login | 405

milestones:file  /abschnitte.csv
  page              GET HEAD        login | 200
  page              rest            login | 405

milestones:reports  /abschnitte/{stage}/sachstand/
  own               GET HEAD        login | 404 | 200 | 200
  own               POST            login | 404 | 404 302 302 | 404 302 302
  own               POST=confirm    login | 404 | 404 | 404 302 302
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:milestone_add  /vereinbarungen/{agreement}/meilensteine/neu/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:milestone_edit  /meilensteine/{milestone}/bearbeiten/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:milestone_move  /meilensteine/{milestone}/verschieben/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:milestone_delete  /meilensteine/{milestone}/loeschen/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:stage_add  /meilensteine/{milestone}/abschnitte/neu/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:stage_edit  /abschnitte/{stage}/bearbeiten/
  own               GET HEAD        login | 404 | 404 200 200 | 404 200 200
  own               POST            login | 404 | 404 302 302 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:stage_move  /abschnitte/{stage}/verschieben/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

milestones:stage_delete  /abschnitte/{stage}/loeschen/
  own               GET HEAD        login | 404 | 404 | 404 200 200
  own               POST            login | 404 | 404 | 404 302 302
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405
"""

CHANGES = {
    "milestones:milestone_add": {"title": "Ein neuer Meilenstein"},
    "milestones:milestone_edit": {"title": "Ein anderer Meilenstein"},
    "milestones:stage_add": {"purpose": "Ein neuer Zweck"},
    "milestones:stage_edit": {"municipality": "Einladen"},
    "milestones:reports": {"text": "Der Entwurf ist bei der Stadt."},
    "milestones:reports=confirm": {"confirm": "1"},
}
