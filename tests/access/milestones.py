"""Anlage 2: who gets what."""

TABLE = """
milestones:list  /abschnitte/
  page              GET HEAD        login | 200
  page              rest            login | 405

milestones:reports  /abschnitte/{stage}/sachstand/
  own               GET HEAD        login | 404 | 200 | 200
  own               POST            login | 404 | 404 302 302 | 404 302 302
  own               POST=confirm    login | 404 | 404 | 404 302 302
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405
"""

CHANGES = {
    "milestones:reports": {"text": "Der Entwurf ist bei der Stadt."},
    "milestones:reports=confirm": {"confirm": "1"},
}
