"""The application, with a print that never ends."""

import threading
import time

from bildung.formats import pdf
from bildung.wsgi import application

__all__ = ["application"]


def endless() -> bytes:
    print("printing", flush=True)
    while True:
        time.sleep(60)


threading.Thread(target=pdf.press.do, args=[endless], daemon=True).start()
