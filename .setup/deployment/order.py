"""What becomes of each block of README: in which order they run, with what in place of what."""

# Blocks run word for word but for these. The name plan.example.org stays: the machine knows it.
PLACEHOLDERS = {
    "ADDRESS-OF-THIS-REPOSITORY": "/srv/source.git",
    # It asks for name, address and password.
    "bildung-manage createsuperuser": "DJANGO_SUPERUSER_PASSWORD=gerade-hier-erfunden "
    "bildung-manage createsuperuser --no-input --username verwaltung --email betrieb@localhost",
    "YOU@example.org": "betrieb@localhost",
    # It comes back to the machine that it left.
    "import_agreement /srv/umzug/eisenach.zip": "import_agreement /srv/umzug/eisenach.zip "
    "--slug eisenach-hier",
}

LEFT_OUT = {
    "Certificate 1": "Let's Encrypt gives certificates to names that the Internet knows.",
}

# After each part the checks of its name in trial.py.
PARTS = {
    "installing": ["Software, user, database 1", "Mail server 1"]
    + [f"Environment {number}" for number in range(1, 6)],
    "serving": ["systemd 1", "systemd 2"],
    "the proxy": ["Certificate 2", "nginx 1", "nginx 2", "nginx 3"],
    "the night": ["Every night 1", "Every night 2", "Every night 3"],
    "restoring": ["Backup and restore 1"],
    "moving": ["Moving an agreement 1", "Moving an agreement 2"],
    "upgrading": ["Upgrade 1"],
    "the way back": ["Upgrade 2", "Backup and restore 1", "Upgrade 3"],
    "SQLite": ["Environment 3", "systemd 2"],
    "restoring SQLite": ["Backup and restore 2"],
}


def filled(text: str) -> str:
    """Return a block's text with what stands for the PLACEHOLDERS."""
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text
