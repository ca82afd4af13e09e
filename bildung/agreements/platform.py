"""The Django admin as the platform's administration, which superusers alone enter.

Its rights are Django's and would cross agreements, whereas those of members are decided in
access.py. So nobody else is let in, whatever flags and permissions an account has.
"""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class PlatformSite(AdminSite):
    site_header = "Zielvereinbarungen: Verwaltung"
    site_title = "Zielvereinbarungen"
    index_title = "Übersicht"

    def has_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """Log in as everywhere, so that limits and second factors hold here too."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        wanted = request.GET.get("next", reverse("admin:index"))
        return redirect(reverse("login", query={"next": wanted}))


class PlatformConfig(AdminConfig):
    default_site = "bildung.agreements.platform.PlatformSite"
