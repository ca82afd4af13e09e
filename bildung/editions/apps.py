from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "bildung.editions"
    label = "editions"
    verbose_name = "Fassungen"
