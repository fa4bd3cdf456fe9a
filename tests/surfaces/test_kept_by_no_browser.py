"""A private page is kept by no cache, nor on a disk; its live part is asked for, and mostly not sent."""

import pytest

from tests.surfaces.private_things import Ana


@pytest.mark.parametrize("rest", ["", "?before=1", "/studio", "/studio/preview?form=page", "/link"])
def test_no_page_of_the_customer_is_stored(ana: Ana, rest: str):
    answer = ana.read(rest)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_a_form_that_comes_back_is_not_stored_either(ana: Ana):
    for answer in (ana.send("replies", body=""), ana.send("replies", body="", by_script=True)):
        assert (answer.status_code, answer.headers["Cache-Control"]) == (422, "no-store")


def test_the_live_part_is_sent_again_only_when_it_is_new(ana: Ana):
    first = ana.read("/live")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert ana.read("/live", **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    ana.write("The part is here.")
    assert ana.read("/live", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("scope", ["feed", "calendar"])
def test_a_feed_and_a_calendar_are_asked_for_each_time(ana: Ana, scope: str):
    first = ana.client.get(ana.link(scope))
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = ana.client.get(ana.link(scope), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
