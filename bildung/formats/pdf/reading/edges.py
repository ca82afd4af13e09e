"""The lines of a page that make tables: upright and level ones, and those a page break left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# In points: what leans by more is an ornament, what is shorter belongs to a sign.
STRAIGHT = 1.0
SHORTEST = 3.0
# What lies nearer is one place.
NEAR = 3.0

# A calendar of 52 weeks and 60 rows has as many.
MOST_CROSSINGS = 4_000

Edge = dict[str, Any]


@dataclass(frozen=True)
class Edges:
    """Upright and level lines, the level ones with those that were `added` at the page's ends."""

    upright: tuple[Edge, ...]
    level: tuple[Edge, ...]
    added: tuple[Edge, ...]

    @property
    def is_grid(self) -> bool:
        """Whether there are lines enough for a table, and not too many."""
        columns = _places(edge["x0"] for edge in self.upright)
        rows = _places(edge["top"] for edge in (*self.level, *self.added))
        # Hatching, or graph paper: looking for its cells would take forever.
        return columns > 1 and rows > 1 and columns * rows <= MOST_CROSSINGS

    def settings(self) -> dict[str, Any]:
        """Return how pdfplumber finds tables by these lines alone."""
        return {
            "vertical_strategy": "explicit",
            "horizontal_strategy": "explicit",
            "explicit_vertical_lines": list(self.upright),
            "explicit_horizontal_lines": [*self.level, *self.added],
        }

    def ends_open(self, left: float, right: float, bottom: float) -> bool:
        """Whether a cell has no lower line: the page ended before it."""
        return any(
            edge["ends"] and _covers(edge, (left + right) / 2, bottom) for edge in self.added
        )

    def begins_open(self, left: float, right: float, top: float) -> bool:
        """Whether a cell has no upper line: the page began within it."""
        return any(
            not edge["ends"] and _covers(edge, (left + right) / 2, top) for edge in self.added
        )


def edges_of(view: Any) -> Edges:
    """Return the lines of a page (of pdfplumber), those added that a break left out.

    Slanted and curved ones are passed over.
    """
    straight = [edge for edge in map(_straight, view.edges) if edge]
    upright = tuple(edge for edge in straight if edge["orientation"] == "v")
    level = tuple(edge for edge in straight if edge["orientation"] == "h")
    added: list[Edge] = []
    if upright:
        last = max(edge["bottom"] for edge in upright)
        first = min(edge["top"] for edge in upright)
        ending = (edge["x0"] for edge in upright if last - edge["bottom"] < NEAR)
        beginning = (edge["x0"] for edge in upright if edge["top"] - first < NEAR)
        added += _missing(ending, level, last, ends=True)
        added += _missing(beginning, level, first, ends=False)
    return Edges(upright, level, tuple(added))


def _places(sides: Iterable[float]) -> int:
    """Return how many places there are that differ by NEAR."""
    return len({round(side / NEAR) for side in sides})


def _straight(edge: Edge) -> Edge | None:
    """Return an edge set upright or level; None for one that leans, or is too short."""
    width, height = edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]
    if max(width, height) < SHORTEST or min(width, height) > STRAIGHT:
        return None
    if width < height:
        middle = (edge["x0"] + edge["x1"]) / 2
        return _edge("v", middle, middle, edge["top"], edge["bottom"])
    middle = (edge["top"] + edge["bottom"]) / 2
    return _edge("h", edge["x0"], edge["x1"], middle, middle)


def _edge(orientation: str, left: float, right: float, top: float, bottom: float) -> Edge:
    return {
        "object_type": "line_edge",
        "orientation": orientation,
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
    }


def _missing(
    sides: Iterable[float], level: Iterable[Edge], place: float, *, ends: bool
) -> Iterable[Edge]:
    """Yield the lines that lack between neighbours of the upright lines ending at `place`."""
    places = sorted(sides)
    near = [edge for edge in level if abs(edge["top"] - place) < NEAR]
    for left, right in pairwise(places):
        if right - left < SHORTEST:
            continue
        if not any(_covers(edge, (left + right) / 2, place) for edge in near):
            yield _edge("h", left, right, place, place) | {"ends": ends}


def _covers(edge: Edge, across: float, down: float) -> bool:
    return abs(edge["top"] - down) < NEAR and edge["x0"] <= across <= edge["x1"]
