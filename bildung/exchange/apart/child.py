"""Does one job in a process of its own, and tells what came of it."""

import gc
import os
import pickle
import traceback
from importlib import import_module
from types import SimpleNamespace

from bildung.formats.pdf.job import NICE


def do(name: str, wanted: bytes, user: int, database: str, writes: bool) -> bytes:
    """Return whether the function `name` was done, what it returned or raised, and mails to send.

    All of it is pickled.

    It is given what is `wanted` (pickled), and writes as the person whose key is `user`, into the
    `database` that is open where it was asked for. Unless it `writes`, all else goes before it.
    """
    if not writes:
        os.nice(NICE)
    # What is made here goes with the process: to look for circles in it costs a third of the time.
    gc.disable()
    import django

    django.setup()
    # These import models, which only an application that is set up has.
    from django.db import connection, connections
    from simple_history.models import HistoricalRecords

    from bildung.agreements import mailing
    from bildung.agreements.models import User

    connection.settings_dict["NAME"] = database
    try:
        HistoricalRecords.context.request = SimpleNamespace(user=User.objects.get(pk=user))
        module, _, function = name.rpartition(".")
        job = getattr(import_module(module), function)
        with mailing.collected() as notices:
            told = True, job(pickle.loads(wanted)), notices  # noqa: S301 (from ourselves)
    except MemoryError:
        raise
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))
        told = False, error, []
    finally:
        connections.close_all()
    return pickle.dumps(told)
