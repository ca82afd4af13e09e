"""Anlage 1: who gets what."""

TABLE = """
goals:list  /massnahmen/
  page              GET HEAD        login | 200
  page              rest            login | 405

goals:measure  /massnahmen/{measure}/bearbeiten/
  own               GET HEAD        login | 404 | 404 200 200 | 404
  own               POST            login | 404 | 404 302 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

goals:reports  /massnahmen/{measure}/sachstand/
  own               GET HEAD        login | 404 | 200 | 200
  own               POST            login | 404 | 404 302 302 | 404 302 302
  own               POST=confirm    login | 404 | 404 302 302 | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405
"""

CHANGES = {
    "goals:measure": {"text": "Ein neuer Wortlaut", "steps": "Ein Teilschritt"},
    "goals:reports": {"text": "Die Abstimmung läuft."},
    "goals:reports=confirm": {"confirm": "1"},
}
