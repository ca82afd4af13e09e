"""Anlage 1: who gets what."""

TABLE = """
goals:list  /massnahmen/
  page              GET HEAD        login | 200
  page              rest            login | 405

goals:file  /massnahmen.csv
  page              GET HEAD        login | 200
  page              rest            login | 405

goals:measure  /massnahmen/{measure}/bearbeiten/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST POST=persons  login | 404 | 404 302 302 | 404
  locked            POST            login | 404 | 404 409 409 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:reports  /massnahmen/{measure}/sachstand/
  own               GET HEAD        login | 404 | 200 | 200
  own               POST            login | 404 | 404 302 302 | 404 302 302
  own               POST=confirm    login | 404 | 404 302 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:goal_add  /vereinbarungen/{agreement}/ziele/neu/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:goal_edit  /ziele/{goal}/bearbeiten/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:goal_move  /ziele/{goal}/verschieben/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST POST=step  login | 404 | 404 302 302 | 404
  locked            GET HEAD POST POST=step  login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:goal_delete  /ziele/{goal}/loeschen/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:objective_add  /ziele/{goal}/erlaeuterungen/neu/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:objective_edit  /erlaeuterungen/{objective}/bearbeiten/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:objective_move  /erlaeuterungen/{objective}/verschieben/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:objective_delete  /erlaeuterungen/{objective}/loeschen/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:measure_add  /erlaeuterungen/{objective}/massnahmen/neu/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:measure_move  /massnahmen/{measure}/verschieben/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:measure_delete  /massnahmen/{measure}/loeschen/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:topics  /vereinbarungen/{agreement}/schwerpunkte/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  locked            GET HEAD        login | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

goals:topic_add  /vereinbarungen/{agreement}/schwerpunkte/neu/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:topic_edit  /schwerpunkte/{topic}/bearbeiten/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:topic_move  /schwerpunkte/{topic}/verschieben/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:topic_delete  /schwerpunkte/{topic}/loeschen/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405
"""

CHANGES = {
    "goals:goal_add": {"title": "Ein neues Ziel"},
    "goals:goal_edit": {"title": "Ein anderes Ziel"},
    "goals:goal_move=step": {"step": "up"},
    "goals:objective_add": {"text": "Eine neue Erläuterung"},
    "goals:objective_edit": {"text": "Eine andere Erläuterung"},
    "goals:measure_add": {"text": "Eine neue Maßnahme"},
    "goals:topic_add": {"name": "Ein neuer Schwerpunkt"},
    "goals:topic_edit": {"name": "Ein anderer Schwerpunkt"},
    "goals:measure=persons": {"partners": "Jugendamt"},
    "goals:measure": {"text": "Ein neuer Wortlaut", "steps": "Ein Teilschritt"},
    "goals:reports": {"text": "Die Abstimmung läuft."},
    "goals:reports=confirm": {"confirm": "1"},
}
