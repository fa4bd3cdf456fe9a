"""A database that is stopped, frozen, cut off, or out of reach: whoever asks is told, and the rest goes on.

What was taken stays, and every stream goes on without a gap.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.front.house import get, send
from tests.outages.conftest import House
from tests.outages.letters import Follower, Poster, agree
from tests.outages.postgres import OwnPostgres
from tests.outages.wire import Wire
from tests.patience import until

pytestmark = pytest.mark.postgresql
Fails = Callable[[], AbstractContextManager[None]]


def goes_on(house: House, fails: Fails, is_lost: bool = True) -> Poster:
    """Write before it, during it and after it; nothing is lost, and nobody who follows misses or gets twice."""
    poster, follower = Poster([house.port], house.private), Follower(house.port, house.private)
    try:
        poster.post()
        until(lambda: 1 in follower.words)
        with fails():
            if is_lost:
                until(lambda: get(house.port, house.private)[0] == 503)
        poster.post()
        poster.post()
        with house.app.app_context():
            agree(poster, house.ticket, follower)
    finally:
        follower.end()
    return poster


def test_pages_say_so_at_once_and_what_is_kept_is_given_until_it_answers_again(
    house: House, postgres: OwnPostgres
) -> None:
    port, private, public = house.port, house.private, house.public
    kept = get(port, public)
    assert kept[0] == 200
    assert get(port, private)[0] == 200
    with postgres.frozen():
        asked = [get(port, path) for path in (private, "/desk/login?next=/desk", private, "/p/unknown")]
        told = get(port, private)
        assert told[0] == 503
        assert b"Our records do not answer" in told[2]
        assert told[1]["retry-after"] == "5"
        assert asked[0][0] == 503
        assert_as_known(kept, get(port, public))
        assert get(port, "/static/css/base.css")[0] == 200
        assert get(port, "/healthz")[0] == 200
        assert get(port, "/readyz")[0] == 503
        form = {"Content_Type": "application/x-www-form-urlencoded"}
        for by_script in ({}, {"HX_Request": "true"}):
            said = send(port, "POST", f"{private}/replies", b"body=Is+anyone+there", **form, **by_script)
            assert said[0] == 503
            assert (b"Is anyone there" in said[2]) is not bool(by_script), "it is in the form still, or on the page"
    until(lambda: get(port, private)[0] == 200)
    until(lambda: get(port, "/readyz")[0] == 200)
    until(lambda: "age" not in get(port, public)[1])
    assert get(port, public)[2] == kept[2], "it is told no longer how old it is"


def assert_as_known(kept: tuple[int, dict[str, str], bytes], given: tuple[int, dict[str, str], bytes]) -> None:
    """What is kept is given as it was last known to be, and says so: in its Age, and in words of its own language."""
    status, headers, body = given
    assert status == 200
    assert int(headers["age"]) >= 0
    assert headers["etag"] != kept[1]["etag"], "whoever has it without these words has not got this"
    assert "age" not in kept[1]
    note = re.search(rb'<p class="notice is-late as-known">(.*?)</p>', body)
    assert note is not None
    assert note[1].startswith(b"Our records do not answer at the moment. This is how it stood today, ")
    assert body.replace(note[0], re.search(rb"<!--as known en page-->", kept[2])[0]) == kept[2]


def test_one_that_is_stopped_and_started_again(house: House, postgres: OwnPostgres) -> None:
    kept = get(house.port, house.public)

    @contextmanager
    def fails() -> Iterator[None]:
        with postgres.stopped():
            yield
            told = get(house.port, house.public)
            assert told[0] == 200
            assert int(told[1]["age"]) >= 0
            assert "age" not in kept[1]

    goes_on(house, fails)


def test_one_whose_connections_are_all_cut(house: House, postgres: OwnPostgres) -> None:
    @contextmanager
    def fails() -> Iterator[None]:
        assert postgres.cut_all() > 0
        yield

    goes_on(house, fails, is_lost=False)


def test_connections_that_are_half_open_and_say_nothing_any_more(house: House, wire: Wire) -> None:
    """As behind a firewall that has forgotten them: new ones are made as ever, and nobody tells us of the old ones."""

    @contextmanager
    def fails() -> Iterator[None]:
        wire.mute()
        yield

    goes_on(house, fails, is_lost=False)


def test_a_network_that_lets_nothing_through_and_cuts_messages_in_the_middle(house: House, wire: Wire) -> None:
    @contextmanager
    def fails() -> Iterator[None]:
        wire.is_mute = True
        wire.mute()
        yield
        wire.is_mute, wire.cut_after = False, 40
        until(lambda: get(house.port, house.private)[0] == 503)
        wire.cut_after, wire.delay = 0, 0.01

    goes_on(house, fails)
