"""Invitations, by which people come to an organisation."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bildung.agreements.historical import HistoricalRecords
from bildung.agreements.models import Membership, Organisation, Role

VALID_FOR = timedelta(days=7)


class InvitationQuerySet(models.QuerySet):
    """Selects invitations by what became of them."""

    def open(self):
        """Those neither accepted nor withdrawn; they may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A link sent to an address; it makes whoever has that address a member, once.

    Of the link the database holds a hash alone: whoever reads it cannot make the link from it. To
    send an invitation again is to withdraw it and to make a new one.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name="Organisation"
    )
    email = models.EmailField("E-Mail-Adresse", help_text="In Kleinbuchstaben.")
    role = models.CharField("Rolle", max_length=8, choices=Role.choices)
    token_hash = models.CharField("Prüfwert des Links", max_length=64, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="Eingeladen von",
    )
    created_at = models.DateTimeField("Eingeladen am", default=timezone.now, editable=False)
    accepted_at = models.DateTimeField("Angenommen am", null=True, blank=True)
    withdrawn_at = models.DateTimeField("Zurückgenommen am", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="invitation_role_is_known"
            ),
            models.UniqueConstraint(
                fields=("organisation", "email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once_for_address",
                violation_error_message="Diese Adresse ist schon eingeladen.",
            ),
        )
        indexes = (models.Index(fields=("invited_by", "created_at"), name="invitation_by_day"),)

    def __str__(self):
        return f"{self.email}, {self.organisation} ({self.get_role_display()})"

    @property
    def expires_at(self):
        return self.created_at + VALID_FOR

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def can_be_accepted(self) -> bool:
        """Whether its link still opens the organisation (1 query where it was not used yet)."""
        if self.accepted_at or self.withdrawn_at or self.has_expired:
            return False
        # The address may have come to a member after the invitation.
        members = Membership.objects.filter(organisation=self.organisation_id)
        return not members.filter(user__email__iexact=self.email).exists()

    def is_for(self, user) -> bool:
        """Whether `user`, who may be anonymous, has the address invited."""
        return user.is_authenticated and user.email.strip().lower() == self.email

    def withdraw(self) -> None:
        self.withdrawn_at = timezone.now()
        self.save()
