"""What a PDF comes to once all its streams are unpacked.

Counted are those that pack anything (Flate, LZW, run lengths). Pictures in formats of their own
(JPEG, fax, JBIG2) are judged by their pixels.
"""

import re
import zlib
from base64 import a85decode
from binascii import Error, unhexlify

import pikepdf

from .bounds import LARGEST_EXPANDED_MIB

LARGEST = LARGEST_EXPANDED_MIB * 2**20
MOST_PIXELS = 200_000_000
PIECE = 2**16
BEGIN = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
PACKINGS = ("/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/Fl", "/LZW", "/RL")
WORDINGS = {
    "/ASCIIHexDecode": lambda data: unhexlify(re.sub(rb"[^0-9A-Fa-f]", b"", data)[:-1] + b"0"),
    "/ASCII85Decode": lambda data: a85decode(data.strip().removesuffix(b"~>")),
}


def is_large(content: bytes) -> bool:
    """Whether what is packed in a file, opened by nobody yet, comes to more than LARGEST.

    Also where its objects and the places of them are packed, which whoever opens it unpacks.
    """
    view, left = memoryview(content), LARGEST
    for mark in BEGIN.finditer(content):
        left -= _unpacked(view[mark.end() :], left)
        if left < 0:
            return True
    return False


def is_expanded(pdf: pikepdf.Pdf) -> bool:
    """Whether the streams of an opened PDF come to more than LARGEST, or a picture has too many
    pixels."""
    left = LARGEST
    for stream in pdf.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        if _pixels(stream) > MOST_PIXELS:
            return True
        left -= _length(stream, left)
        if left < 0:
            return True
    return False


def _length(stream: pikepdf.Stream, left: int) -> int:
    """Return how many bytes a stream comes to, or some number beyond `left`."""
    filters = stream.get("/Filter", [])
    names = [str(each) for each in ([filters] if isinstance(filters, pikepdf.Name) else filters)]
    packings = [name for name in names if name in PACKINGS]
    data = stream.read_raw_bytes()
    if not packings:
        return len(data)
    if len(packings) > 1:  # one packing within another has no good reason, and multiplies
        return left + 1
    if packings != ["/FlateDecode"]:
        return len(stream.read_bytes())  # rarely met; the limit of memory bounds it
    for name in names[: names.index("/FlateDecode")]:
        try:
            data = WORDINGS[name](data)
        except (KeyError, ValueError, Error):
            return left + 1
    return _unpacked(memoryview(data), left)


def _unpacked(data: memoryview, left: int) -> int:
    """Return how many bytes a Flate stream at the beginning of `data` comes to, no more than about
    `left`; 0 where there is none."""
    unpacker, length = zlib.decompressobj(), 0
    try:
        for start in range(0, len(data), PIECE):
            packed = data[start : start + PIECE]
            while packed and length <= left and not unpacker.eof:
                length += len(unpacker.decompress(packed, PIECE * 16))
                packed = unpacker.unconsumed_tail
            if unpacker.eof or length > left:
                break
    except zlib.error:  # a broken end: those who read it get so far too
        pass
    return length


def _pixels(stream: pikepdf.Stream) -> int:
    sides = (stream.get("/Width", 0), stream.get("/Height", 0))
    if not all(isinstance(side, int) for side in sides):
        return 0
    return sides[0] * sides[1]
