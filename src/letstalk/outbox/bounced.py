"""Which addresses are marked because what was sent there came back."""

from collections.abc import Iterable

from letstalk.outbox.models import Suppression

# Why an address is closed until somebody makes sure of it; all other reasons are the person's own no.
CAME_BACK = "came_back"


def bounced_among(keys: Iterable[str]) -> set[tuple[str, str]]:
    """Channel and key of those among these address keys that are marked."""
    rows = Suppression.objects.filter(address_key__in=list(keys), reason=CAME_BACK)
    return set(rows.values_list("channel", "address_key"))
