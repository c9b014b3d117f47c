"""Addresses of the one-on-one itself: before, during and after."""

from django.urls import path

from letstalk.field.views import card, debrief, graphics, paper, phone, prepare, sheets

app_name = "field"
urlpatterns = [
    path("field/", phone.shell, name="shell"),
    path("field/graphics/", graphics.graphics, name="graphics"),
    path("field/graphics/packet/", graphics.packet, name="graphics_packet"),
    path("field/me/", phone.me, name="me"),
    path("field/entries/", phone.entries, name="entries"),
    path("sw.js", phone.service_worker, name="service_worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("one-on-ones/<uuid:meeting_id>/packet/", phone.packet, name="packet"),
    path("one-on-ones/<uuid:meeting_id>/prepare/", prepare.prepare, name="prepare"),
    path("one-on-ones/<uuid:meeting_id>/card/", card.card, name="card"),
    path("one-on-ones/<uuid:meeting_id>/debrief/", debrief.debrief, name="debrief"),
    path("one-on-ones/<uuid:meeting_id>/debrief/paper/", paper.paper, name="paper"),
    path("one-on-ones/<uuid:meeting_id>/prepare.pdf", sheets.prepare_pdf, name="prepare_pdf"),
    path("one-on-ones/<uuid:meeting_id>/card.pdf", sheets.card_pdf, name="card_pdf"),
    path("one-on-ones/<uuid:meeting_id>/debrief.pdf", sheets.debrief_pdf, name="debrief_pdf"),
]
