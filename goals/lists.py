"""The list of measures over all agreements a person may see."""

from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from bildung.agreements.access import Right, may
from bildung.agreements.addresses import address_of
from bildung.agreements.folding import Dictionary
from bildung.agreements.lists import AGREEMENT, PlanListView, remark
from bildung.agreements.ordering import status_place
from bildung.annex.table import Column, paragraphs
from bildung.formats.addresses import list_downloads
from bildung.formats.answers import list_answer
from bildung.formats.files import FileFormat
from bildung.vocabulary.priority import Priority
from bildung.vocabulary.status import Status

from .filters import MeasureFilter
from .models import Goal


@dataclass(frozen=True)
class MeasureLine:
    """What the list shows of a measure. `agreement` is empty where there is but one."""

    key: str
    text: str
    url: str
    agreement: str
    goal: str
    priority: Priority
    timeframe: str
    is_readable: bool
    is_overdue: bool
    unit: str
    status: Status


class MeasureList(PlanListView):
    name = "massnahmen"
    title = "Maßnahmen"
    filter_class = MeasureFilter
    template_name = "goals/measure_list.html"
    columns = (
        ("text", "Maßnahme"),
        ("goal", "Ziel"),
        ("timeframe", "Zeitrahmen"),
        ("unit", "Federführende Stelle"),
        ("status", "Status"),
    )
    file_columns = (
        Column("agreement", "Zielvereinbarung", 14),
        Column("text", "Maßnahme", 28, is_header=True),
        Column("goal", "Ziel", 18),
        Column("priority", "Priorität", 9),
        Column("timeframe", "Zeitrahmen", 14),
        Column("deadline", "Frist", 11),
        Column("unit", "Federführende Stelle", 12),
        Column("status", "Status", 14),
    )
    orders = {
        "goal": (AGREEMENT, F("objective__goal__number")),
        "text": (Dictionary("text"),),
        "timeframe": (F("starts_on"), F("ends_on")),
        "unit": (Dictionary("lead_unit__name"),),
        "status": (status_place(),),
    }

    def for_lines(self, found):
        return found.annotate(
            agreement_key=F("objective__goal__agreement"),
            goal_number=F("objective__goal__number"),
            goal_title=F("objective__goal__title"),
            priority=F("objective__goal__priority"),
            unit_name=F("lead_unit__name"),
        )

    def lines(self, records, plan_filter):
        user = self.request.user
        agreements = {each.pk: each for each in plan_filter.agreements}
        edited = {pk for pk, each in agreements.items() if may(user, Right.EDIT_PERSONS, each)}
        return tuple(
            self._line(measure, agreements, edited, plan_filter.today) for measure in records
        )

    def _line(self, measure, agreements, edited, today) -> MeasureLine:
        agreement = agreements[measure.agreement_key]
        if agreement.pk in edited:
            url = address_of("goals:measure", measure.pk)
        else:
            url = f"{agreement.get_absolute_url()}#measure-{measure.pk}"
        return MeasureLine(
            key=f"measure-{measure.pk}",
            text=measure.text,
            url=url,
            agreement=str(agreement) if len(agreements) > 1 else "",
            goal=Goal.name_of(measure.goal_number, measure.goal_title),
            priority=Priority(measure.priority),
            timeframe=measure.timeframe_wording,
            is_readable=measure.timeframe is not None,
            is_overdue=measure.is_overdue(today),
            unit=measure.unit_name or "",
            status=Status(measure.status),
        )

    def blocks(self, line):
        return {
            "agreement": paragraphs(line.agreement),
            "text": paragraphs(line.text),
            "goal": paragraphs(line.goal),
            "priority": paragraphs(line.priority.label),
            "timeframe": paragraphs(line.timeframe),
            "deadline": paragraphs(remark(line)),
            "unit": paragraphs(line.unit),
            "status": paragraphs(line.status.sign),
        }

    def downloads(self, query, lines):
        return list_downloads(
            "Ganze Liste", lambda each: reverse("goals:file", args=[each]) + query, lines
        )


class MeasureFile(MeasureList):
    """The whole list as a file."""

    def get(self, request, file_format: FileFormat):
        url = reverse("goals:list", query=request.GET)
        return list_answer(request, self.document, file_format, self.file_name, url)
