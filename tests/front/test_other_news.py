"""What changes on a page without any event of its ticket reaches whoever has it open, and never goes back again."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from statuspage.domain.absences.planned import Planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.customer_verbs import use_clock, use_language
from statuspage.domain.shares.share import shares_of
from tests.cast import Cast
from tests.conftest import Clock
from tests.databases import KINDS
from tests.front.house import Reader, get, served, watched

Run = Callable[..., object]


def _absence(session: Session, cast: Cast, clock: Clock) -> None:
    ahead = Planned(clock(), clock() + timedelta(days=2), "Europe/Lisbon")
    set_absence(session, cast.maria.id, cast.maria, clock(), ahead, cast.tom.id)


DEEDS: dict[str, tuple[Callable[[Session, Cast, Clock], object], str]] = {
    "an absence": (_absence, "away until"),
    "another clock": (
        lambda session, cast, clock: use_clock(session, cast.ticket.id, clock(), zone="Asia/Tokyo"),
        "18:12",
    ),
    "another language": (
        lambda session, cast, clock: use_language(
            session, cast.ticket.id, clock(), language="de", offered=("en", "de")
        ),
        "Gehört",
    ),
}


@pytest.mark.parametrize("database", KINDS, indirect=True)
@pytest.mark.parametrize("what", DEEDS)
def test_it_is_told_and_is_what_the_next_one_gets(app: Flask, cast: Cast, run: Run, clock: Clock, what: str) -> None:
    deed, words = DEEDS[what]
    share = run(lambda session: shares_of(session, cast.ticket.id)["private"])
    page = f"/t/{app.extensions['urls'].token(share)}"
    with served(app) as server, Reader(server.port, f"{page}/stream?since=none") as ana:
        first = ana.next(name="")
        watched(server)
        assert words not in first.data
        run(lambda session: deed(session, cast, clock))
        assert words in ana.next(name="").data
        (since,) = re.findall(r'data-since="([^"]+)"', get(server.port, page)[2].decode())
        with Reader(server.port, f"{page}/stream?since={since}") as again:
            assert again.next().name == "presence"
            assert again.nothing(0.2), "the page that she has just opened is not put back"
