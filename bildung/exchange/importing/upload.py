"""A file as it was read, on its way through the pages that show it.

Nothing of it is stored until somebody applies it: it travels in the page, signed, for this person,
this agreement and this annex alone.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.core import signing

from bildung.agreements.models import Agreement, User
from bildung.annex import grid
from bildung.annex.grid import Contents
from bildung.formats import intake

VALID_FOR = timedelta(hours=12)
# What the history keeps of a reason has to fit into its field.
LONGEST_NAME = 80
Mapping = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Upload:
    """What a file holds; `mapping` is which of its columns is which, where a person said so."""

    name: str
    contents: Contents
    mapping: Mapping | None = None

    @property
    def reason(self) -> str:
        """What the history says of the changes it brings."""
        return f"Import aus {self.name}"

    def mapped(self, mapping: Mapping) -> "Upload":
        return replace(self, mapping=mapping)


class Gone(Exception):
    """What travelled in the page is not valid (any more)."""


def receive(name: str, content: bytes) -> Upload:
    """Read an uploaded file. Raises intake.NotRead with a German reason."""
    contents = intake.read_file(name, content)
    return Upload(_plain(name), contents)


def _plain(name: str) -> str:
    """Return a file's name without folders and control characters, shortened in its middle."""
    name = "".join(each for each in name.replace("\\", "/").split("/")[-1] if each.isprintable())
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 12]}…{name[-11:]}"
    return name or "Datei"


def seal(upload: Upload, seen: str, user: User, agreement: Agreement, annex: str) -> str:
    """Return what the page hands back; `seen` is the digest of what it shows beside the file."""
    data = {
        "name": upload.name,
        "contents": grid.to_dict(upload.contents),
        "mapping": upload.mapping,
        "seen": seen,
    }
    return signing.dumps(data, salt=_salt(user, agreement, annex), compress=True)


def unseal(sealed: str, user: User, agreement: Agreement, annex: str) -> tuple[Upload, str]:
    """Return what `seal` was given. Raises Gone for anything else, and after VALID_FOR."""
    try:
        data = signing.loads(sealed, salt=_salt(user, agreement, annex), max_age=VALID_FOR)
    except signing.BadSignature as error:
        raise Gone from error
    mapping = data["mapping"]
    return (
        Upload(
            data["name"],
            grid.from_dict(data["contents"]),
            None if mapping is None else tuple(map(tuple, mapping)),
        ),
        data["seen"],
    )


def _salt(user: User, agreement: Agreement, annex: str) -> str:
    return f"import {user.pk} {agreement.pk} {annex}"
