"""Texts that are known again though their words changed."""

from bildung.annex.likeness import alike_pairs, tokens_of


def pairs(old, new):
    return sorted(
        alike_pairs([tokens_of([text]) for text in old], [tokens_of([text]) for text in new])
    )


def test_texts_that_share_most_of_their_words_are_alike():
    assert pairs(["Bericht für den Rat", "Netz der Schulen"], ["Netz der Vereine und Schulen"]) == [
        (1, 0)
    ]
    assert pairs(["Bericht für den Rat"], ["Kauf eines Hauses"]) == []


def test_most_alike_find_each_other_first():
    old = ["Netz der Schulen in Eisenach", "Netz der Schulen"]
    assert pairs(old, ["Netz der Schulen"]) == [(1, 0)]


def test_of_equals_the_nearest_find_each_other():
    assert pairs(["Netz", "Rat", "Netz"], ["Amt", "Amt", "Netz"]) == [(2, 2)]


def test_time_frames_and_common_words_make_nothing_alike():
    assert pairs(["Bericht 1/2016 bis 10/2016"], ["Gebäude 1/2016 bis 10/2016"]) == []
    assert tokens_of(["1/2016"]) == {"1", "2016"}


def test_rare_words_count_more():
    common = [f"Analyse der Strukturen {n}" for n in ("Amt", "Rat", "Kita", "Schule")]
    old = ["Analyse der Strukturen Bibliothek", *common]
    new = ["Bibliothek ausbauen, Strukturen der Analyse", *common]
    assert (0, 0) in pairs(old, new)
