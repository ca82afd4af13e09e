"""What of the scripts in .setup/ can be tried in a second and without a network.

All of them are run for real on a bare system when they change; see CONTRIBUTING.md.
"""

import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests import database
from tests.budget import DEEP

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [
    "setup",
    "run",
    "test",
    "test-postgres",
    "test-deep",
    "with-postgres",
    "audit",
    "office",
    "deployment-test",
    "stress",
    "fuzz",
    "same",
    "bench",
    "lock",
    "system.sh",
]


def run(*command, **environment):
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_is_posix_shell(script):
    done = run("sh", "-n", f".setup/{script}")
    assert (done.returncode, done.stderr) == (0, "")


def test_make_help_names_every_target():
    phony = next(
        line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY")
    )
    listed = [
        line.split()[0] for line in run("make", "--no-print-directory", "help").stdout.splitlines()
    ]
    assert listed == phony.split()[1:]


# --- the tests ------------------------------------------------------------------------------


def pytest_with(workers) -> list[str]:
    return ["-m", "pytest", "--numprocesses", str(workers), "--dist", "worksteal"]


# On SQLite one more than processors (it waits for browsers), on PostgreSQL as many.
PYTEST = pytest_with(os.cpu_count() + 1)
ON_POSTGRESQL = pytest_with("auto")


def make(tmp_path, target, **environment):
    """Make `target` where all that it starts only notes its arguments; return those of pytest."""
    (tmp_path / ".setup").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for path in ("Makefile", ".setup/test", ".setup/test-postgres", ".setup/test-deep"):
        (tmp_path / path).write_text((ROOT / path).read_text())
    log = tmp_path / "log"
    python = f'case "$2" in pytest) printf "%s\\n" "${{BILDUNG_TESTS:-}}" "$@" >>{log};; esac'
    fakes = {".setup/setup": "", ".setup/with-postgres": '"$@"', ".venv/bin/python": python}
    for path, script in fakes.items():
        (tmp_path / path).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / path).chmod(0o755)
    # What this very run was called with is none of its business.
    environment = {"BILDUNG_TESTS": "", "ARGS": "", "MAKEFLAGS": ""} | environment
    done = run("make", "--no-print-directory", "--directory", str(tmp_path), *target, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return log.read_text().splitlines()


@pytest.mark.parametrize(
    ("target", "pytest_call"), [("test", PYTEST), ("test-postgres", ON_POSTGRESQL)]
)
def test_make_hands_arguments_on_with_their_quotes(tmp_path, target, pytest_call):
    given = make(tmp_path, [target, "ARGS=-x -k 'a or b' \"tests/a folder\""])
    assert given == [
        *("", *pytest_call),
        *("-x", "-k", "a or b", "tests/a folder"),
    ]


def test_make_without_arguments_hands_none_on(tmp_path):
    assert make(tmp_path, ["test"]) == ["", *PYTEST]


def test_make_test_deep_runs_all_on_both_databases(tmp_path):
    both = ["deep", *PYTEST, "deep", *ON_POSTGRESQL]
    assert make(tmp_path, ["test-deep"]) == both


# --- the port -------------------------------------------------------------------------------


def port_check(host, port):
    return run(sys.executable, ".setup/port.py", host, str(port))


def test_port_free_is_no_complaint():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = port_check("127.0.0.1", port)
    assert (done.returncode, done.stderr) == (0, "")


def test_port_in_use_names_a_free_one():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = port_check("127.0.0.1", port)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in done.stderr
    free = int(done.stderr.rpartition("PORT=")[2])
    assert port_check("127.0.0.1", free).returncode == 0


@pytest.mark.parametrize("port", ["abc", "0", "65536", ""])
def test_port_that_is_none_is_refused(port):
    done = port_check("127.0.0.1", port)
    assert (done.returncode, done.stderr) == (
        1,
        f"PORT={port} is not a port: take a number from 1 to 65535.\n",
    )


# --- system packages ------------------------------------------------------------------------


def install_as_nobody(tmp_path, *commands):
    """Call install_packages as somebody who is not root, where only `commands` exist."""
    for name, script in {"id": "echo 1000", **dict(commands)}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return run("/bin/sh", "-c", ". .setup/system.sh; install_packages one two", PATH=str(tmp_path))


def test_install_packages_without_root_prints_the_exact_line(tmp_path):
    done = install_as_nobody(tmp_path, ("apt-get", "exit 9"))
    assert done.returncode == 1
    assert (
        "\n  apt-get update && apt-get install --yes --no-install-recommends one two\n"
        in done.stderr
    )


def test_install_packages_when_sudo_asks_a_password_prints_the_exact_line(tmp_path):
    done = install_as_nobody(tmp_path, ("apt-get", "exit 9"), ("sudo", "exit 1"))
    assert done.returncode == 1
    assert (
        "\n  sudo apt-get update && sudo apt-get install --yes --no-install-recommends one two\n"
        in done.stderr
    )


def test_install_packages_uses_sudo_that_asks_no_password(tmp_path):
    log = tmp_path / "log"
    done = install_as_nobody(
        tmp_path, ("apt-get", "exit 9"), ("sudo", f'[ "$1" = -n ] || echo "$@" >>{log}')
    )
    assert (done.returncode, done.stderr) == (0, "")
    quietly = "env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes "
    assert log.read_text().splitlines() == [
        quietly + "dpkg --configure -a",
        quietly + "apt-get update -qq",
        quietly + "apt-get install -qq -o DPkg::Lock::Timeout=300 --yes --no-install-recommends "
        "one two",
    ]


def test_install_packages_on_another_system_names_what_is_missing(tmp_path):
    done = install_as_nobody(tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith(" one two\n")


# --- the data -------------------------------------------------------------------------------


FIRST_WORDS = "Loaded the Eisenach agreement and the template\nDemo users;"
LATER_WORDS = "Users exist. To reset a password: manage.py changepassword NAME\n"
SETTINGS = "bildung.settings" if DEEP else "tests.setup.uncompressed"


@pytest.fixture(scope="module")
def first_starts(tmp_path_factory):
    """Start twice at once where nothing is; return the environment, the codes, what was said.

    In a sample there is all of the database that it takes seconds to make, but for one table.
    """
    folder = tmp_path_factory.mktemp("first")
    if not DEEP:
        database.migrated(folder / "db.sqlite3")
        with closing(sqlite3.connect(folder / "db.sqlite3")) as opened, opened:
            opened.execute("DROP TABLE django_session")
            opened.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    environment = {
        "BILDUNG_VAR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }
    starts = [
        subprocess.Popen(
            [sys.executable, ".setup/prepare.py"],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [start.communicate() for start in starts]
    return environment, [start.returncode for start in starts], said


def test_two_first_starts_at_once_are_one_installation(first_starts):
    _, codes, said = first_starts
    assert codes == [0, 0]
    assert [errors for _, errors in said] == ["", ""]
    first, second = sorted((out for out, _ in said), key=len, reverse=True)
    assert first.startswith(FIRST_WORDS)
    assert second == LATER_WORDS


def test_first_start_makes_what_the_database_lacks(first_starts):
    place = first_starts[0]["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(place)) as opened:
        assert opened.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


def test_later_start_keeps_what_there_is(first_starts):
    environment, _, _ = first_starts
    made = Path(environment["BILDUNG_VAR"])
    key, manifest = made / "secret_key", made / "static" / "staticfiles.json"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes(), manifest.stat().st_mtime_ns
    later = run(sys.executable, ".setup/prepare.py", **environment)
    assert (later.returncode, later.stderr, later.stdout) == (0, "", LATER_WORDS)
    assert (key.read_bytes(), manifest.stat().st_mtime_ns) == before


def test_start_makes_no_members_beside_a_superuser_and_content(first_starts, migrated_database):
    """Somebody set the installation up, and has not invited anybody yet."""
    environment = first_starts[0] | {
        "DATABASE_URL": migrated_database,
        "DJANGO_SUPERUSER_EMAIL": "verwaltung@example.org",
        "DJANGO_SUPERUSER_PASSWORD": "ein langes Passwort",
    }
    commands = (
        "import django; django.setup(); from django.core.management import call_command as call;"
        "call('loaddata', 'eisenach');"
        "call('createsuperuser', '--no-input', '--username', 'verwaltung')"
    )
    done = run(sys.executable, "-c", commands, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    started = run(sys.executable, ".setup/prepare.py", **environment)
    assert (started.returncode, started.stderr, started.stdout) == (0, "", LATER_WORDS)


@pytest.mark.django_db
@pytest.mark.dialect
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the other start is on SQLite")
def test_first_start_on_an_empty_postgresql(tmp_path):
    """Keys that the first content has are not given again to what follows it."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as server:
        server.execute("CREATE DATABASE first_start TEMPLATE template0 ENCODING 'UTF8'")
        try:
            url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/first_start"
            environment = {
                "BILDUNG_VAR": str(tmp_path / "var"),
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "bildung.settings",
            }
            done = run(sys.executable, ".setup/prepare.py", **environment)
        finally:
            server.execute("DROP DATABASE first_start WITH (FORCE)")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(FIRST_WORDS)


def test_key_is_whole_for_all_who_start_at_once(tmp_path):
    from bildung.settings import _kept_secret_key

    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as starts:
        keys = set(starts.map(lambda _: _kept_secret_key(path), range(8)))
    assert keys == {path.read_text()}
    assert len(keys.pop()) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret_key"]


# --- veraPDF's report -----------------------------------------------------------------------

GOOD = {
    "itemDetails": {"name": "/tmp/good.pdf"},
    "validationResult": [{"compliant": True, "statement": "", "details": {"ruleSummaries": []}}],
}
BAD = {
    "itemDetails": {"name": "/tmp/bad.pdf"},
    "validationResult": [
        {
            "compliant": False,
            "statement": "PDF file is not compliant.",
            "details": {
                "ruleSummaries": [
                    {
                        "specification": "ISO 14289-1:2014",
                        "clause": "7.1",
                        "failedChecks": 3,
                        "description": "Content shall be marked",
                    }
                ]
            },
        }
    ],
}
BROKEN = {
    "itemDetails": {"name": "/tmp/broken.pdf"},
    "taskException": {"exceptionMessage": "Couldn't parse stream"},
}


def audit_report(tmp_path, jobs, count):
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"report": {"jobs": jobs}}) if jobs else "")
    done = run(sys.executable, ".setup/verapdf/report.py", str(report), str(count), "PDF/UA-1")
    return done.returncode, done.stdout.splitlines()


def test_audit_report_passes_when_every_file_does(tmp_path):
    assert audit_report(tmp_path, [GOOD], 1) == (
        0,
        ["PASS good.pdf", "veraPDF, PDF/UA-1: 1 passed, 0 failed"],
    )


def test_audit_report_fails_with_reasons(tmp_path):
    assert audit_report(tmp_path, [GOOD, BAD, BROKEN], 3) == (
        1,
        [
            "PASS good.pdf",
            "FAIL bad.pdf",
            "      ISO 14289-1:2014, 7.1 (3 times): Content shall be marked",
            "FAIL broken.pdf",
            "      Couldn't parse stream",
            "veraPDF, PDF/UA-1: 1 passed, 2 failed",
        ],
    )


@pytest.mark.parametrize("jobs", [[], [GOOD]])
def test_audit_report_fails_when_a_file_was_not_judged(tmp_path, jobs):
    code, lines = audit_report(tmp_path, jobs, 2)
    assert (code, lines[-1]) == (1, f"FAIL: 2 PDFs were given, {len(jobs)} judged")
