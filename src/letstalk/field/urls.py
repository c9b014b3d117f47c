"""Addresses of the one-on-one itself: before, during and after."""

from django.urls import path

from letstalk.field.views import card, debrief, prepare

app_name = "field"
urlpatterns = [
    path("one-on-ones/<uuid:meeting_id>/prepare/", prepare.prepare, name="prepare"),
    path("one-on-ones/<uuid:meeting_id>/card/", card.card, name="card"),
    path("one-on-ones/<uuid:meeting_id>/debrief/", debrief.debrief, name="debrief"),
]
