"""Whose tries are counted: the visitor's own address, also behind a proxy, and never one the visitor made up."""

import pytest
from django.test import RequestFactory

from letstalk.kit.requests import peer


@pytest.mark.parametrize(
    ("behind_proxy", "direct", "forwarded", "counted"),
    [
        (False, "203.0.113.9", "", "203.0.113.9"),
        (False, "127.0.0.1", "198.51.100.7", "127.0.0.1"),  # no proxy is expected: whoever says so made it up
        (True, "127.0.0.1", "198.51.100.7", "198.51.100.7"),
        (True, "127.0.0.1", "10.0.0.1, 198.51.100.7", "198.51.100.7"),  # only what the proxy itself added
        (True, "203.0.113.9", "198.51.100.7", "203.0.113.9"),  # not through the proxy at all
        (True, "", "198.51.100.7", ""),
    ],
)
def test_the_address_tries_are_counted_by(settings, behind_proxy, direct, forwarded, counted):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    request = RequestFactory().get("/", REMOTE_ADDR=direct, **more)

    assert peer(request) == counted
