from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "letstalk.accounts"
