"""Whether parts of a PDF contain themselves, or each other so often that nobody draws them all.

Two ways lead to where one has been: trees (names, fields, bookmarks, tags) whose branches lead
back, and what a page draws: forms, patterns, glyphs and masks that draw themselves. The tree of
pages qpdf looks at itself when it opens a file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from .deeds import dictionaries

# Of a tree: what a branch leads to, and what comes after it.
BRANCHES = ("/Kids", "/First", "/Next", "/K")
# So often a page may draw forms within forms.
MOST_DRAWN = 100_000
DEEPEST = 100
NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]+)")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
KINDS = ("/XObject", "/Pattern", "/Font", "/ExtGState")

Key = tuple[int, int]


class Recurring(Exception):
    """Something is drawn within itself, or too often."""


def is_recurring(pdf: pikepdf.Pdf) -> bool:
    """Whether a tree of `pdf` leads back into itself, or a page draws without end."""
    return _leads_back(_branches(pdf)) or _draws_itself(pdf)


def _branches(pdf: pikepdf.Pdf) -> dict[Key, set[Key]]:
    found: dict[Key, set[Key]] = defaultdict(set)
    for owner, each in dictionaries(pdf):
        for key in BRANCHES:
            value = each.get(key)
            targets = list(value) if isinstance(value, pikepdf.Array) else [value]
            for target in targets:
                if isinstance(target, pikepdf.Object) and target.is_indirect:
                    found[owner.objgen].add(target.objgen)
    return found


def _leads_back(edges: dict[Key, set[Key]]) -> bool:
    """Whether one comes from some key back to it."""
    done: set[Key] = set()
    for first in list(edges):
        if first in done:
            continue
        path, waiting = {first}, [(first, iter(edges[first]))]
        while waiting:
            key, others = waiting[-1]
            for other in others:
                if other in path:
                    return True
                if other not in done and other in edges:
                    path.add(other)
                    waiting.append((other, iter(edges[other])))
                    break
            else:
                waiting.pop()
                path.discard(key)
                done.add(key)
    return False


def _draws_itself(pdf: pikepdf.Pdf) -> bool:
    drawing = _Drawing()
    try:
        for page in pdf.pages:
            drawing.draw(page.obj)
        for each in pdf.objects:  # appearances of annotations, and what nothing leads to
            if isinstance(each, pikepdf.Stream) and _is_drawn(each):
                drawing.draw(each)
    except Recurring:
        return True
    return False


def _is_drawn(stream: pikepdf.Stream) -> bool:
    return stream.get("/Subtype") == "/Form" or stream.get("/PatternType") == 1


@dataclass(frozen=True)
class Resources:
    """What names in a content mean, with the key of the part whose they are."""

    held: pikepdf.Object
    of: Key


class _Drawing:
    """Counts what each part draws within it; a part that is being drawn may not come again."""

    def __init__(self):
        self.drawn: dict[tuple, int] = {}
        self.names: dict[Key, dict[str, int]] = {}
        self.path: list[tuple] = []

    def draw(self, part: pikepdf.Object, above: Resources | None = None) -> int:
        """Return how many parts `part` draws, itself counted. Raises Recurring.

        What has no resources of its own draws with those of whoever draws it, `above`.
        """
        own = part.get("/Resources")
        if own is None and part.get("/Type") == "/Page":
            own = _of_page(part)
        resources = above if own is None else Resources(own, part.objgen)
        if not part.is_indirect:  # a font's glyphs, which are
            return self._count(part, resources)
        key = (part.objgen, resources and resources.of)
        if key in self.path or len(self.path) > DEEPEST:
            raise Recurring
        if key not in self.drawn:
            self.path.append(key)
            self.drawn[key] = self._count(part, resources)
            self.path.pop()
        return self.drawn[key]

    def _count(self, part: pikepdf.Object, resources: Resources | None) -> int:
        count = 1
        for each, times in self._parts(part, resources.held if resources else None):
            count += times * self.draw(each, resources)
            if count > MOST_DRAWN:
                raise Recurring
        return count

    def _parts(self, part, resources) -> Iterator[tuple[pikepdf.Object, int]]:
        """Yield what `part` draws by names of `resources`, with how often it names it."""
        if part.get("/Subtype") == "/Type3":
            glyphs = part.get("/CharProcs", {})
            yield from ((each, 1) for _, each in glyphs.items() if isinstance(each, pikepdf.Stream))
            return
        if not isinstance(resources, pikepdf.Dictionary):
            return
        named = {
            (kind, name): value
            for kind in KINDS
            if isinstance(held := resources.get(kind), pikepdf.Dictionary)
            for name, value in held.items()
        }
        if not named:
            return
        used = self._names_in(part)
        for (_, name), value in named.items():
            if (times := used.get(name)) and (drawn := _drawn_by(value)) is not None:
                yield drawn, times

    def _names_in(self, part) -> dict[str, int]:
        if part.objgen not in self.names:
            counts: dict[str, int] = defaultdict(int)
            for content in _contents(part):
                for name in NAME.findall(content):
                    plain = ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), name)
                    counts["/" + plain.decode("utf-8", "surrogateescape")] += 1
            self.names[part.objgen] = counts
        return self.names[part.objgen]


def _of_page(page: pikepdf.Object) -> pikepdf.Object | None:
    """Return the resources that a page has from above it."""
    above, steps = page.get("/Parent"), 0
    while isinstance(above, pikepdf.Dictionary) and steps < DEEPEST:
        if (found := above.get("/Resources")) is not None:
            return found
        above, steps = above.get("/Parent"), steps + 1
    return None


def _contents(part: pikepdf.Object) -> Iterator[bytes]:
    streams = [part] if isinstance(part, pikepdf.Stream) else part.get("/Contents", [])
    for stream in [streams] if isinstance(streams, pikepdf.Stream) else list(streams):
        if isinstance(stream, pikepdf.Stream):
            yield stream.read_bytes()


def _drawn_by(value) -> pikepdf.Object | None:
    """Return the part that a named resource draws: a form, a pattern, a font's glyphs, a mask."""
    if isinstance(value, pikepdf.Stream):
        return value if _is_drawn(value) else None
    if not isinstance(value, pikepdf.Dictionary):
        return None
    if value.get("/Subtype") == "/Type3":
        return value
    mask = value.get("/SMask")
    group = mask.get("/G") if isinstance(mask, pikepdf.Dictionary) else None
    return group if isinstance(group, pikepdf.Stream) else None
