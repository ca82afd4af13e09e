"""The list of stages over all agreements a person may see."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from bildung.agreements.access import Right, may
from bildung.agreements.addresses import address_of
from bildung.agreements.folding import Dictionary
from bildung.agreements.lists import AGREEMENT, PlanListView, remark
from bildung.agreements.ordering import status_place
from bildung.annex.table import Block, Bullet, Column, Mark, Paragraph, Run, paragraphs, text_runs
from bildung.formats.addresses import list_downloads
from bildung.formats.answers import list_answer
from bildung.formats.files import FileFormat
from bildung.vocabulary.status import Status

from .filters import StageFilter
from .views import duties_of


@dataclass(frozen=True)
class StageLine:
    """What the list shows of a stage. `agreement` is empty where there is but one.

    `duties` holds the name of each party with the texts of its duties.
    """

    key: str
    milestone: str
    url: str
    agreement: str
    purpose: str
    duties: tuple[tuple[str, list[str]], ...]
    timeframe: str
    is_readable: bool
    is_overdue: bool
    status: Status


class StageList(PlanListView):
    name = "abschnitte"
    title = "Abschnitte"
    filter_class = StageFilter
    template_name = "milestones/stage_list.html"
    columns = (
        ("milestone", "Meilenstein"),
        ("purpose", "Zweck"),
        ("duties", "Verantwortung"),
        ("timeframe", "Zeitraum"),
        ("status", "Status"),
    )
    file_columns = (
        Column("agreement", "Zielvereinbarung", 14),
        Column("milestone", "Meilenstein", 14, is_header=True),
        Column("purpose", "Zweck", 22),
        Column("duties", "Verantwortung", 30),
        Column("timeframe", "Zeitraum", 14),
        Column("deadline", "Frist", 11),
        Column("status", "Status", 14),
    )
    orders = {
        "plan": (AGREEMENT,),
        "milestone": (Dictionary("milestone__title"),),
        "purpose": (Dictionary("valid_purpose"),),
        "timeframe": (F("starts_on"), F("ends_on")),
        "status": (status_place(),),
    }

    def for_lines(self, found):
        return found.select_related("milestone").prefetch_related("duties")

    def lines(self, records, plan_filter):
        user = self.request.user
        agreements = {each.pk: each for each in plan_filter.agreements}
        edited = {pk for pk, each in agreements.items() if may(user, Right.REPORT_ON_STAGES, each)}
        return tuple(self._line(stage, agreements, edited, plan_filter.today) for stage in records)

    def _line(self, stage, agreements, edited, today) -> StageLine:
        agreement = stage.milestone.agreement = agreements[stage.milestone.agreement_id]
        if agreement.pk in edited:
            url = address_of("milestones:reports", stage.pk)
        else:
            url = f"{agreement.get_absolute_url()}#stage-{stage.pk}"
        return StageLine(
            key=f"stage-{stage.pk}",
            milestone=stage.milestone.title,
            url=url,
            agreement=str(agreement) if len(agreements) > 1 else "",
            purpose=stage.valid_purpose,
            duties=tuple(duties_of(stage)),
            timeframe=stage.timeframe_wording,
            is_readable=stage.timeframe is not None,
            is_overdue=stage.is_overdue(today),
            status=Status(stage.status),
        )

    def blocks(self, line):
        return {
            "agreement": paragraphs(line.agreement),
            "milestone": paragraphs(line.milestone),
            "purpose": paragraphs(line.purpose),
            "duties": tuple(_duties(line)),
            "timeframe": paragraphs(line.timeframe),
            "deadline": paragraphs(remark(line)),
            "status": paragraphs(line.status.sign),
        }

    def downloads(self, query, lines):
        return list_downloads(
            "Ganze Liste", lambda each: reverse("milestones:file", args=[each]) + query, lines
        )


class StageFile(StageList):
    """The whole list as a file."""

    def get(self, request, file_format: FileFormat):
        url = reverse("milestones:list", query=request.GET)
        return list_answer(request, self.document, file_format, self.file_name, url)


def _duties(line: StageLine) -> Iterator[Block]:
    """Yield the name of each party and its duties."""
    for party, texts in line.duties:
        yield Paragraph((Run(party, Mark.STRONG),))
        for text in texts:
            yield Bullet(text_runs(text))
