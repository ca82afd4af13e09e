"""Whatever text a form takes comes back from each of our files as it was stored."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bildung.agreements.fields import LinesField
from bildung.annex.cleaning import cleaned_contents
from bildung.annex.grid import contents_of
from bildung.annex.reading import read
from bildung.formats import csv, docx, json, pdf, xlsx
from bildung.formats.intake.kinds import Kind, kind_of
from bildung.formats.pdf import printable, reading
from bildung.vocabulary.characters import cleaned, one_line
from bildung.vocabulary.outline import MARK
from bildung.vocabulary.priority import Priority
from goals.annex import table_of_plan
from goals.plan import GoalPlan, MeasurePlan, ObjectivePlan
from goals.plan import read as plan_of
from tests.budget import examples

from . import papers
from .naughty import CONTROLS, NAUGHTY

THROUGH = {
    "csv": lambda table: csv.parse(csv.render(table).encode()),
    "docx": lambda table: docx.parse(docx.render(papers.document(table))),
    "json": lambda table: contents_of(json.parse(json.render(papers.document(table)))),
    "xlsx": lambda table: xlsx.parse(xlsx.render(papers.document(table))),
}
EVERY_FORMAT = pytest.mark.parametrize("through", THROUGH.values(), ids=THROUGH)
FIELD = LinesField()

# All planes, and often characters that one of the formats has a meaning for.
SPECIAL = st.sampled_from("_x0aD\t\n '\"=+-@;,&<>{}[]•–·\u2060\u00a0\u0308\u200d\u2028\U0001f600")
any_text = st.text(st.characters(codec="utf-8") | SPECIAL, max_size=40)


def stored(text):
    """What the form stores, None where it refuses."""
    try:
        return FIELD.clean(text)
    except ValidationError:
        return None


STORED = [text for text in map(stored, NAUGHTY) if text is not None]


def table_of(texts):
    measures = tuple(MeasurePlan(f"measure-{n}", text) for n, text in enumerate(texts, start=1))
    objectives = (ObjectivePlan("objective-1", "Erläuterung", measures),)
    return table_of_plan((GoalPlan("goal-1", 1, Priority.HIGH, "Ziel", objectives),))


def measures_in(contents, like):
    table = read(cleaned_contents(contents), like=like).table
    return [
        measure.text
        for goal in plan_of(table)
        for objective in goal.objectives
        for measure in objective.measures
    ]


@EVERY_FORMAT
@pytest.mark.parametrize("like", [table_of_plan(()), table_of(STORED)], ids=["new", "again"])
def test_naughty_texts_come_back(through, like):
    """Into a new agreement, and into the one that they came from."""
    assert measures_in(through(table_of(STORED)), like) == list(map(one_line, STORED))


def test_naughty_texts_come_back_from_paper_but_for_signs_the_fonts_lack():
    texts = [
        text for text in map(one_line, STORED) if printable(text) == text and not MARK.match(text)
    ]
    assert len(texts) > 130
    content = pdf.render(papers.document(table_of(texts)))
    assert measures_in(reading.parse(content), table_of_plan(())) == texts


def test_own_csv_of_naughty_texts_is_known_as_csv():
    assert kind_of(csv.render(table_of(STORED)).encode()) is Kind.CSV


@pytest.mark.parametrize("text", CONTROLS)
def test_controls_are_refused_or_end_a_line_or_are_traces_of_a_program(text):
    assert stored(text) in (None, "ab", "a\nb", "a\tb", "\u202ba\u202c", "\u2066a\u2069")


@pytest.mark.parametrize("text", NAUGHTY)
def test_what_a_form_takes_is_what_was_typed(text):
    if (taken := stored(text)) is not None:
        typed = "\n".join(unicodedata.normalize("NFC", text).splitlines()).strip()
        traces = dict.fromkeys(map(ord, "\u00ad\x02\ufffe\u200b\u2060\ufeff"))
        assert taken == typed.translate(traces).strip()


@EVERY_FORMAT
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(any_text, min_size=1, max_size=4))
def test_any_text_comes_back(through, texts):
    texts = [text for text in (cleaned(text).strip() for text in texts) if text]
    assume(texts)
    expected = list(map(one_line, texts))
    assert measures_in(through(table_of(texts)), table_of_plan(())) == expected


@settings(max_examples=examples(10), deadline=None)
@given(st.lists(any_text, min_size=1, max_size=8))
def test_any_text_comes_back_from_paper_as_it_was_printed(texts):
    printed = [one_line(printable(cleaned(text))) for text in texts]
    printed = [text for text in printed if text]
    assume(printed)
    content = pdf.render(papers.document(table_of(printed)))
    assert measures_in(reading.parse(content), table_of(printed)) == printed
