"""What spans both annexes: who gets what."""

TABLE = """
desk:start  /
  page              GET HEAD        login | 200
  page              rest            login | 405

desk:agreement  /vereinbarungen/{agreement}/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:file  /vereinbarungen/{agreement}/anlagen.pdf
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:file  /vereinbarungen/{agreement}/anlage-1.docx
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:file  /vereinbarungen/{agreement}/anlage-2.csv
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:history  /vereinbarungen/{agreement}/verlauf/
  own               GET HEAD        login | 404 | 200 | 200
  foreign deleted   GET HEAD        login | 404
  all               rest            login | 405

desk:focustopic_history  /schwerpunkte/{topic}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:goal_history  /ziele/{goal}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:objective_history  /erlaeuterungen/{objective}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:measure_history  /massnahmen/{measure}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:milestone_history  /meilensteine/{milestone}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:stage_history  /abschnitte/{stage}/verlauf/
  own deleted       GET HEAD        login | 404 | 200 | 200
  foreign           GET HEAD        login | 404
  all               rest            login | 405

desk:restore  /vereinbarungen/{agreement}/verlauf/massnahme/{measure_row}/
  own               POST            login | 404 | 404 302 302 | 404
  locked            POST            login | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

desk:restore  /vereinbarungen/{agreement}/verlauf/ziel/{goal_row}/
  own               POST            login | 404 | 404 409 409 | 404
  own               POST=goal       login | 404 | 404 302 302 | 404
  locked            POST POST=goal  login | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

desk:restore  /vereinbarungen/{agreement}/verlauf/verantwortung/{duty_row}/
  own               POST            login | 404 | 404 | 404 409 409
  own               POST=duty       login | 404 | 404 302 302 | 404 302 302
  locked            POST POST=duty  login | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

desk:restore  /vereinbarungen/{agreement}/verlauf/teilschritt/{deleted_step_row}/
  own               POST            login | 404 | 404 302 302 | 404
  locked            POST            login | 404
  foreign deleted   POST            login | 404
  all               rest            login | 405

-  /favicon.ico
  page              GET HEAD        302 | 302
  page              rest            405 | 405

desk:changes  /aenderungen/
  page              GET HEAD        login | 200
  page              rest            login | 405

desk:search  /suche/
  page              GET HEAD        login | 200
  page              rest            login | 405

desk:timeline  /zeitstrahl/
  page              GET HEAD        login | 200
  page              rest            login | 405

desk:timeline_print  /zeitstrahl.pdf
  page              GET HEAD        login | 200
  page              rest            login | 405

desk:timeframe  /zeitrahmen/
  page              GET HEAD        login | 200
  page              rest            login | 405

desk:outline  /gliederung/
  page              POST            login | 200
  page              rest            login | 405

robots  /robots.txt
  page              GET HEAD        200 | 200
  page              rest            405 | 405

security  /.well-known/security.txt
  page              GET HEAD        404 | 404
  page              rest            405 | 405

alive  /lebenszeichen/
  page              GET HEAD        200 | 200
  page              rest            405 | 405

ready  /bereit/
  page              GET HEAD        200 | 200
  page              rest            405 | 405
"""

CHANGES = {
    "desk:restore": {},
    "desk:outline": {"text": "Ein Punkt"},
}

# Where the form of an address stands that shows no page of its own.
PAGES = {
    "desk:restore": "/massnahmen/{measure}/verlauf/",
    "desk:restore=goal": "/ziele/{goal}/verlauf/",
    "desk:restore=duty": "/abschnitte/{stage}/verlauf/",
}
