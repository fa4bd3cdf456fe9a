"""A download that broke goes on where it broke, and a video can be sought in: any one range of a file can be had."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.pictures import photo
from tests.surfaces.file_things import reply
from tests.surfaces.private_things import Ana

LOG = b"".join(b"%06d a line of a log\n" % number for number in range(400))
SIZE = len(LOG)


@pytest.fixture
def had(ana: Ana):
    """Asks for the log that Ana has sent, with these headers."""
    assert reply(ana, (LOG, "log.txt")).status_code == 303
    path = re.search(r'"([^"]+/files/[\w-]{22})"', ana.page())[1]

    def ask(**headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ana.client.get(path, follow_redirects=True, headers=named)

    return ask


def test_the_whole_of_it_says_that_ranges_can_be_had_and_by_what_it_is_known(had):
    whole = had()
    assert (whole.status_code, whole.data, whole.content_length) == (200, LOG, SIZE)
    assert whole.headers["Accept-Ranges"] == "bytes"
    tag = whole.headers["ETag"]
    assert tag.startswith('"'), "a strong one"
    again = had(If_None_Match=tag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, SIZE),
        ("bytes=100-199", 100, 200),
        ("bytes=5000-", 5000, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        (f"bytes=7000-{10 * SIZE}", 7000, SIZE),
        ("bytes=-5", SIZE - 5, SIZE),
        (f"bytes=-{2 * SIZE}", 0, SIZE),
    ],
)
def test_a_range_is_had_as_it_was_asked_for(had, asked, start, end):
    some = had(Range=asked)
    assert some.status_code == 206
    assert some.data == LOG[start:end]
    assert some.headers["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert some.content_length == end - start
    assert some.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in some.headers["Content-Security-Policy"]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=99999999999999999999-"])
def test_what_lies_behind_its_end_is_refused_with_its_size(had, asked):
    refused = had(Range=asked)
    assert (refused.status_code, refused.data) == (416, b"")
    assert refused.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("asked", ["bytes=1-2,5-6", "bytes=9-5", "lines=1-2", "bytes", "bytes=", "bytes=a-b", "=", ""])
def test_whatever_is_no_range_gets_all_of_it(had, asked):
    whole = had(Range=asked)
    assert (whole.status_code, whole.data) == (200, LOG)


def test_what_was_begun_of_another_file_is_begun_anew(had):
    tag = had().headers["ETag"]
    assert had(Range="bytes=5-", If_Range=tag).status_code == 206
    for other in ('"another"', f"W/{tag}", "Sat, 28 Nov 2026 10:00:00 GMT", tag.strip('"')):
        whole = had(Range="bytes=5-", If_Range=other)
        assert (whole.status_code, whole.data) == (200, LOG)


def test_a_small_picture_is_always_whole(ana: Ana):
    reply(ana, (photo(), "x.jpg"))
    path = re.search(r'"([^"]+/files/[\w-]{22})"', ana.page())[1]
    whole = ana.client.get(f"{path}/small", follow_redirects=True)
    some = ana.client.get(f"{path}/small", follow_redirects=True, headers={"Range": "bytes=5-9"})
    assert (some.status_code, some.data) == (200, whole.data)
    assert "Accept-Ranges" not in some.headers
