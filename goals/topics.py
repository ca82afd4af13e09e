"""The page of an agreement's thematische Schwerpunkte, and those on which one is changed."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from bildung.agreements.access import Right, agreements_of
from bildung.agreements.editing import (
    Below,
    OfAgreement,
    RecordAdd,
    RecordDelete,
    RecordEdit,
    RecordMove,
)
from bildung.agreements.models import FocusTopic

from .forms import TopicForm
from .models import Goal, Measure


class TopicList(TemplateView):
    """All topics of an agreement with how much is tagged with each, to change and to order them."""

    http_method_names = ("get", "head")
    template_name = "goals/topics.html"

    def get_context_data(self, slug: str, **kwargs):
        allowed = agreements_of(self.request.user, Right.EDIT_ANNEX_1, with_templates=True)
        agreement = get_object_or_404(allowed, slug=slug)
        return super().get_context_data(
            agreement=agreement, topics=list(agreement.topics.all()), **kwargs
        )


class OfTopics(OfAgreement):
    model = FocusTopic
    right = Right.EDIT_ANNEX_1
    agreement_path = "agreement"
    subject = "Der Schwerpunkt"

    def page_url(self, agreement):
        return reverse("goals:topics", args=[agreement.slug])


class TopicAdd(OfTopics, RecordAdd):
    form_class = TopicForm


class TopicEdit(OfTopics, RecordEdit):
    form_class = TopicForm


class TopicMove(OfTopics, RecordMove):
    pass


class TopicDelete(OfTopics, RecordDelete):
    kind = "schwerpunkt"
    below = (
        Below(Goal, "topics", "Ziel verliert diese Zuordnung", "Ziele verlieren diese Zuordnung"),
        Below(
            Measure,
            "topics",
            "Maßnahme verliert diese Zuordnung",
            "Maßnahmen verlieren diese Zuordnung",
        ),
    )
