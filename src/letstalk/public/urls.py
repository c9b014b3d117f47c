"""Addresses of pages without an account."""

from django.urls import path

from letstalk.public.views import (
    answers,
    booking,
    coming,
    feed,
    gateway,
    introductions,
    invitation,
    kept,
    lists,
    supporter,
)

app_name = "public"
urlpatterns = [
    path("book/<str:code>/", booking.booking, name="book"),
    path("meet/<str:token>/", invitation.invitation, name="invitation"),
    path("meet/<str:token>/our-conversation.ics", invitation.meeting_file, name="meeting_file"),
    path("meet/<str:token>/take/", invitation.take, name="take"),
    path("meet/<str:token>/propose/", invitation.propose, name="propose"),
    path("meet/<str:token>/coming/", coming.coming, name="coming"),
    path("meet/<str:token>/not-now/", invitation.not_now, name="not_now"),
    path("meet/<str:token>/no-contact/", invitation.no_contact, name="no_contact"),
    path("texts/", gateway.text_came_in, name="text_came_in"),
    path("texts/<uuid:message_id>/", gateway.text_status, name="text_status"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("u/<str:token>/", lists.unsubscribe, name="unsubscribe"),
    path("yes/<str:token>/", lists.confirm_list, name="confirm_list"),
    path("p/<str:token>/", supporter.supporter, name="supporter"),
    path("p/<str:token>/calendar/<uuid:commitment_id>.ics", supporter.calendar_file, name="calendar_file"),
    path("p/<str:token>/on-it/<uuid:commitment_id>/", answers.on_it, name="on_it"),
    path("p/<str:token>/move/<uuid:commitment_id>/", answers.move_day, name="move_day"),
    path("p/<str:token>/help/<uuid:commitment_id>/", answers.ask_help, name="ask_help"),
    path("p/<str:token>/let-go/<uuid:commitment_id>/", answers.let_go, name="let_go"),
    path("p/<str:token>/meet-somebody/", introductions.introductions, name="introductions"),
    path("p/<str:token>/meet-somebody/<uuid:side_id>/", introductions.answer_introduction, name="answer_introduction"),
    path("p/<str:token>/stop/", answers.stop, name="stop"),
    path("p/<str:token>/erase/", answers.ask_erase, name="ask_erase"),
    path("p/<str:token>/close/", answers.close_link, name="close_link"),
    path("p/<str:token>/code/", kept.send_code, name="send_code"),
    path("p/<str:token>/kept/", kept.kept, name="kept"),
    path("p/<str:token>/correct/", kept.correct, name="correct"),
    path("p/<str:token>/hear/", kept.hear_notes, name="hear_notes"),
    path("p/<str:token>/language/", supporter.choose_language, name="choose_language"),
    path("p/<str:token>/consent/", kept.consent, name="consent"),
]
