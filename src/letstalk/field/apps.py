from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "letstalk.field"
