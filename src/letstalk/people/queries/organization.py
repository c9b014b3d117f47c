"""The root of the chapter tree."""

from letstalk.people.models import Chapter


def organization() -> Chapter:
    """The organization. Raises Chapter.DoesNotExist before the first visit."""
    return Chapter.objects.get(parent__isnull=True)


def organization_exists() -> bool:
    return Chapter.objects.filter(parent__isnull=True).exists()
