"""Whoever works beside the event loop takes short turns for as long as it lasts, whatever else goes on."""

import sys

import pytest

from statuspage.turns import SHORT, TURN, Turns


def interval() -> object:
    return pytest.approx(sys.getswitchinterval(), rel=0.01)


def test_turns_are_short_until_the_last_block_has_ended() -> None:
    Turns().begin()
    assert interval() == TURN
    region, mail = Turns().short(), Turns().short()
    for one in (region, mail):
        one.__enter__()
        assert interval() == SHORT
    for one, holds in ((region, SHORT), (mail, TURN)):
        one.__exit__(None, None, None)
        assert interval() == holds


def test_a_block_that_fails_leaves_the_turns_as_they_were() -> None:
    Turns().begin()
    with pytest.raises(ValueError, match="It stands still"), Turns().short():
        raise ValueError("It stands still")
    assert interval() == TURN
