"""Every public form of a ticket that was opened again says so, and hides nothing of what failed before."""

import pytest
from lxml.html import fromstring

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm, reopen, say_not_solved
from statuspage.domain.publication.choice import PublicChoice
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


def way(shown: Shown) -> list[str]:
    """The steps of the public page, each with how it stands."""
    found = fromstring(shown.get("public").text).xpath("//ol[@class='steps']/li")
    labels = [item.xpath("string(.//span[@class='step-label']/text()[1])") for item in found]
    return [f"{item.get('class').rpartition('is-')[2]} {label}" for item, label in zip(found, labels, strict=True)]


@pytest.mark.parametrize("scope", SCOPES[1:])
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


BEFORE = ["done Heard", "done Solved", "done Working on it", "done Solved", "done The customer agrees"]


def test_on_the_page_it_stands_where_it_was_in_the_order_of_things(again: Shown) -> None:
    ahead = ["todo Looking into it", "todo Working on it", "todo Solved", "todo The customer agrees"]
    assert way(again) == [*BEFORE, "now Opened again", *ahead]
    again.letter("I see it too.")
    assert way(again) == [*BEFORE, "again Opened again", "now Heard", *ahead]
    again.letter("The pump.", step="working")
    assert way(again)[5:8] == ["again Opened again", "done Heard", "now Working on it"]


@pytest.fixture
def read_by_all(shown: Shown) -> Shown:
    """One public letter before it was opened again, and one after."""
    shown.letter("It is on the bench.")
    shown.letter("It holds.", asks_solved=True)
    shown.do(confirm)
    shown.do(reopen)
    shown.letter("I see it too.")
    shown.publish(EVERYTHING)
    return shown


def test_on_the_long_card_it_stands_between_the_letters(read_by_all: Shown) -> None:
    story = fromstring(read_by_all.get("embed", "?size=timeline").text).xpath("//ol[@class='card-story']/li")
    kinds = [point.get("class").removeprefix("is-") for point in story]
    assert kinds == ["asked", "letter", "letter", "again", "letter", "due"]


def test_a_long_card_without_letters_leaves_out_the_oldest_steps_and_says_so(again: Shown) -> None:
    again.publish(PublicChoice())
    story = fromstring(again.get("embed", "?size=timeline").text).xpath("//ol[@class='card-story']/li")
    kinds = [point.get("class").removeprefix("is-") for point in story]
    assert kinds == ["asked", "gap", "now", "question", "todo", "todo", "todo", "todo"]
