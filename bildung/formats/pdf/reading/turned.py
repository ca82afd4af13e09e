"""Words that stand turned on a page, as in narrow columns: from below upwards, or downwards."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from .joining import join_lines

# As shares of a sign's size: so far apart stand lines at least, and words.
BESIDE, SPACE = 0.5, 0.2

Sign = dict[str, Any]


def words_of(view: Any) -> list[Sign]:
    """Return the words of a page (of pdfplumber).

    Those that are turned have a `line` and a place `along` it, by which they follow each other.
    """
    turned = [sign for sign in view.chars if not sign["upright"]]
    if not turned:
        return view.extract_words(x_tolerance_ratio=0.15)
    level = view.filter(lambda item: item.get("upright", True))
    words = level.extract_words(x_tolerance_ratio=0.15)
    for is_upwards in (True, False):
        signs = [sign for sign in turned if (sign["matrix"][1] > 0) == is_upwards]
        words += _words(signs, is_upwards)
    return words


def text_of(words: Sequence[Sign]) -> str:
    """Return what turned words say together, whichever they are."""
    in_order = sorted(words, key=lambda word: (word["line"], word["along"]))
    lines = groupby(in_order, key=lambda word: word["line"])
    return join_lines(" ".join(word["text"] for word in line) for _, line in lines)


def _words(signs: Sequence[Sign], is_upwards: bool) -> Iterator[Sign]:
    for line, found in _lines(signs, is_upwards):
        word: list[Sign] = []
        for sign in sorted(found, key=lambda sign: _ends(sign, is_upwards)[0]):
            begin = _ends(sign, is_upwards)[0]
            is_far = word and begin - _ends(word[-1], is_upwards)[1] > SPACE * sign["size"]
            if word and (is_far or sign["text"].isspace()):
                yield _word(word, line, is_upwards)
                word = []
            if not sign["text"].isspace():
                word.append(sign)
        if word:
            yield _word(word, line, is_upwards)


def _lines(signs: Sequence[Sign], is_upwards: bool) -> Iterator[tuple[float, list[Sign]]]:
    """Yield the signs of each line, and by what the lines follow each other."""
    line: list[Sign] = []
    for sign in sorted(signs, key=_middle):
        if line and _middle(sign) - _middle(line[-1]) > BESIDE * sign["size"]:
            yield _middle(line[0]) * (1 if is_upwards else -1), line
            line = []
        line.append(sign)
    if line:
        yield _middle(line[0]) * (1 if is_upwards else -1), line


def _word(signs: Sequence[Sign], line: float, is_upwards: bool) -> Sign:
    return {
        "text": "".join(sign["text"] for sign in signs),
        "x0": min(sign["x0"] for sign in signs),
        "x1": max(sign["x1"] for sign in signs),
        "top": min(sign["top"] for sign in signs),
        "bottom": max(sign["bottom"] for sign in signs),
        "line": line,
        "along": _ends(signs[0], is_upwards)[0],
    }


def _ends(sign: Sign, is_upwards: bool) -> tuple[float, float]:
    """Return where a sign begins and ends along its line."""
    ends = (sign["top"], sign["bottom"])
    return (-ends[1], -ends[0]) if is_upwards else ends


def _middle(sign: Sign) -> float:
    return (sign["x0"] + sign["x1"]) / 2
