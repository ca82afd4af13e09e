"""The ways to print that are compared, all on the same content and with the same fonts.

Each way is given its input ready-made (a page, a Word file) and is timed from there to the finished
PDF. Ours alone begins at the document, as it does when somebody clicks: it typesets, makes its page
and has it printed in a child process.
"""

import base64
import json
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.formats import html, pdf
from tests import chromium

from . import word
from .processes import HERE, ROOT, PrintFailed, Sample, Server, whole_process

STYLE_LINK = re.compile(r'<link rel="stylesheet"[^>]*>')


@dataclass(frozen=True)
class Task:
    """One document to print, and a folder for what that takes."""

    document: AnnexDocument
    folder: Path

    @property
    def target(self) -> Path:
        return self.folder / "print.pdf"

    def source(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path


class Way:
    """A way to print. `warm` and `cold` return a function that prints once, or None.

    Warm: what prints is running and has printed before. Cold: a whole process from start to end,
    which finds its files in the system's cache.
    """

    name: str
    missing = ""  # what this machine lacks for it

    def __init__(self, folder: Path):
        self.folder = folder

    def warm(self, task: Task) -> Callable[[], Sample] | None:
        return None

    def cold(self, task: Task) -> Callable[[], Sample] | None:
        return None

    def close(self) -> None:
        """End what was started."""


class Ours(Way):
    name = "ours (PDF/UA-1)"

    def warm(self, task):
        def run() -> Sample:
            began = time.perf_counter()
            try:
                content = pdf.render(task.document)
            except pdf.PrintError as error:
                raise PrintFailed(error.message) from error
            seconds = time.perf_counter() - began
            task.target.write_bytes(content)
            return Sample(seconds)

        return run

    def cold(self, task):
        source = task.source("document.json", json.dumps(schema.to_dict(task.document)))
        command = [sys.executable, "-m", "tests.bench.ours", source, task.target]
        return lambda: whole_process(command)


class _Served(Way):
    """A way whose warm process is a Server, started at its first print."""

    module: str
    server: Server | None = None

    def warm(self, task):
        source = self.page(task)
        return lambda: self._running().print(source, task.target)

    def page(self, task: Task) -> Path:
        raise NotImplementedError

    def close(self):
        if self.server:
            self.server.close()
            self.server = None

    def _running(self) -> Server:
        if self.server is None or self.server.process.poll() is not None:
            self.server = Server(self.module, self.folder / f"{self.module}.log")
        return self.server


class Plain(_Served):
    """WeasyPrint as its documentation says: the page as HTML, with plain.css, no options."""

    name = "plain WeasyPrint"
    module = "tests.bench.plain"

    def page(self, task):
        style = f"<style>{(HERE / 'plain.css').read_text()}</style>"
        return task.source("plain.html", STYLE_LINK.sub(style, html.render(task.document)))

    def cold(self, task):
        command = [sys.executable, "-m", "weasyprint", self.page(task), task.target]
        return lambda: whole_process(command)


class Unstyled(Plain):
    """The same page with WeasyPrint's style sheet for HTML alone: A4 upright, another look."""

    name = "… no style sheet"

    def page(self, task):
        return task.source("unstyled.html", STYLE_LINK.sub("", html.render(task.document)))

    def cold(self, task):
        return None


class LibreOffice(Way):
    name = "LibreOffice (DOCX)"

    def __init__(self, folder):
        super().__init__(folder)
        self.program = shutil.which("soffice")
        self.missing = "" if self.program else "no soffice here"

    def cold(self, task):
        source = task.folder / "print.docx"
        word.write(task.document, source)
        profile = (self.folder / "libreoffice").as_uri()
        command = [self.program, f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", task.folder, source]
        return lambda: whole_process(command)


class Chromium(_Served):
    """The screen's page, untagged when warm (Playwright's default), tagged when cold (its own)."""

    name = "Chromium (HTML)"
    module = "tests.bench.browser"

    def __init__(self, folder):
        super().__init__(folder)
        self.program = chromium.executable()
        self.missing = "" if self.program else "no chromium here"

    def page(self, task):
        columns, paper = ROOT / "static/annex/columns.css", HERE / "browser.css"
        style = base64.b64encode(columns.read_bytes() + paper.read_bytes()).decode()
        link = f'<link rel="stylesheet" href="data:text/css;base64,{style}"></head>'
        page = html.render(task.document).replace("</head>", link)
        return task.source("browser.html", page)

    def cold(self, task):
        command = [self.program, "--headless", *chromium.ARGUMENTS, "--no-pdf-header-footer"]
        command += [f"--user-data-dir={self.folder / 'chromium'}", f"--print-to-pdf={task.target}"]
        command += [self.page(task).as_uri()]
        return lambda: whole_process(command)


ALL = (Ours, Plain, Unstyled, LibreOffice, Chromium)
