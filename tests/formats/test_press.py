"""The press: a print that goes wrong ends alone, with a readable reason."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from time import monotonic, sleep

import pytest
from django.conf import settings

from bildung.formats import html, pdf
from bildung.formats.pdf.job import NICE
from bildung.formats.pdf.places import PRINTS_AT_ONCE
from bildung.formats.pdf.press import STARTING, Press, PrintError
from bildung.formats.pdf.typesetting import typeset

from . import papers


def press(folder, **limits) -> Press:
    return Press(pdf.STYLE_SHEETS, folder, **{"seconds": 60, "memory_mib": 1024, **limits})


def page_of(document) -> str:
    return html.render_paper(typeset(document))


@pytest.fixture(scope="module")
def large_page():
    return page_of(papers.document(papers.goals(400)))


@pytest.fixture
def small_page():
    return page_of(papers.document(papers.goals(1)))


def test_print_that_takes_too_long_is_given_up(tmp_path, large_page, small_page):
    hasty = press(tmp_path, seconds=1)
    begun = monotonic()
    with pytest.raises(PrintError) as error:
        hasty.print(large_page)
    assert error.value.message == (
        "Der Druck hat länger als 1 Sekunden gedauert und wurde abgebrochen."
    )
    assert monotonic() - begun < 10
    assert press(tmp_path).print(small_page).startswith(b"%PDF-1.7")


def test_print_that_takes_too_much_memory_is_given_up(tmp_path, large_page, small_page):
    with pytest.raises(PrintError) as error:
        press(tmp_path, memory_mib=150).print(large_page)
    assert "150 MiB Arbeitsspeicher" in error.value.message
    assert press(tmp_path).print(small_page).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png", "data:image/png;base64,AAAA"]
)
def test_print_fetches_nothing(tmp_path, caplog, small_page, address):
    reaching = small_page.replace("</body>", f'<p><img src="{address}" alt=""/></p></body>')
    with pytest.raises(PrintError, match="Fehler aufgetreten"):
        press(tmp_path).print(reaching)
    assert "A print fetches nothing" in caplog.text


def test_style_sheet_that_imports_another_fetches_nothing(tmp_path, small_page):
    sheet = tmp_path / "paper.css"
    sheet.write_text("@import url(file:///etc/hostname);")
    code = f"""
import os
from pathlib import Path
os.environ["FONTCONFIG_FILE"] = ""
from bildung.formats.pdf.layout import style_sheet
style_sheet(Path({str(sheet)!r}).read_text())
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert "A print fetches nothing, not even file:///etc/hostname" in ended.stderr


def test_server_that_died_is_started_again(tmp_path, small_page):
    machine = press(tmp_path)
    before = machine.print(small_page)
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
    sleep(0.2)
    assert machine.print(small_page) == before


def test_broken_page_ends_in_a_readable_message(tmp_path, caplog):
    with pytest.raises(PrintError) as error:
        press(tmp_path).print("<html><body>")
    assert error.value.message == "Beim Druck ist ein Fehler aufgetreten. Er wurde abgebrochen."
    assert "ParseError" in caplog.text


def test_application_never_loads_weasyprint(small_page):
    code = """
import sys, django
django.setup()
from bildung.formats import pdf
from tests.formats import papers
if __name__ == "__main__":
    content = pdf.render(papers.document(papers.goals(1)))
    print(content[:8].decode(), "weasyprint" in sys.modules, "pyphen" in sys.modules)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert (ended.stdout.split(), ended.stderr) == (["%PDF-1.7", "False", "False"], "")


def test_environment_of_the_application_is_left_alone(tmp_path, small_page):
    before = dict(os.environ)
    press(tmp_path).print(small_page)
    assert dict(os.environ) == before


def test_threads_print_at_the_same_time(tmp_path, small_page):
    machines = [press(tmp_path), press(tmp_path)]
    with ThreadPoolExecutor(PRINTS_AT_ONCE) as threads:
        prints = set(threads.map(lambda each: machines[each % 2].print(small_page), range(8)))
    assert prints == {machines[0].print(small_page)}


def test_presses_show_the_server_one_environment_after_the_other(tmp_path, monkeypatch):
    """Else one would restore what another has set, or take away what it did not set."""
    inside = []

    class Watched:
        def __enter__(self):
            return inside.append(STARTING.locked())

        def __exit__(self, *error):
            pass

    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    monkeypatch.setattr(Press, "_environment", lambda self: Watched())
    presses = [press(tmp_path) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(Press.start, presses * 20))
    assert set(inside) == {True}
    assert not hasattr(presses[0], "_starting")


def test_prints_go_behind_pages(tmp_path):
    assert int(press(tmp_path).do(niceness)) == os.nice(0) + NICE


def niceness() -> bytes:
    return str(os.nice(0)).encode()


def test_print_that_dies_while_it_answers_is_a_readable_failure(tmp_path):
    class Cut:
        def poll(self, seconds):
            return True

        def recv_bytes(self, largest):
            raise OSError("got end of file during message")

    with pytest.raises(PrintError, match="abgestürzt"):
        press(tmp_path)._result(Cut(), deadline=0)
