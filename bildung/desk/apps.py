from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bildung.desk"
    label = "desk"
    verbose_name = "Schreibtisch"
