"""Logs never hold the secret part of a link: whoever reads a log could otherwise open a person's page."""

import logging
import re

SECRET_LINK = re.compile(r"/(p|enter|calendar|meet|u|yes)/[A-Za-z0-9_-]{8,}")


class NoSecretLinks(logging.Filter):
    """Replaces the token of a person’s page, a sign-in or a letter to a list, wherever in the record it stands."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET_LINK.sub(r"/\1/…", record.getMessage())
        record.args = ()
        if record.exc_info:
            record.exc_text = SECRET_LINK.sub(r"/\1/…", logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True
