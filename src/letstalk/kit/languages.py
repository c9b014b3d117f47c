"""Languages that are offered where somebody says what they speak, and how each is called."""

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# What people who organize are likeliest to speak; whatever else somebody said is offered beside them.
LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "hi", "ht", "ko", "pl", "pt", "ru", "so", "tl", "uk", "vi", "zh-hans")

NOT_KNOWN_TO_DJANGO = {"ht": _("Haitian Creole"), "so": _("Somali"), "tl": _("Tagalog")}


def language_name(code: str) -> str:
    """A language as the reader calls it; its code where nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return str(NOT_KNOWN_TO_DJANGO.get(code, code))
