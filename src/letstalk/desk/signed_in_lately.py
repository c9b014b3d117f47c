"""Before much leaves at once, whoever has not signed in lately writes their password again."""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from letstalk.accounts.domain.sign_in import TooManyTries, WrongEmailOrPassword, check_sign_in
from letstalk.accounts.models import User
from letstalk.desk.forms.again import AgainForm
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import peer

KEY = "signed_in_at"
LATELY = timedelta(minutes=10)


def note_sign_in(request: HttpRequest, *, at: datetime) -> None:
    """The door calls it after `login`, where a password was written; a one-time link is none."""
    request.session[KEY] = at.isoformat()


def signed_in_lately(request: HttpRequest, *, at: datetime) -> bool:
    """Whether a password was written in this session within LATELY."""
    noted = request.session.get(KEY)
    return noted is not None and timedelta(0) <= at - datetime.fromisoformat(noted) < LATELY


def sign_in_again(request: HttpRequest, form: AgainForm, *, by: User, at: datetime) -> None:
    """Check the password, if this valid form asked for one; then it is not asked for again within LATELY.

    Wrong ones count as at the sign-in. Call it outside of a transaction. Raises Refused, which belongs to the field.
    """
    if not form.asks:
        return
    try:
        check_sign_in(
            request=request,
            email=by.email,
            password=form.cleaned_data["password"],
            peer=peer(request),
            at=at,
        )
    except WrongEmailOrPassword:
        raise Refused(_("This is not your password. Please try again."), field="password") from None
    except TooManyTries as refused:
        raise Refused(str(refused), field="password") from None
    note_sign_in(request, at=at)
    form.ask_no_more()
