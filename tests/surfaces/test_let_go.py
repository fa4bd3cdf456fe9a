"""Whoever was let go is shown nowhere in public, and comes back as they had agreed to be shown."""

from typing import Any

import pytest

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.people.agents import Agent
from tests.surfaces.public_things import EVERYTHING, Shown


def be(shown: Shown, who: Any, *, active: bool) -> None:
    shown.run(lambda session: setattr(session.get_one(Agent, who.id), "is_active", active))


@pytest.fixture
def public(shown: Shown) -> Shown:
    """Maria wrote, and handed over to Tom; both agreed to be shown whole, and the customer shows everything."""
    for who in (shown.cast.maria, shown.cast.tom):
        shown.run(lambda session, who=who: setattr(session.get_one(Agent, who.id), "public_as", "photo"))
    shown.letter("The part is on its way.")
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Tom knows pumps.")
    shown.publish(EVERYTHING)
    return shown


def everything(public: Shown) -> str:
    return "\n".join(public.at(address).get_data(as_text=True) for address in public.addresses())


def test_nothing_public_shows_who_was_let_go_and_all_shows_them_again_when_they_are_back(public: Shown):
    before = everything(public)
    assert "Maria" in before
    assert "Tom" in before
    be(public, public.cast.maria, active=False)
    assert "Maria" not in everything(public)
    be(public, public.cast.tom, active=False)
    without = everything(public)
    assert "Tom" not in without
    assert "maria.svg" not in without
    for who in (public.cast.maria, public.cast.tom):
        be(public, who, active=True)
    assert everything(public) == before


def test_the_studio_offers_to_show_nobody_who_was_let_go(public: Shown):
    be(public, public.cast.tom, active=False)
    page = public.at(f"{public.links()['private']}/studio").text
    assert "has not agreed to be named in public" in page


def test_the_customer_still_reads_who_wrote_to_them(public: Shown):
    be(public, public.cast.maria, active=False)
    assert "Maria" in public.at(public.links()["private"]).text
