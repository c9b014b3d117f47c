"""A chapter that has taken up the campaign that ships, so that there is a form to report back with."""

import pytest


@pytest.fixture
def form(cast):
    from tests.campaign import adopted

    from letstalk.guides.queries import report_guide_version

    adopted(cast)
    return report_guide_version(cast.chapter)
