"""What was read of a file, on its way through the pages that show it.

Nothing of it is stored until somebody says so: it travels in the page, signed, for those whose it
is alone (a person, an agreement).
"""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import models

VALID_FOR = timedelta(hours=12)


class Gone(Exception):
    """What travelled in a page is not valid (any more), or not for these."""


def seal(data: Any, purpose: str, *whose: models.Model) -> str:
    """Return `data`, which JSON can hold, as the page hands it back."""
    return signing.dumps(data, salt=_salt(purpose, whose), compress=True)


def unseal(sealed: str, purpose: str, *whose: models.Model) -> Any:
    """Return what `seal` was given for the same. Raises Gone for anything else."""
    try:
        return signing.loads(sealed, salt=_salt(purpose, whose), max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise Gone from error


def _salt(purpose: str, whose: tuple[models.Model, ...]) -> str:
    return " ".join([purpose, *(f"{each._meta.label} {each.pk}" for each in whose)])
