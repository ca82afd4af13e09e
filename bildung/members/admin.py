"""Shows invitations in the admin, where nobody makes or changes them: their links are mailed.

To delete one takes its link back; and an organisation can be deleted with those that it has.
"""

from django.contrib import admin

from bildung.agreements.administration import HistoryAdmin

from .models import Invitation


@admin.register(Invitation)
class InvitationAdmin(HistoryAdmin):
    fields = (
        "organisation",
        "email",
        "role",
        "invited_by",
        "created_at",
        "accepted_at",
        "withdrawn_at",
    )
    list_display = ("email", "organisation", "role", "created_at", "accepted_at", "withdrawn_at")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__name")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
