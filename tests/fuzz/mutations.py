"""Makes broken files of good ones, the same for the same seed.

    mutated(seed) -> (name, content)

Each kind is broken where it hurts: bytes anywhere, members of an archive, tags and numbers of XML,
lines and brackets of text, objects of a PDF.
"""

import re
import struct
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import ZipFile

from .originals import originals, packed

# PDFs take ten times as long to read as the others.
WEIGHTS = {"docx": 5, "xlsx": 5, "csv": 3, "json": 4, "pdf": 1}
TAG = re.compile(rb"<[^<>]+>")
EMPTY_TAG = re.compile(rb"<[^<>]+/>")
CELL = re.compile(rb"<(w:tc|c|w:tr|row)\b.*?</\1>", re.DOTALL)
NUMBER = re.compile(rb"\d+")
NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483648", b"99999999999999999999", b"1e308")
ODD_TEXTS = (
    b"", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"&#0;", b"&#x110000;", b"&amp;",
    b"]]>", b"<!--", b"\\ud800", b'"', b"\r", b"\t;,", b"\xef\xbb\xbf", "•\u00a0".encode() * 40,
)  # fmt: skip

Mutation = Callable[[Random, bytes], bytes]


def mutated(seed: int) -> tuple[str, bytes]:
    """Return a file that has been broken in one to three ways: its name and content."""
    random = Random(seed)
    files = originals()
    weights = [WEIGHTS[name.rpartition(".")[2]] for name, _ in files]
    ((name, content),) = random.choices(files, weights)
    kind = name.rpartition(".")[2]
    for _ in range(random.choice((1, 1, 2, 3))):
        content = random.choice((*ANYWHERE, *BY_KIND[kind] * 3))(random, content)
    return name, content


# Anywhere


def flip_bytes(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice((1, 2, 8, 64)) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def truncate(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def cut_out(random: Random, content: bytes) -> bytes:
    start, end = _range(random, content)
    return content[:start] + content[end:]


def repeat(random: Random, content: bytes) -> bytes:
    start, end = _range(random, content)
    return content[:end] + content[start:end] * random.choice((1, 2, 20)) + content[end:]


def put_in(random: Random, content: bytes) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + random.choice(ODD_TEXTS) + content[place:]


def _range(random: Random, content: bytes) -> tuple[int, int]:
    start = random.randrange(len(content) + 1)
    return start, min(len(content), start + random.choice((1, 10, 100, 2_000)))


# Text, XML and numbers


def change_number(random: Random, content: bytes) -> bytes:
    return _with_match(random, NUMBER, content, lambda found: random.choice(NUMBERS))


def drop_tag(random: Random, content: bytes) -> bytes:
    return _with_match(random, TAG, content, lambda found: b"")


def drop_empty_tag(random: Random, content: bytes) -> bytes:
    """Take an element away that holds nothing, so that the rest stays well-formed."""
    return _with_match(random, EMPTY_TAG, content, lambda found: b"")


def double_tag(random: Random, content: bytes) -> bytes:
    return _with_match(random, TAG, content, lambda found: found * random.choice((2, 400)))


def move_cell(random: Random, content: bytes) -> bytes:
    """Put a cell or a row where another one stands, or take it away."""
    cells = [found.span() for found in CELL.finditer(content)]
    if len(cells) < 2:
        return content
    (start, end), (other, _) = random.choice(cells), random.choice(cells)
    cell = content[start:end]
    rest = content[:start] + content[end:]
    place = other if other <= start else max(other - len(cell), start)
    return rest[:place] + cell * random.choice((0, 1, 2)) + rest[place:]


def swap_lines(random: Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def change_sign(random: Random, content: bytes) -> bytes:
    """Put another sign in the place of one that parts or encloses."""
    signs = re.compile(rb'[\[\]{}",:;\r\n]')
    other = random.choice((b"[", b"]", b"{", b"}", b'"', b",", b";", b"null", b"true", b"\n", b""))
    return _with_match(random, signs, content, lambda found: other)


def _with_match(
    random: Random, pattern: re.Pattern[bytes], content: bytes, change: Callable[[bytes], bytes]
) -> bytes:
    found = list(pattern.finditer(content))
    if not found:
        return content
    match = random.choice(found)
    return content[: match.start()] + change(match[0]) + content[match.end() :]


# Archives


def change_member(random: Random, content: bytes) -> bytes:
    """Break the text of one member, and pack it soundly again."""

    def change(members: list[tuple[str, bytes]]) -> None:
        place = random.randrange(len(members))
        name, part = members[place]
        members[place] = (name, random.choice(IN_XML)(random, part))

    return _repacked(content, change)


def change_main_part(random: Random, content: bytes) -> bytes:
    """Break the member that holds the table."""

    def change(members: list[tuple[str, bytes]]) -> None:
        for place, (name, part) in enumerate(members):
            if name.endswith(("document.xml", "sheet1.xml", "sharedStrings.xml")):
                members[place] = (name, random.choice(IN_XML)(random, part))

    return _repacked(content, change)


def swap_members(random: Random, content: bytes) -> bytes:
    def change(members: list[tuple[str, bytes]]) -> None:
        one, other = random.randrange(len(members)), random.randrange(len(members))
        (name, part), (other_name, other_part) = members[one], members[other]
        members[one], members[other] = (name, other_part), (other_name, part)

    return _repacked(content, change)


def drop_member(random: Random, content: bytes) -> bytes:
    return _repacked(content, lambda members: members.pop(random.randrange(len(members))))


def rename_member(random: Random, content: bytes) -> bytes:
    """Give a member another's name, or one that points outside."""

    def change(members: list[tuple[str, bytes]]) -> None:
        place = random.randrange(len(members))
        names = [name for name, _ in members]
        name = random.choice([*names, "../x", "/x", "word/vbaProject.bin", "ü" * 300])
        members[place] = (name, members[place][1])

    return _repacked(content, change)


def lie_in_directory(random: Random, content: bytes) -> bytes:
    """Change a size, a sum, a flag or a place in the directory."""
    entries = [found.start() for found in re.finditer(b"PK\x01\x02", content)]
    if not entries:
        return content
    changed = bytearray(content) + bytes(46)
    place = random.choice(entries) + random.choice((8, 10, 16, 20, 24, 28, 42))
    struct.pack_into("<L", changed, place, random.choice((0, 1, 40, 2**20, 2**31, 2**32 - 1)))
    return bytes(changed[: len(content)])


def _repacked(content: bytes, change: Callable[[list[tuple[str, bytes]]], object]) -> bytes:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = [(member.filename, archive.read(member)) for member in archive.infolist()]
    except Exception:
        return content  # broken before, in another way
    if not members:
        return content
    change(members)
    return packed(members)


ANYWHERE: tuple[Mutation, ...] = (flip_bytes, truncate, cut_out, repeat, put_in)
IN_XML: tuple[Mutation, ...] = (
    drop_tag, drop_empty_tag, double_tag, move_cell, move_cell, change_number,
    change_number, put_in, flip_bytes,
)  # fmt: skip
IN_ARCHIVE: tuple[Mutation, ...] = (
    change_member, change_main_part, change_main_part, change_main_part, swap_members, drop_member,
    rename_member, lie_in_directory,
)  # fmt: skip
IN_TEXT: tuple[Mutation, ...] = (change_number, change_sign, change_sign, swap_lines)
BY_KIND: dict[str, tuple[Mutation, ...]] = {
    "docx": IN_ARCHIVE,
    "xlsx": IN_ARCHIVE,
    "csv": IN_TEXT,
    "json": IN_TEXT,
    "pdf": (change_number, swap_lines, change_sign),
}
