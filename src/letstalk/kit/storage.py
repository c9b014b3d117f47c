"""Static files under names that carry their content's hash, so that a browser may keep them for ever."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes the imports between script modules too."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known_urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Looked up once, since a page names two dozen and they change only between starts."""
        if name not in self._known_urls:
            self._known_urls[name] = super().url(name, force)
        return self._known_urls[name]
