"""A file as it was read, for one annex: which of its columns is which, what it is called."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from bildung.annex import grid
from bildung.annex.asides import Aside
from bildung.annex.grid import Contents
from bildung.exchange.travelling import seal, unseal
from bildung.formats import intake

# What the history keeps of a reason has to fit into its field.
LONGEST_NAME = 80
Mapping = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Upload:
    """What a file holds; `mapping` is which of its columns is which, where a person said so.

    `left_out` is what the person does not want of what is set aside in it. `plain` are the contents
    as they came and travel on (see grid.to_dict), where they are at hand.
    """

    name: str
    contents: Contents
    mapping: Mapping | None = None
    left_out: frozenset[Aside] = frozenset()
    plain: dict[str, Any] | None = field(default=None, compare=False)

    @property
    def reason(self) -> str:
        """What the history says of the changes it brings."""
        return f"Import aus {self.name}"

    def mapped(self, mapping: Mapping, left_out: Collection[Aside] = ()) -> "Upload":
        return replace(self, mapping=mapping, left_out=frozenset(left_out))


def receive(name: str, content: bytes) -> Upload:
    """Read an uploaded file. Raises intake.NotRead with a German reason."""
    return Upload(_plain(name), intake.read_file(name, content))


def read_upload(name: str, answer: bytes) -> Upload:
    """Return what was read of a file (intake.read_bytes). Raises intake.NotRead."""
    told = intake.told_in(answer)
    return Upload(_plain(name), intake.contents_in(told), plain=told["contents"])


def _plain(name: str) -> str:
    """Return a file's name without folders and control characters, shortened in its middle."""
    name = "".join(each for each in name.replace("\\", "/").split("/")[-1] if each.isprintable())
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 12]}…{name[-11:]}"
    return name or "Datei"


def sealed(upload: Upload, seen: str, *whose: models.Model, annex: str) -> str:
    """Return what the page hands back; `seen` is the digest of what it shows beside the file."""
    data = {
        "name": upload.name,
        "contents": upload.plain or grid.to_dict(upload.contents),
        "mapping": upload.mapping,
        "left_out": sorted(upload.left_out),
        "seen": seen,
    }
    return seal(data, f"import {annex}", *whose)


def unsealed(text: str, *whose: models.Model, annex: str) -> tuple[Upload, str]:
    """Return what `sealed` was given for the same. Raises Gone for anything else."""
    data = unseal(text, f"import {annex}", *whose)
    contents, mapping = grid.from_dict(data["contents"]), data["mapping"]
    mapping = None if mapping is None else tuple(map(tuple, mapping))
    left_out = frozenset(map(Aside, data["left_out"]))
    upload = Upload(data["name"], contents, mapping, left_out, data["contents"])
    return upload, data["seen"]
