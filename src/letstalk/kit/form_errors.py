"""What a verb refused, shown where the person typed it."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm

from letstalk.kit.refusal import NothingWritten, Refused


def add_refusal(form: BaseForm, refused: Refused) -> None:
    """Put the sentence beside the field it belongs to; on top of the form where it has no such field.

    A NothingWritten brings several. The form must be bound; what was typed stays.
    """
    sentences = refused.errors if isinstance(refused, NothingWritten) else {refused.field or "": str(refused)}
    for field, sentence in sentences.items():
        form.add_error(field if field in form.fields else NON_FIELD_ERRORS, sentence)
