"""To be written."""

from django.http import Http404


def person(request, person_id):
    raise Http404


def edit_person(request, person_id):
    raise Http404


def jot_note(request, person_id):
    raise Http404


def log_contact(request, person_id):
    raise Http404


def add_promise(request, person_id):
    raise Http404


def add_commitment(request, person_id):
    raise Http404


def add_follow_up(request, person_id):
    raise Http404


def tag_person(request, person_id):
    raise Http404


def record_consent(request, person_id):
    raise Http404


def stop_contact(request, person_id):
    raise Http404


def set_stage(request, person_id):
    raise Http404


def supporter_link(request, person_id):
    raise Http404


def revoke_link(request, person_id):
    raise Http404


def kept_about(request, person_id):
    raise Http404


def erase_person(request, person_id):
    raise Http404


def settle_request(request, request_id):
    raise Http404
