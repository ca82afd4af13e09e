"""Two wordings of a cell, with the words marked that only one of them has."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from bildung.vocabulary.characters import cleaned
from bildung.vocabulary.wording import Fate, Piece, compare

from .likeness import ANY_WORD
from .table import Block, Bullet, Mark, Paragraph, Run, texts_of

Blocks = tuple[Block, ...]

# Blocks are told as one that changed if they share this part of their words; else each as a whole.
ALIKE = 0.3
# Up to so many words, as in „hoch“ or „3/2016-5/2016“, both versions are told as a whole.
SHORT = 2
# So many pairs of changed blocks are looked at between two that stayed; past that, none is alike.
MOST_PAIRS = 10_000

MARKS = {Fate.KEPT: Mark.PLAIN, Fate.DELETED: Mark.DELETED, Fate.INSERTED: Mark.INSERTED}


def wording_of(blocks: Blocks) -> Blocks:
    """Return what `blocks` say: clean words with one space between, no marks, nothing empty."""
    return tuple(block for block in map(_plain, blocks) if any(texts_of((block,))))


def marked(old: Blocks, new: Blocks) -> tuple[Blocks, Blocks]:
    """Return both wordings, as `wording_of` gives them, with what the other does not have marked.

    Marked are words, or whole paragraphs and bullets: as DELETED in the old wording, as INSERTED
    in the new one. Bullets find each other by equality, then by likeness, in order and level by
    level.
    """
    sides: tuple[list[Block], list[Block]] = ([], [])
    for mine, theirs in _aligned(old, new):
        if mine is None:
            sides[1].append(_whole(theirs, Mark.INSERTED))
        elif theirs is None:
            sides[0].append(_whole(mine, Mark.DELETED))
        else:
            pair = (mine, theirs) if mine == theirs else _both(mine, theirs)
            for side, block in zip(sides, pair, strict=True):
                side.append(block)
    return tuple(sides[0]), tuple(sides[1])


def _plain(block: Block) -> Block:
    """Return the block as `wording_of` has it: itself, where it is so already, as most are."""
    text = " ".join(cleaned(block.text).split())
    runs = (Run(text),) if text else ()
    if runs == block.runs:
        runs = block.runs
    if isinstance(block, Bullet):
        below = wording_of(block.children) if block.children else ()
        is_plain = runs is block.runs and below == block.children
        return block if is_plain else Bullet(runs, below)
    return block if runs is block.runs else Paragraph(runs)


def _whole(block: Block, mark: Mark) -> Block:
    runs = tuple(Run(run.text, mark) for run in block.runs)
    if isinstance(block, Bullet):
        return Bullet(runs, tuple(_whole(child, mark) for child in block.children))
    return Paragraph(runs)


def _both(mine: Block, theirs: Block) -> tuple[Block, Block]:
    pieces = _pieces(mine.text, theirs.text)
    old = replace(mine, runs=_runs(pieces, Fate.INSERTED))
    new = replace(theirs, runs=_runs(pieces, Fate.DELETED))
    if isinstance(old, Bullet) and isinstance(new, Bullet):
        below = marked(old.children, new.children)
        return replace(old, children=below[0]), replace(new, children=below[1])
    return old, new


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    is_short = max(len(old.split()), len(new.split())) <= SHORT
    if old != new and (is_short or _likeness(_words(old), _words(new)) < ALIKE):
        whole = (Piece(Fate.DELETED, old), Piece(Fate.INSERTED, new))
        return tuple(piece for piece in whole if piece.text)
    return compare(old, new)


def _runs(pieces: Sequence[Piece], other: Fate) -> tuple[Run, ...]:
    return tuple(run for piece in pieces if piece.fate is not other for run in _run(piece))


def _run(piece: Piece) -> Iterator[Run]:
    """Yield the piece with its mark, the spaces around it without."""
    text = piece.text.strip()
    before, _, after = piece.text.partition(text) if text else (piece.text, "", "")
    runs = (Run(before), Run(text, MARKS[piece.fate]), Run(after))
    if piece.fate is Fate.KEPT:
        runs = (Run(piece.text),)
    yield from (run for run in runs if run.text)


def _aligned(old: Blocks, new: Blocks) -> Iterator[tuple[Block | None, Block | None]]:
    """Yield what stands beside what, in order; None where one side has nothing."""
    for tag, start, end, other, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            yield from zip(old[start:end], new[other:last], strict=True)
        else:
            yield from _alike(old[start:end], new[other:last])


def _alike(old: Blocks, new: Blocks) -> Iterator[tuple[Block | None, Block | None]]:
    """Yield changed blocks beside those they are alike, so that the likeness of all is greatest."""
    if len(old) * len(new) > MOST_PAIRS:
        yield from ((block, None) for block in old)
        yield from ((None, block) for block in new)
        return
    scores = _scores(old, new)
    # best[i][j]: the likeness of what stands from the i-th old and the j-th new block on.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            both = best[i + 1][j + 1] + scores[i][j] if scores[i][j] else 0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        here = best[i][j]
        if i < len(old) and (j == len(new) or best[i + 1][j] == here):
            yield old[i], None
            i += 1
        elif j < len(new) and (i == len(old) or best[i][j + 1] == here):
            yield None, new[j]
            j += 1
        else:
            yield old[i], new[j]
            i, j = i + 1, j + 1


def _scores(old: Blocks, new: Blocks) -> list[list[float]]:
    """Return how alike each old block is to each new one; 0 below ALIKE and for another kind."""
    mine, theirs = ([_words(" ".join(texts_of((block,)))) for block in side] for side in (old, new))
    return [
        [
            likeness
            if type(one) is type(other) and (likeness := _likeness(words, others)) >= ALIKE
            else 0.0
            for other, others in zip(new, theirs, strict=True)
        ]
        for one, words in zip(old, mine, strict=True)
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(ANY_WORD.findall(text.casefold()))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
