"""Static files under names that carry their content's hash, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashes the imports between script modules too."""

    support_js_module_import_aggregation = True
