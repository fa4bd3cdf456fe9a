"""Whoever works beside the event loop takes short turns for as long as it lasts, whatever else goes on."""

import sys

import pytest

from statuspage.turns import SHORT, SHORTEST, TURN, Turns


def interval() -> object:
    return pytest.approx(sys.getswitchinterval(), rel=0.01)


def test_the_shortest_turn_of_all_that_lasts_is_the_one_that_holds() -> None:
    Turns().begin()
    assert interval() == TURN
    region, mail, other = Turns().short(), Turns().short(SHORTEST), Turns().short(SHORTEST)
    for one, holds in ((region, SHORT), (mail, SHORTEST), (other, SHORTEST)):
        one.__enter__()
        assert interval() == holds
    for one, holds in ((region, SHORTEST), (mail, SHORTEST), (other, TURN)):
        one.__exit__(None, None, None)
        assert interval() == holds


def test_a_block_that_fails_leaves_the_turns_as_they_were() -> None:
    Turns().begin()
    with pytest.raises(ValueError, match="It stands still"), Turns().short():
        raise ValueError("It stands still")
    assert interval() == TURN
