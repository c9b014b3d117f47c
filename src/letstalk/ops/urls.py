"""Addresses for whoever runs Let's Talk."""

from django.urls import path

from letstalk.ops import health

app_name = "ops"

urlpatterns = [path("healthz", health.healthz, name="healthz")]
