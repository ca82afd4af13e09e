"""The filters of the list of stages."""

from django.db.models import F

from bildung.agreements.filters import Offer, OfferFilter, PlanFilter

from .models import Milestone


class StageFilter(PlanFilter):
    milestone = OfferFilter(field_name="milestone", label="Meilenstein")

    agreement_path = "milestone__agreement"

    def load_offers(self):
        """Return what each field of choices offers (1 query)."""
        names = {each.pk: str(each) for each in self.agreements}
        order = {pk: place for place, pk in enumerate(names)}
        if len(names) == 1:
            names = dict.fromkeys(names, "")  # no need to say whose
        milestones = Milestone.objects.filter(agreement__in=names)
        return {
            **super().load_offers(),
            "milestone": [
                Offer(str(each.pk), each.title, group=names[each.agreement_id])
                for each in sorted(milestones, key=lambda each: order[each.agreement_id])
            ],
        }

    def facets(self):
        return {**super().facets(), "milestone": F("milestone")}
