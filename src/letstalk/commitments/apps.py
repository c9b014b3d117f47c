from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "letstalk.commitments"
