"""The ZIP of an archive: what is in it, and whether it still is what was written.

    manifest.json   {"format": "zielvereinbarung", "version": 2, "software": "…", "slug": "…",
                     "members": {"records.json": "<sha256>", …}}
    *.json          see packing.py
    files/<sha256>  PDFs of editions and scans

The same agreement gives the same bytes: members are sorted, and their time is always the same.
"""

import hashlib
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT, VERSION = "zielvereinbarung", 2
# Version 1 had no acts.
READ = (1, VERSION)
MANIFEST = "manifest.json"
NAME = re.compile(r"[a-z]{1,40}\.json|files/[0-9a-f]{64}")
# Of an agreement with 50 editions and as many scans of 20 MB there is still room.
MOST_BYTES, MOST_MEMBERS, LARGEST = 2 * 1024**3, 10_000, 64 * 1024**2
LARGEST_MANIFEST = 4 * 1024**2
LARGEST_JSON = 128 * 1024**2  # read, it takes some ten times that
LARGEST_DIRECTORY = 4 * 1024**2
# Our texts are packed to a thirtieth at best, PDFs hardly.
LARGE_MEMBER, BEST_PACKED = 1024**2, 200
END, END_MARK, END_64_MARK = struct.Struct("<4s4H2LH"), b"PK\x05\x06", b"PK\x06\x07"
LONGEST_COMMENT = 2**16
# As `write` packs; the others of a ZIP fail in ways of their own.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
TOO_LARGE = "Das Archiv ist ausgepackt zu groß."
# How zipfile fails: a name that is no text and a place before the beginning are a ValueError.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class ArchiveError(ValueError):
    """This is no archive that can be taken in; the message says why, in one line of German."""

    def __init__(self, message: str):
        # What databases say goes over several lines.
        super().__init__(" ".join(message.split()))


@dataclass(frozen=True)
class Package:
    """The members of an archive by name, and what it says of itself."""

    slug: str
    software: str
    members: Mapping[str, bytes]
    version: int = VERSION

    def read(self, name: str) -> Any:
        """Return the data of a JSON member. Raises ArchiveError for one that is missing or none."""
        try:
            return json.loads(self.members[name])
        except KeyError:
            raise ArchiveError(f"Im Archiv fehlt „{name}“.") from None
        except (ValueError, RecursionError) as error:
            raise ArchiveError(f"„{name}“ ist nicht zu lesen: {error}.") from error


def as_json(data: Any) -> bytes:
    """Return the one JSON encoding of `data`, to be read by people too."""
    return json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1).encode() + b"\n"


def write(package: Package) -> bytes:
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "software": package.software,
        "slug": package.slug,
        "members": {name: _sha256(content) for name, content in package.members.items()},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(MANIFEST, as_json(manifest)), *sorted(package.members.items())]:
            info = zipfile.ZipInfo(name)  # whose time is the first that a ZIP can tell
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return file.getvalue()


def read(content: bytes) -> Package:
    """Return the package that `write` wrote. Raises ArchiveError for all that is none."""
    if len(content) > MOST_BYTES:
        raise ArchiveError(TOO_LARGE)
    try:
        _check_end(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive)
            manifest = _manifest(archive.read(MANIFEST))
            names = [info.filename for info in archive.infolist() if info.filename != MANIFEST]
            if set(names) != set(manifest["members"]):
                raise ArchiveError("Im Archiv steht anderes, als sein Verzeichnis nennt.")
            members = {name: archive.read(name) for name in names}
    except ArchiveError:
        raise
    except DAMAGES as error:
        raise ArchiveError(f"Das ist kein Archiv, oder es ist beschädigt: {error}") from error
    for name, member in members.items():
        if _sha256(member) != manifest["members"][name]:
            raise ArchiveError(
                f"„{name}“ ist nicht mehr, was geschrieben wurde: falscher Prüfwert."
            )
    return Package(manifest["slug"], manifest["software"], members, manifest["version"])


def _check_end(content: bytes) -> None:
    """Refuse by what the end says of the directory, which zipfile reads as a whole."""
    place = content.rfind(END_MARK, max(len(content) - END.size - LONGEST_COMMENT, 0))
    if place < 0 or place + END.size > len(content):
        raise ArchiveError("Das ist kein Archiv, oder es ist unvollständig.")
    _, _, _, _, members, size, _, _ = END.unpack_from(content, place)
    is_64 = END_64_MARK in content[max(place - 20, 0) : place]
    if is_64 or members > MOST_MEMBERS or size > LARGEST_DIRECTORY:
        raise ArchiveError("Das Archiv hat zu viele Teile.")


def _check_directory(archive: zipfile.ZipFile) -> None:
    """Refuse before anything is expanded. What is larger than it says, zipfile refuses itself."""
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if MANIFEST not in names:
        raise ArchiveError(f"Das ist kein Archiv einer Vereinbarung: „{MANIFEST}“ fehlt.")
    if len(infos) > MOST_MEMBERS or len(set(names)) != len(names):
        raise ArchiveError("Das Archiv hat zu viele Teile, oder eines zweimal.")
    if wrong := [name for name in names if name != MANIFEST and not NAME.fullmatch(name)]:
        raise ArchiveError(f"Das Archiv hat einen Teil, der nicht hineingehört: „{wrong[0][:80]}“.")
    manifest = archive.getinfo(MANIFEST).file_size
    total = sum(info.file_size for info in infos)
    if total > MOST_BYTES or manifest > LARGEST_MANIFEST or any(map(_is_too_large, infos)):
        raise ArchiveError(TOO_LARGE)
    if any(info.flag_bits & 1 for info in infos):
        raise ArchiveError("Das Archiv ist verschlüsselt.")
    if any(info.compress_type not in PACKED for info in infos):
        raise ArchiveError("Das Archiv ist anders gepackt, als diese Software es tut.")


def _is_too_large(info: zipfile.ZipInfo) -> bool:
    largest = LARGEST_JSON if info.filename.endswith(".json") else LARGEST
    is_dense = info.file_size > BEST_PACKED * max(info.compress_size, 1)
    return info.file_size > largest or (info.file_size > LARGE_MEMBER and is_dense)


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
        is_one = manifest["format"] == FORMAT
        version, members = manifest["version"], manifest["members"]
        texts = [manifest["slug"], manifest["software"], *members.keys(), *members.values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArchiveError(f"„{MANIFEST}“ ist nicht zu lesen.") from error
    if not is_one or not all(isinstance(text, str) for text in texts):
        raise ArchiveError("Das ist kein Archiv einer Vereinbarung.")
    if type(version) is not int or version not in READ:
        raise ArchiveError(
            f"Die Version {version!r:.20} des Archivs ist nicht bekannt; "
            f"gelesen wird bis {VERSION}."
        )
    return manifest


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
