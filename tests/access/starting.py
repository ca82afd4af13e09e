"""Beginning an agreement, and templates: who gets what. Our agency has one template."""

TABLE = """
starting:choose  /neue-vereinbarung/
  page              GET HEAD POST   login | 404 200 404 404 | 404 | 404 200 200
  page              rest            login | 405

starting:details  /neue-vereinbarung/angaben/
  page              GET HEAD        login | 404 200 404 404 | 404 | 404 200 200
  page              rest            login | 405

starting:preview  /neue-vereinbarung/vorschau/
  page              POST            login | 404 200 404 404 | 404 | 404 200 200
  page              POST=anlegen    login | 404 409 404 404 | 404 | 404 409 409
  page              rest            login | 405

starting:templates  /vorlagen/
  page              GET HEAD        login | 404 200 404 404 | 404 | 200
  page              rest            login | 405
"""

# Without what the preview says was seen, it is shown again: that an agreement is made stands in
# tests/exchange.
CHANGES = {
    "starting:choose": {},  # without a file, which the page says is missing
    "starting:preview": {"city_name": "Stadt Neuenstadt"},
    "starting:preview=anlegen": {
        "aus": "leer",
        "city_name": "Stadt Neuenstadt",
        "title": "Zielvereinbarung",
        "create": "1",
    },
}

PAGES = {
    "starting:preview": "/neue-vereinbarung/angaben/",
    "starting:preview=anlegen": "/neue-vereinbarung/angaben/",
}
