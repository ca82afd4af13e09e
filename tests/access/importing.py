"""Annexes that come back from files: who may read one in. (What a file changes: tests/exchange.)"""

TABLE = """
importing:file  /vereinbarungen/{agreement}/anlage-1/einlesen/
  own               GET HEAD POST   login | 404 | 404 200 200 | 404
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

importing:file  /vereinbarungen/{agreement}/anlage-2/einlesen/
  own               GET HEAD POST   login | 404 | 404 | 404 200 200
  locked            GET HEAD POST   login | 404
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405
"""
