"""Whether what is packed in a PDF stays within bounds, before it is expanded as a whole."""

import zlib

import pikepdf

MIB = 2**20
# Of all that is packed, but for pictures, which nothing here expands.
LARGEST_EXPANDED = 32 * MIB
PIECE = MIB
MOST_OBJECTS = 100_000


def is_bounded(pdf: pikepdf.Pdf) -> bool:
    """Whether the texts, fonts and data of a PDF expand to no more than LARGEST_EXPANDED."""
    if len(pdf.objects) > MOST_OBJECTS:
        return False
    left = LARGEST_EXPANDED
    for stream in pdf.objects:
        if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") != "/Image":
            left -= _expanded(stream, left)
            if left < 0:
                return False
    return True


def _expanded(stream: pikepdf.Stream, left: int) -> int:
    """Return how long a stream is once expanded, or something beyond `left`."""
    packed = stream.read_raw_bytes()
    filters = stream.get("/Filter", [])
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    if "/FlateDecode" not in names:
        return len(packed)
    if names != ["/FlateDecode"]:
        # One packing within another has no good reason, and multiplies.
        return left + 1
    unpacker = zlib.decompressobj()
    length = 0
    try:
        while packed and length <= left:
            length += len(unpacker.decompress(packed, PIECE))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        # A broken end: those who read it get so far too.
        pass
    return length
