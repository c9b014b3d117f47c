"""All addresses, by door."""

from django.urls import include, path

urlpatterns = [
    path("", include("letstalk.desk.urls")),
    path("", include("letstalk.field.urls")),
    path("", include("letstalk.public.urls")),
    path("", include("letstalk.ops.urls")),
]
