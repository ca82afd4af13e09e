"""The filters of the list of stages."""

from bildung.agreements.filters import Offer, OfferFilter, PlanFilter

from .models import Milestone, Stage


class StageFilter(PlanFilter):
    milestone = OfferFilter(field_name="milestone", label="Meilenstein")

    agreement_path = "milestone__agreement"
    paths = ("milestone",)

    def records(self):
        return Stage.objects.with_purpose()

    def load_offers(self):
        """Return what each field of choices offers (1 query)."""
        names = {each.pk: str(each) for each in self.agreements}
        order = {pk: place for place, pk in enumerate(names)}
        if len(names) == 1:
            names = dict.fromkeys(names, "")  # no need to say whose
        milestones = Milestone.objects.filter(agreement__in=names)
        self.milestones = list(milestones.values_list("pk", "agreement", "title"))
        return {
            **super().load_offers(),
            "milestone": [
                Offer(str(pk), title, group=names[agreement])
                for pk, agreement, title in sorted(self.milestones, key=lambda each: order[each[1]])
            ],
        }

    def further_columns(self, keys, milestones):
        slugs = {each.pk: each.slug for each in self.agreements}
        agreement_of = {milestone: slugs[agreement] for milestone, agreement, _ in self.milestones}
        return {
            # get(): a milestone may have come since
            "agreement": list(map(agreement_of.get, milestones)),
            "milestone": milestones,
        }
