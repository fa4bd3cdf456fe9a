"""Every public form of a ticket that was opened again says so, and hides nothing of what failed before."""

import pytest

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm, reopen, say_not_solved
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import words
from tests.surfaces.public_things import EVERYTHING, Shown

SCOPES = ("public", "embed", "badge", "public_feed")


@pytest.fixture
def again(shown: Shown) -> Shown:
    """Called solved twice, denied twice, and nobody has answered since."""
    shown.letter("It is on the bench.", public=False)
    shown.clock.forward(hours=1)
    shown.letter("It holds.", public=False, asks_solved=True)
    shown.do(say_not_solved, body="It does not.")
    shown.letter("Now it holds.", public=False, asks_solved=True)
    shown.do(confirm)
    shown.clock.forward(hours=1)
    shown.do(reopen)
    shown.publish(EVERYTHING)
    return shown


@pytest.mark.parametrize("scope", SCOPES)
def test_it_says_that_it_was_opened_again_and_never_heard(again: Shown, scope: str) -> None:
    told = again.get(scope).text
    assert "Opened again" in told
    assert "Heard" not in told


def test_the_page_says_that_nobody_has_answered_and_how_often_it_was_not_solved(again: Shown) -> None:
    told = words(again.get("public").text)
    assert "The customer opened it again, and nobody has answered yet" in told
    assert "1 of 1 promise kept so far; called solved 2 times, and each time it was not" in told


def test_no_score_anywhere_hides_how_often_it_was_not_solved(again: Shown) -> None:
    failed = "called solved 2 times, and each time it was not"
    log_in(again.client)
    pages = [again.links()[scope] for scope in ("public", "embed", "private")] + [f"/desk/tickets/{again.id}"]
    assert [path for path in pages if failed not in words(again.at(path).text)] == []
    again.letter("Now it does.", asks_solved=True)
    again.do(confirm)
    pages.append(again.links()["public_feed"])
    assert [path for path in pages if failed not in words(again.at(path).text)] == []


def test_nobody_is_said_to_have_solved_what_a_colleague_did(shown: Shown) -> None:
    shown.letter("It is on the bench.", public=False)
    shown.do(write_letter, shown.cast.tom, body="It holds.", asks_solved=True)
    shown.publish(EVERYTHING)
    for scope in SCOPES:
        told = shown.get(scope).text
        assert "Called solved" in told
        assert "Maria calls" not in told
        assert "Maria asks" not in told
    assert "Tom asks" in words(shown.at(shown.links()["private"]).text)
    shown.do(confirm)
    for scope in SCOPES:
        assert "Maria solved it" not in shown.get(scope).text
    shown.do(reopen)
    shown.letter("Now mine.", public=False, asks_solved=True)
    assert "Maria calls it solved" in shown.get("public").text


@pytest.mark.parametrize("query", ["?size=compact", "?size=timeline", ""])
def test_every_card_says_it(again: Shown, query: str) -> None:
    told = words(again.get("embed", query).text)
    assert "Opened again, with Maria" in told
    assert "nobody has answered yet" in told


def test_after_the_next_letter_it_is_heard_again_by_whoever_wrote(again: Shown) -> None:
    again.letter("I see it too.")
    told = again.get("public").text
    assert "Opened again" not in told
    assert "Heard" in told
