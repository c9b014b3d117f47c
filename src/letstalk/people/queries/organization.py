"""The root of the chapter tree."""

from django.db.models import QuerySet

from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter


def organization() -> Chapter:
    """The organization. Raises Chapter.DoesNotExist before the first visit."""
    for root in _roots():
        return root
    raise Chapter.DoesNotExist


@worked_out_once
def _roots() -> QuerySet[Chapter]:
    return Chapter.objects.filter(parent__isnull=True)


def organization_exists() -> bool:
    return Chapter.objects.filter(parent__isnull=True).exists()
