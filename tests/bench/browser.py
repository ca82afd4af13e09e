"""A warm Chromium: running, with a new page for each print.

python -m tests.bench.browser    (see processes.Server for what it reads and says)
"""

import sys
from pathlib import Path

from tests.chromium import ARGUMENTS, executable


def main() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        print("ready", flush=True)
        for line in sys.stdin:
            source, target = line.rstrip("\n").split("\t")
            page = browser.new_page()
            page.goto(Path(source).as_uri())
            page.pdf(path=target, prefer_css_page_size=True, print_background=True)
            page.close()
            print("done", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
