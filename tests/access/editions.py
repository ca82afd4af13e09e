"""Editions, Synopse and Arbeitsstand: who gets what.

No edition of the world is in force, so that no Begründung can be given: tests/editions does.
"""

TABLE = """
editions:list  /vereinbarungen/{agreement}/fassungen/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:edition  /vereinbarungen/{agreement}/fassungen/{edition_number}/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:print  /vereinbarungen/{agreement}/fassungen/{edition_number}/fassung.pdf
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:content  /vereinbarungen/{agreement}/fassungen/{edition_number}/fassung.json
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:file  /vereinbarungen/{agreement}/fassungen/{edition_number}/fassung.docx
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:csv  /vereinbarungen/{agreement}/fassungen/{edition_number}/anlage-2.csv
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:scan  /vereinbarungen/{agreement}/fassungen/{edition_number}/scan.pdf
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:one_scan  /vereinbarungen/{agreement}/fassungen/{edition_number}/scan-{scan}.pdf
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:withdraw  /vereinbarungen/{agreement}/fassungen/{edition_number}/scan/{scan}/zurueckziehen/
  own               GET HEAD        login | 404 | 404 404 200 | 404 404 200
  own               POST            login | 404 | 404 404 302 | 404 404 302
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:freeze  /vereinbarungen/{agreement}/fassungen/festschreiben/
  own               GET HEAD        login | 404 | 404 404 200 | 404 404 200
  own               POST            login | 404 | 404 404 302 | 404 404 302
  locked            POST            login | 404 | 404 404 409 | 404 404 409
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

offer:accept  /vereinbarungen/{agreement}/angebot/annehmen/
  all               GET HEAD        login | 404
  own               POST            login | 404 | 404 404 302 | 404
  locked            POST            login | 404 | 404 404 409 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

offer:decline  /vereinbarungen/{agreement}/angebot/ablehnen/
  all               GET HEAD        login | 404
  own               POST            login | 404 | 404 404 409 | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

editions:approve  /vereinbarungen/{agreement}/fassungen/{edition_number}/zustimmen/
  own               GET HEAD        login | 404 | 404 404 200 | 404 404 200
  own               POST            login | 404 | 404 404 409 | 404 404 409
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:refuse  /vereinbarungen/{agreement}/fassungen/{edition_number}/ablehnen/
  own               GET HEAD        login | 404 | 404 404 200 | 404 404 200
  own               POST            login | 404 | 404 404 409 | 404 404 409
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:carry_on  /vereinbarungen/{agreement}/fassungen/fortschreiben/
  own               GET HEAD        login | 404 | 404 404 200 | 404 404 200
  own               POST            login | 404 | 404 404 409 | 404 404 409
  locked            POST            login | 404 | 404 404 302 | 404 404 302
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:give_up  /vereinbarungen/{agreement}/fassungen/aufgeben/
  own               GET HEAD        login | 404 | 404 404 200 | 404 404 200
  own               POST            login | 404 | 404 404 409 | 404 404 409
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:end  /vereinbarungen/{agreement}/fassungen/beenden/
  own               GET HEAD POST   login | 404 | 404 404 200 | 404 404 200
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:papers  /vereinbarungen/{agreement}/fassungen/{edition_number}/unterlagen/
  own               GET HEAD        login | 404 | 404 200 200 | 404 200 200
  own               POST            login | 404 | 404 302 302 | 404 302 302
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:file_scan  /vereinbarungen/{agreement}/fassungen/{edition_number}/scan/
  own               GET HEAD POST   login | 404 | 404 200 200 | 404 200 200
  foreign deleted   GET HEAD POST   login | 404
  all               rest            login | 405

editions:working_state  /vereinbarungen/{agreement}/fassungen/arbeitsstand/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:working_state_file  /vereinbarungen/{agreement}/fassungen/arbeitsstand.docx
  own               GET HEAD        login | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

editions:working_state_csv  /vereinbarungen/{agreement}/fassungen/arbeitsstand-anlage-1.csv
  own               GET HEAD        login | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

synopsis:page  /vereinbarungen/{agreement}/synopse/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

synopsis:file  /vereinbarungen/{agreement}/synopse.pdf
  own               GET HEAD        login | 404 | 200 | 200
  locked            GET HEAD        login | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

synopsis:file  /vereinbarungen/{agreement}/synopse.docx
  own               GET HEAD        login | 404 | 200 | 200
  locked            GET HEAD        login | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

synopsis:csv  /vereinbarungen/{agreement}/synopse-anlage-1.csv
  own               GET HEAD        login | 404 | 200 | 200
  locked            GET HEAD        login | 404
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

synopsis:reason  /vereinbarungen/{agreement}/begruendungen/measure-{measure}/
  all               GET HEAD POST   login | 404
  all               rest            login | 405

check  /pruefen/
  page              GET HEAD POST   200 | 200
  page              rest            405 | 405
"""

WORD = {"name": "Kim Muster", "function": "Leitung"}
CHANGES = {
    "offer:accept": {},
    "offer:decline": {},
    "editions:freeze": {"label": "Fassung der Matrix"},
    "editions:approve": WORD,
    "editions:refuse": WORD | {"reason": "Es fehlt etwas."},
    "editions:withdraw": {"reason": "Falsche Datei"},
    "editions:carry_on": {},
    "editions:give_up": {},
    "editions:papers": {"draft_number": "0123/2026"},
}
