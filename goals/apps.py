from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"
    verbose_name = "Anlage 1: Ziele und Maßnahmen"
