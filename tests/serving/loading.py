"""An application that is never loaded."""

import threading

print("loading", flush=True)
threading.Event().wait()
