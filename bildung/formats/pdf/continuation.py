"""Repeats a group's number and title where it goes on at the top of a page.

WeasyPrint lays out one page after the other and hands over where the next one goes on. Between the
two, the first row of the new page is given the „(Fortsetzung)“ that the template keeps in the
group's first row: exact in one pass, and the row is as tall as its new content needs.
"""

from collections.abc import Iterator

from weasyprint.formatting_structure import boxes

CLASS = "continued"


def is_continued(element) -> bool:
    """Whether an element (or None) is the wrapper of repeated content."""
    return element is not None and element.get("class") == CLASS


def take_out(root: boxes.Box) -> None:
    """Take the repeated content out of all groups' first rows and keep it with the group."""
    for group in _groups(root):
        group.continuations = {}
        for index, cell in enumerate(group.children[0].children):
            kept = [child for child in cell.children if not is_continued(child.element)]
            if len(kept) < len(cell.children):
                group.continuations[index] = cell.children[-1]
                cell.children = kept


def put_in(root: boxes.Box, resume_at: dict | None) -> None:
    """Put the repeated content into the row with which the page that starts at `resume_at` begins.

    `resume_at` is WeasyPrint's path to that place: {index in parent: path below or None}; below a
    row it has one entry for each cell that goes on. It is extended where a row was cut.
    """
    box = root
    while resume_at and not isinstance(box, boxes.TableBox):
        ((index, resume_at),) = resume_at.items()
        box = box.children[index]
    if not resume_at:
        return
    ((group_index, rows),) = resume_at.items()
    if not rows:
        return
    group = box.children[group_index]
    ((row_index, cells),) = rows.items()
    if row_index == 0 and not cells:
        return
    for index, content in getattr(group, "continuations", {}).items():
        cell = group.children[row_index].children[index]
        if cells and index in cells:
            continue  # the title itself goes on here
        if content not in cell.children:
            cell.children = [*cell.children, content]
        if cells:
            cells[index] = {len(cell.children) - 1: None}


def _groups(root: boxes.Box) -> Iterator[boxes.Box]:
    for box in root.descendants():
        if isinstance(box, boxes.TableRowGroupBox) and not (box.is_header or box.is_footer):
            yield box
