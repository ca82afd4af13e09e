"""What was read of a file, on its way through the pages that show it.

Nothing of it is stored until somebody says so: it travels in the page, signed, for those whose it
is alone (a person, an agreement).
"""

import base64
import json
import zlib
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import models

from bildung.formats.intake import NotRead

VALID_FOR = timedelta(hours=12)
# The rest of what a form may send (DATA_UPLOAD_MAX_MEMORY_SIZE) is for what was chosen.
LARGEST_MIB = 10
TOO_LARGE = (
    "Die Datei enthält zu viel Text, um sie in einer Vorschau zu zeigen. Bitte teilen Sie sie auf."
)


class Gone(Exception):
    """What travelled in a page is not valid (any more), or not for these."""


def seal(data: Any, purpose: str, *whose: models.Model) -> str:
    """Return `data`, which JSON can hold, as the page hands it back.

    Raises NotRead where it is more than a page can hand back.
    """
    sealed = signing.dumps(data, salt=_salt(purpose, whose), compress=True)
    if len(sealed) > LARGEST_MIB * 2**20:
        raise NotRead(TOO_LARGE)
    return sealed


def unseal(sealed: str, purpose: str, *whose: models.Model) -> Any:
    """Return what `seal` was given for the same. Raises Gone for anything else."""
    try:
        return signing.loads(sealed, salt=_salt(purpose, whose), max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise Gone from error


def packed(data: Any) -> str:
    """Return `data`, which JSON can hold, as a text that `unpacked` takes; it is not signed.

    What is signed with its digest need not be unpacked to be trusted. Raises NotRead as `seal`
    does.
    """
    text = base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode()
    if len(text) > LARGEST_MIB * 2**20:
        raise NotRead(TOO_LARGE)
    return text


def unpacked(text: str) -> Any:
    """Return what `packed` was given."""
    return json.loads(zlib.decompress(base64.urlsafe_b64decode(text)))


def _salt(purpose: str, whose: tuple[models.Model, ...]) -> str:
    return " ".join([purpose, *(f"{each._meta.label} {each.pk}" for each in whose)])
