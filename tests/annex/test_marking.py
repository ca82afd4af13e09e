"""Two wordings of a cell side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.marking import marked, wording_of
from bildung.annex.table import Bullet, Mark, Paragraph, Run, paragraphs, text_runs, texts_of

from .tables import blocks

SIGNS = {Mark.PLAIN: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "[+{}+]"}


def bullet(text, *children):
    return Bullet(
        text_runs(text), tuple(bullet(*c) if isinstance(c, tuple) else bullet(c) for c in children)
    )


def shown(blocks, depth=0):
    """Return each block as a line, its marks as signs, sub-bullets indented."""
    lines = []
    for block in blocks:
        lines.append("  " * depth + "".join(SIGNS[run.mark].format(run.text) for run in block.runs))
        lines += shown(getattr(block, "children", ()), depth + 1)
    return lines


def both(old, new):
    return tuple(map(shown, marked(wording_of(old), wording_of(new))))


def test_changed_words_are_marked_on_both_sides():
    old, new = "Analyse der Strukturen im Amt", "Analyse der Netze im Amt"
    assert both(paragraphs(old), paragraphs(new)) == (
        ["Analyse der [-Strukturen-] im Amt"],
        ["Analyse der [+Netze+] im Amt"],
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoch", "mittel"), ("3/2016-5/2016", "3/2016-5/2017"), ("Ab 5/2016", "Ab 6/2016")],
)
def test_short_texts_are_told_as_a_whole(old, new):
    assert both(paragraphs(old), paragraphs(new)) == ([f"[-{old}-]"], [f"[+{new}+]"])


def test_unlike_texts_are_told_as_a_whole():
    old, new = "Prüfung und Kauf eines Gebäudes", "Begleitung von Kindern und Eltern"
    assert both(paragraphs(old), paragraphs(new)) == ([f"[-{old}-]"], [f"[+{new}+]"])


def test_bullets_find_each_other():
    old = (bullet("Bericht für den Rat"), bullet("Netz der Schulen"), bullet("Kauf"))
    new = (
        bullet("Leitbild"),
        bullet("Bericht für den Rat"),
        bullet("Netz der Schulen und Vereine"),
    )
    assert both(old, new) == (
        ["Bericht für den Rat", "Netz der Schulen", "[-Kauf-]"],
        ["[+Leitbild+]", "Bericht für den Rat", "Netz der Schulen [+und Vereine+]"],
    )


def test_bullet_that_changed_finds_its_former_behind_a_new_one():
    old = (bullet("Netz der Schulen im Kreis"),)
    new = (bullet("Leitbild"), bullet("Netz der Vereine im Kreis"))
    assert both(old, new) == (
        ["Netz der [-Schulen-] im Kreis"],
        ["[+Leitbild+]", "Netz der [+Vereine+] im Kreis"],
    )


def test_steps_find_each_other_below_a_bullet_that_changed_or_not():
    old = (bullet("Leitbild der Stadt", "Entwurf", "Beratung im Rat"),)
    new = (bullet("Leitbild der Stadt Eisenach", "Entwurf", "Beratung im Ausschuss", "Beschluss"),)
    assert both(old, new) == (
        ["Leitbild der Stadt", "  Entwurf", "  Beratung im [-Rat-]"],
        [
            "Leitbild der Stadt [+Eisenach+]",
            "  Entwurf",
            "  Beratung im [+Ausschuss+]",
            "  [+Beschluss+]",
        ],
    )


def test_paragraph_that_became_a_bullet_is_another_block():
    assert both(paragraphs("Netz der Schulen"), (bullet("Netz der Schulen"),)) == (
        ["[-Netz der Schulen-]"],
        ["[+Netz der Schulen+]"],
    )


def test_marks_spaces_and_empty_blocks_are_no_wording():
    block = Paragraph((Run("ein  Netz ", Mark.STRONG), Run("der\tSchulen", Mark.DELETED)))
    assert wording_of((block, Paragraph(()), Bullet((Run(" "),)))) == paragraphs(
        "ein Netz der Schulen"
    )


def test_very_many_changed_bullets_are_told_as_a_whole():
    old = tuple(bullet(f"Schritt Nummer {n} im Jahr 2016") for n in range(110))
    new = tuple(bullet(f"Schritt Nummer {n} im Jahr 2017") for n in range(110))
    mine, theirs = marked(old, new)
    assert {run.mark for block in mine for run in block.runs} == {Mark.DELETED}
    assert {run.mark for block in theirs for run in block.runs} == {Mark.INSERTED}


@given(blocks, st.data())
def test_both_wordings_are_kept_and_share_what_is_not_marked(old, data):
    new = data.draw(st.one_of(blocks, st.permutations(old).map(tuple), st.just(old)))
    old, new = wording_of(old), wording_of(new)
    mine, theirs = marked(old, new)
    assert wording_of(mine) == old
    assert wording_of(theirs) == new
    assert list(texts_of(mine)) == list(texts_of(old))
    assert unmarked(mine, Mark.DELETED) == unmarked(theirs, Mark.INSERTED)
    assert old != new or mine == theirs == old


def unmarked(blocks, mark):
    """The text without that of `mark`, which is the only one; spaces and blocks put together."""
    found = ""
    for block in blocks:
        assert {run.mark for run in block.runs} <= {Mark.PLAIN, mark}
        found += "".join(run.text for run in block.runs if run.mark is Mark.PLAIN)
        found += unmarked(getattr(block, "children", ()), mark)
    return found.replace(" ", "")
