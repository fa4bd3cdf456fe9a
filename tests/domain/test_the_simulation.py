"""The simulation of `docs/scaling.md`: it waits as the theory of queues says, and the page shows what it prints."""

from statistics import mean

import pytest

from bench.costs import ON_POSTGRESQL
from bench.simulation import BUSY, WATCHERS, Act, Workload, alone, busy, outcome, table, waits
from statuspage.config import PROJECT

PAGE = (PROJECT / "docs" / "scaling.md").read_text(encoding="utf-8")


def test_the_page_shows_the_very_table():
    assert table() in PAGE
    assert f"at {alone() * 1_000:,} tickets" in PAGE


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_it_waits_as_long_as_pollaczek_and_khinchine_say(share):
    """Of acts of 5 to 15 ms that come at random: λ E[S²] / 2 (1 - ρ)."""
    doing = [Act(rate=share * 100, ms=10)]
    squared = 10**2 + 10**2 / 12
    expected = share / 10 * squared / (2 * (1 - share))
    assert mean(waits(doing, seconds=2_000, seed=3)) == pytest.approx(expected, rel=0.1)


def test_no_process_has_more_to_do_or_to_hold_than_it_may():
    for watchers in (0, 1, WATCHERS, WATCHERS + 1, 10 * WATCHERS):
        found = outcome(Workload("", 5_000_000, watchers, open_share=1, words_a_day=6), seconds=5)
        assert found.busy <= BUSY
        assert watchers <= found.processes * WATCHERS


def test_what_costs_twice_as_much_takes_twice_as_long():
    assert busy([Act(100, 2)]) == pytest.approx(2 * busy([Act(100, 1)]))
    assert busy([Act(100, 2)]) == pytest.approx(0.2)


def test_a_fleet_that_every_change_keeps_busy_is_refused():
    with pytest.raises(ValueError, match="told of changes"):
        outcome(Workload("too much", 10**9, 1, open_share=1, words_a_day=6), ON_POSTGRESQL, seconds=1)
