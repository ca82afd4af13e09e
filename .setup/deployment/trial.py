"""trial.py [DEBIAN.tar]: run README's „Running it for real“, and see what it made."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from blocks import Block, blocks
from machine import Failed, Machine, make, started
from order import LEFT_OUT, PARTS, filled

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://plan.example.org"
CURL = "curl --silent --show-error --cacert /etc/ssl/plan.example.org.pem"
# Of one organisation, to see what comes back.
NAME = "bildung-manage shell --verbosity 0 --command '{}'"
NAMES = NAME.format(
    "from bildung.agreements.models import Organisation as O; "
    'print(*O.objects.order_by("pk").values_list("name", flat=True), sep="|")'
)
RENAME = NAME.format(
    "from bildung.agreements.models import Organisation as O; "
    'O.objects.filter(pk=O.objects.earliest("pk").pk).update(name="Verschrieben")'
)
# A version that changes the database.
NEW_VERSION = """
git clone --quiet /srv/source.git /srv/new
cd /srv/new/goals/migrations
last=$(basename "$(ls 0*.py | tail --lines 1)" .py)
cat >9999_trial.py <<END
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("goals", "$last")]
    operations = [migrations.RunSQL("CREATE TABLE deployment_trial (id integer)")]
END
git add .
git -c user.name=trial -c user.email=trial@localhost commit --quiet --message 'Change the database'
git push --quiet
rm -r /srv/new
"""
TABLES = NAME.format(
    "from django.db import connection as c; "
    'print("deployment_trial" in c.introspection.table_names())'
)


class Trial:
    """Runs parts on a machine, and holds what they should have made."""

    def __init__(self, machine: Machine, known: dict[str, Block]):
        self.machine, self.known = machine, known
        self.names = ""

    def run(self, name: str) -> None:
        block = self.known[name]
        if block.path:
            self.machine.write(block.path, filled(block.text), block.mode)
        else:
            self.machine.run(filled(block.text))

    def holds(self, script: str, expected: str) -> None:
        """Raise Failed where `script` prints nothing that the pattern `expected` finds."""
        printed = self.machine.run(script)
        if not re.search(expected, printed):
            raise Failed(f"{script.strip()}\n---- printed no „{expected}“:\n{printed[-3000:]}")

    # --- before a part

    def before_installing(self) -> None:
        # Who gets the mails.
        self.machine.run("useradd --create-home betrieb")

    def before_restoring(self) -> None:
        self.names = self.machine.run(NAMES)
        self.machine.run("bildung-backup")
        self.machine.run(RENAME)
        self.holds(NAMES, "Verschrieben")

    before_restoring_SQLite = before_restoring

    def before_upgrading(self) -> None:
        self.machine.run(NEW_VERSION)

    def before_the_way_back(self) -> None:
        self.machine.run(RENAME)

    def before_SQLite(self) -> None:
        self.machine.run(
            "systemctl stop bildung; apt-get install --yes sqlite3;"
            "sed -i /^DATABASE_URL/d /etc/bildung.env"
        )

    # --- after it

    def after_installing(self) -> None:
        # postfix delivers it when it has the time.
        self._mail_comes("Subject: Test email from")

    def after_serving(self) -> None:
        self.holds("systemctl show bildung", r"(?m)^ActiveState=active$")
        self.holds("systemctl show bildung", r"(?m)^StatusText=bereit$")
        self.holds("curl --silent http://127.0.0.1:8000/bereit/", r"^bereit\n$")
        self.holds("systemctl is-enabled bildung", "^enabled$")

    def after_the_proxy(self) -> None:
        self._site_answers()
        self.holds(f"{CURL} --head http://plan.example.org/x", rf"301[^$]*Location: {SITE}/x")
        self.holds("curl --insecure https://127.0.0.1/ || echo refused", "refused")
        # What nginx says itself, in German.
        long = "x" * 9000
        self.holds(f"{CURL} --include {SITE}/{long}", r"(?s)^HTTP/1.1 414 .*<h1>Die Adresse")
        self.holds(
            f"head --bytes 27M /dev/zero >/tmp/large; {CURL} --include --data-binary @/tmp/large"
            f" {SITE}/pruefen/; rm /tmp/large",
            r"(?s)^HTTP/1.1 413 .*<h1>Die Datei ist zu groß",
        )
        self.holds(
            f"systemctl stop bildung; {CURL} --include {SITE}/; systemctl start bildung",
            r"(?s)^HTTP/1.1 502 .*Retry-After: 60.*<h1>Zurzeit nicht erreichbar",
        )
        self.holds("bildung-manage check --deploy", "no issues")
        ask = f"""
page=$({CURL} --fail --cookie-jar /tmp/jar {SITE}/passwort/vergessen/)
token=$(echo "$page" | grep --only-matching 'csrfmiddlewaretoken" value="[^"]*' | head --lines 1)
{CURL} --fail --cookie /tmp/jar --referer {SITE}/ --data "csrfmiddlewaretoken=${{token##*\\"}}" \\
    --data email=betrieb@localhost {SITE}/passwort/vergessen/
"""
        self.machine.run(ask)
        self._mail_comes(f"{SITE}/passwort/")

    def after_the_night(self) -> None:
        table = self.known["Every night 3"].text.splitlines()
        path = table[0]
        for line in table[1:]:
            command = line.split(None, 6)[6].replace("\\%", "%")
            # What it prints, cron would mail as a fault.
            self.holds(f"cd /; {path}; {command}", r"\A\Z")
        # And cron itself runs one of them, when its time has come.
        self.machine.run("""
count() { ls /srv/sicherung/bildung-*.dump | wc --lines; }
before=$(count)
sed -i 's/^30 2 /* * /' /etc/cron.d/bildung
for _ in $(seq 180); do
    [ "$(count)" = "$before" ] || exit 0
    sleep 1
done
journalctl --unit cron --no-pager
exit 1
""")
        self.run("Every night 3")
        self.machine.run("printf 'Subject: Fault of the night\\n\\nWords\\n' | sendmail root")
        self._mail_comes("Subject: Fault of the night")
        self.holds("head --bytes 5 /srv/anlagen/*.pdf", "%PDF-")
        newest = '"$(ls /srv/sicherung/*.dump | tail --lines 1)"'
        self.holds(f"pg_restore --list {newest}", "TABLE DATA public goals_measure ")
        self.holds(
            "cd /srv/sicherung; touch bildung-2020-01-{10..50}-020000.dump;"
            "bildung-backup; ls bildung-*.dump | wc --lines; ls; rm bildung-2020-*",
            r"(?m)^30$",
        )

    def after_restoring(self) -> None:
        self.holds(NAMES, f"^{re.escape(self.names)}$")
        self._site_answers()

    after_restoring_SQLite = after_restoring

    def after_moving(self) -> None:
        self.holds(
            NAME.format(
                "from bildung.agreements.models import Agreement as A; "
                'print(*A.objects.order_by("slug").values_list("slug", flat=True))'
            ),
            "eisenach eisenach-hier",
        )

    def after_upgrading(self) -> None:
        self.holds(TABLES, "True")
        self._site_answers()

    def after_the_way_back(self) -> None:
        self.holds(TABLES, "False")
        self.after_restoring()

    def after_SQLite(self) -> None:
        self.machine.run("bildung-manage loaddata eisenach; systemctl restart bildung")
        self._site_answers()

    def _site_answers(self) -> None:
        self.holds(f"{CURL} --fail {SITE}/anmelden/", "<h1>Anmelden")
        self.holds(f"{CURL} --fail {SITE}/bereit/", r"^bereit\n$")

    def _mail_comes(self, words: str) -> None:
        self.machine.run(
            "for _ in $(seq 60); do\n"
            f"grep --quiet '{words}' /var/mail/betrieb && exit; sleep 1; done\n"
            "postqueue -p; journalctl --unit 'postfix*' --no-pager; exit 1"
        )


def main(archive: str | None) -> None:
    readme = subprocess.run(
        ["git", "show", "HEAD:README.md"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    known = {block.name: block for block in blocks(readme)}
    work = Path(tempfile.mkdtemp(prefix="bildung-deployment-", dir="/var/tmp"))
    try:
        began = time.monotonic()
        make(work / "root", archive)
        source = work / "root/srv/source.git"
        clone = ["git", "clone", "--quiet", "--bare", "--depth=1", f"file://{ROOT}", source]
        subprocess.run(clone, check=True)
        _tell("a Debian", began)
        with started(work / "root", work / "log") as machine:
            trial = Trial(machine, known)
            for part, names in PARTS.items():
                began = time.monotonic()
                method = part.replace(" ", "_")
                getattr(trial, f"before_{method}", lambda: None)()
                for name in names:
                    trial.run(name)
                getattr(trial, f"after_{method}")()
                _tell(f"{part}: {', '.join(names)}", began)
        for name, reason in LEFT_OUT.items():
            print(f"left out  {name}: {reason}")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _tell(what: str, began: float) -> None:
    print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:] or [None])
    except Failed as failure:
        sys.exit(f"FAILED\n{failure}")
