"""Pieces of text as runs of a line, and lines as a person sees them."""

from collections.abc import Iterable, Iterator

from bildung.annex.table import LINE_BREAKS, Mark, Run, text_runs

# A piece of text, and whether it is struck.
Piece = tuple[str, bool]


def runs_of(pieces: Iterable[Piece]) -> tuple[Run, ...]:
    """Return pieces as the runs of one line, struck ones marked."""
    pieces = list(pieces)
    if not any(is_struck for _, is_struck in pieces):
        return text_runs("".join(text for text, _ in pieces))
    runs: list[Run] = []
    for text, is_struck in pieces:
        mark = Mark.DELETED if is_struck else Mark.PLAIN
        text = LINE_BREAKS.sub(" ", text)
        if runs and runs[-1].mark is mark:
            text = runs.pop().text + text
        if text:
            runs.append(Run(text, mark))
    return tuple(_stripped(runs))


def _stripped(runs: list[Run]) -> Iterator[Run]:
    """Yield the runs of a line without the space at its ends."""
    while runs and not runs[0].text.strip():
        del runs[0]
    while runs and not runs[-1].text.strip():
        del runs[-1]
    for at, run in enumerate(runs):
        text = run.text.lstrip() if at == 0 else run.text
        yield Run(text.rstrip() if at == len(runs) - 1 else text, run.mark)


def lines_of(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line that is not blank."""
    line: list[Piece] = []
    for text, is_struck in pieces:
        first, *more = text.split("\n")
        line.append((first, is_struck))
        for each in more:
            if any(part.strip() for part, _ in line):
                yield line
            line = [(each, is_struck)]
    if any(part.strip() for part, _ in line):
        yield line
