"""Where a card may stand is said by every answer, also by one that was kept in memory."""

from collections.abc import Callable

from flask import Flask

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.shares.verbs import allow_sites
from tests.cast import Cast
from tests.conftest import Clock
from tests.front.house import get, served


def test_a_kept_card_says_where_it_may_stand_from_the_moment_that_it_is_said(
    app: Flask, cast: Cast, clock: Clock, run: Callable[..., object]
) -> None:
    run(publish, cast.ticket.id, PublicChoice(), clock())
    urls = app.extensions["urls"]
    card = run(lambda session: urls.shared(shares_of(session, cast.ticket.id)["embed"])).removeprefix(urls.base)
    with served(app) as server:
        for sites, said in (("", ""), ("https://a.example\nhttps://b.example", "https://a.example https://b.example")):
            run(allow_sites, cast.ticket.id, sites, clock())
            for _ in range(4):
                status, headers, _ = get(server.port, card)
                assert status == 200
                assert headers["content-security-policy"].partition("; frame-ancestors ")[2] == said
                assert "x-frame-options" not in headers
