"""Addresses of what comes in from files, and of agreements that begin or move."""

urlpatterns = []
