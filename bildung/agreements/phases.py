"""The way of an agreement, and when its wording may change."""

from django.db import models


class Phase(models.TextChoices):
    """Where an agreement is on its way. Only `bildung.editions` takes it from one to another."""

    DRAFT = "draft", "Entwurf"
    SIGNING = "signing", "zur Unterzeichnung"
    IN_FORCE = "in_force", "in Kraft"
    CONTINUING = "continuing", "in Kraft, Fortschreibung im Entwurf"
    ENDED = "ended", "beendet"
    TEMPLATE = "template", "Vorlage"  # no agreement at all: what new ones may begin with


class Acceptance(models.TextChoices):
    """Whether the municipality has agreed to work on it. Before, an agreement stays a draft."""

    OFFERED = "offered", "angeboten"
    ACCEPTED = "accepted", "angenommen"
    DECLINED = "declined", "abgelehnt"


# In these the wording is being written; in all others it is locked.
WORDING_IS_OPEN = frozenset((Phase.DRAFT, Phase.CONTINUING, Phase.TEMPLATE))
EVERY_PHASE = frozenset(Phase)
