"""The proof that the keys beside this database are the ones it was sealed with."""

from django.db import models

from letstalk.kit.rows import Row
from letstalk.kit.sealed import SealedText


class KeyProof(Row):
    """One known phrase for each key id; a start with the wrong keys fails on it before anything is written."""

    key_id = models.PositiveSmallIntegerField(unique=True)
    phrase = SealedText()


class Beat(models.Model):
    """When a background loop last went round, so that /healthz can say it has stopped."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
