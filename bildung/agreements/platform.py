"""The Django admin as the platform's administration, which superusers alone enter.

Its rights are Django's and would cross agreements, whereas those of members are decided in
access.py. So nobody else is let in, whatever flags and permissions an account has.
"""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class PlatformSite(AdminSite):
    site_header = "Zielvereinbarungen: Verwaltung"
    site_title = "Zielvereinbarungen"
    index_title = "Übersicht"

    def has_permission(self, request):
        return request.user.is_active and request.user.is_superuser


class PlatformConfig(AdminConfig):
    default_site = "bildung.agreements.platform.PlatformSite"
