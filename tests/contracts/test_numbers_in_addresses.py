"""No number in an address is too large for a database; tests/fuzz/ sends everything else that nobody ever types."""

from itertools import product

import pytest

from statuspage.security.throttle import limiter
from tests.contracts.doors import places
from tests.databases import KINDS
from tests.surfaces.desk import csrf, log_in

pytestmark = pytest.mark.parametrize("database", KINDS, indirect=True)  # what is sent becomes values of statements

NUMBERS = (0, 2**31 - 1, 2**31, 2**63, 10**30)


@pytest.fixture
def desk(app, client, cast, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    log_in(client)
    return lambda: csrf(client)


def test_no_number_is_too_large_for_an_address(app, client, planted, desk):
    numbered = [place for place in places(app) if any(name.endswith("_id") for name in place.rule.arguments)]
    assert numbered
    for place, number, method in product(numbered, NUMBERS, ("GET", "POST")):
        if method in place.methods:
            path = place.path(**dict.fromkeys(place.rule.arguments, number))
            answer = client.open(path, method=method, data={"csrf": desk(), "body": "x"} if method == "POST" else None)
            assert answer.status_code == 404, f"{method} {path} answered {answer.status}"
