"""A few seconds of `make stress`: that it finds losses where there are any, and none where not."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.stress.editors import Form

ROOT = Path(__file__).resolve().parents[2]


def test_no_edit_is_lost_and_without_the_check_some_are(migrated_database):
    done = subprocess.run(
        [sys.executable, "tests/stress/run.py", "--seconds=1", "--editors=6", "--rows=1"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": migrated_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    heading, checked, unchecked, verdict = done.stdout.splitlines()
    assert heading == "SQLite: 6 editors on 1 measures for 1 s"
    assert re.search(r"^checked .* 0 lost ", checked)
    assert re.search(r"^unchecked .* [1-9]\d* lost ", unchecked)
    assert verdict == "Sound: no edit is lost, and without the check edits are."


def test_form_is_read_as_a_browser_sends_it():
    page = """
    <form><input name="other" value="1"></form>
    <main><form>
    <input type="hidden" name="version" value="3"><input name="partners">
    <textarea name="text">\nAnalyse &amp;\nBericht</textarea>
    <select name="unit"><option value="">–</option><option value="7" selected>Amt</option></select>
    </form></main>
    """
    assert Form(page).values == {
        "version": "3",
        "partners": "",
        "text": "Analyse &\nBericht",
        "unit": "7",
    }
