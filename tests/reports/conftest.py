"""A chapter that has taken up the campaign that ships, so that there is a form to report back with."""

import pytest


@pytest.fixture
def form(cast):
    from letstalk.guides.queries import report_guide_version
    from tests.campaign import adopted

    adopted(cast)
    return report_guide_version(cast.chapter)
