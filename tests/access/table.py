"""The notation of the access matrix, read into what is to be asked and what the answer must be.

A block is about one address; its name and address stand at the margin:

    goals:measure  /massnahmen/{measure}/bearbeiten/
      own               GET HEAD POST   login | 404 404 404 404 | 404 200 200 | 404 404 404
      foreign deleted   GET HEAD POST   login | 404
      all               rest            login | 405

A line below says: for which object, by which methods, and what each person gets:

- The object: `own`, `foreign`, `deleted`, or `all` three. An address without a {thing} has `page`.
  Where the address is about an agreement, there is a fourth: `locked` is as `own`, in an agreement
  whose wording is locked; by methods of which a block says nothing, it answers as `own` does.
- The methods; `rest` are those that the block has not named for this object. `POST=word` is another
  POST than the plain one; the module's CHANGES say what each sends.
- The answers: `anonymous | strangers | city | agency`, as in PERSONS, one each or one for the whole
  group; `anonymous | everybody else` will do where those get the same. `login` is a redirect to the
  login, which leads back; any other answer is its code.
"""

from collections.abc import Iterator
from dataclasses import dataclass

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TARGETS = ("own", "foreign", "deleted")
LOCKED = "locked"
# What no agreement locks.
FREE = (
    "{organisation",
    "{membership",
    "{user",
    "{unit",
    "{invitation",
    "{link",
    "{city",
    "{agency",
)
GROUPS = (
    ("anonymous",),
    ("other city", "other agency", "no member", "superuser"),
    ("city reading", "city editing", "city leading"),
    ("agency reading", "agency editing", "agency leading"),
)
PERSONS = tuple(person for group in GROUPS for person in group)


@dataclass(frozen=True)
class Line:
    """What each person gets from a block's address. `method` may be „POST=word“."""

    target: str
    method: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Block:
    name: str
    address: str
    lines: tuple[Line, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        return TARGETS if "{" in self.address else ("page",)

    @property
    def can_be_locked(self) -> bool:
        return "{" in self.address and not any(thing in self.address for thing in FREE)

    def answers(self, target: str, method: str) -> dict[str, str]:
        """Return the expected answer by person; empty where the block says nothing."""
        found = [
            line.answers for line in self.lines if (line.target, line.method) == (target, method)
        ]
        return found[0] if found else {}

    def gaps(self) -> list[str]:
        """Return what the block leaves out or says twice; it should be nothing."""
        said = [f"{line.target} {line.method}" for line in self.lines]
        wanted = [f"{target} {method}" for target in self.targets for method in METHODS]
        missing = [each for each in wanted if each not in said]
        return missing + [each for each in said if said.count(each) > 1]


def read(text: str) -> list[Block]:
    """Return the blocks of a table. Raises ValueError with the line that cannot be read."""
    blocks: list[Block] = []
    for line in filter(str.strip, text.splitlines()):
        try:
            if not line[0].isspace():
                name, address = line.split()
                blocks.append(Block(name, address, ()))
            else:
                block = blocks[-1]
                lines = (*block.lines, *_lines(line, block))
                blocks[-1] = Block(block.name, block.address, lines)
        except (ValueError, IndexError) as error:
            raise ValueError(f"Not in the notation of the matrix: {line!r} ({error})") from error
    return [_with_locked(block) for block in blocks]


def _with_locked(block: Block) -> Block:
    """Return `block` with what it says of `own` for what is locked, where it says nothing else."""
    said = {line.method for line in block.lines if line.target == LOCKED}
    like_own = (
        Line(LOCKED, line.method, line.answers)
        for line in block.lines
        if line.target == "own" and line.method not in said and block.can_be_locked
    )
    return Block(block.name, block.address, (*block.lines, *like_own))


def _lines(text: str, block: Block) -> Iterator[Line]:
    left, *groups = text.split("|")
    words = left.split()
    answers = _answers([[words.pop()], *(group.split() for group in groups)])
    targets = [word for word in words if word in ("page", "all", LOCKED, *TARGETS)]
    methods = words[len(targets) :]
    if targets + methods != words or not targets:
        raise ValueError("first the object, then the methods")
    for target in block.targets if targets == ["all"] else targets:
        if target not in block.targets and not (target == LOCKED and block.can_be_locked):
            raise ValueError(f"the address has no {target}")
        named = [line.method for line in block.lines if line.target == target]
        rest = [method for method in METHODS if method not in named]
        for method in rest if methods == ["rest"] else methods:
            if method.partition("=")[0] not in METHODS:
                raise ValueError(f"{method} is no method")
            yield Line(target, method, answers)


def _answers(cells: list[list[str]]) -> dict[str, str]:
    groups = GROUPS if len(cells) > 2 else (GROUPS[0], PERSONS[1:])
    if len(cells) != len(groups):
        raise ValueError("anonymous | strangers | city | agency")
    answers = {}
    for group, row in zip(groups, cells, strict=True):
        answers.update(zip(group, row * len(group) if len(row) == 1 else row, strict=True))
    return answers
