"""What the public feed tells: letters and what came with each, how things stand, and who has it now."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.people.agents import Agent, agree_to_be_shown
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import HANDOVERS
from tests.cast import STORY, SUBJECT
from tests.keys import without_keys
from tests.surfaces.feed_things import ATOM, contents, strict, titles
from tests.surfaces.public_things import EVERYTHING, Shown


def test_the_public_feed_without_letters_tells_the_step_and_the_promise(shown: Shown) -> None:
    shown.letter("CANARY", step="working")
    shown.publish()
    root = strict(shown, "public_feed")
    assert titles(root) == ["Maria is on it · Working on it"]
    whole = shown.get("public_feed").text
    assert "Next word by Tue, 24 Nov 2026" in whole
    assert not [word for word in ("CANARY", SUBJECT, STORY, "Okafor", "Reis") if word in whole]


def test_a_public_letter_ends_with_the_step_and_the_promise_that_came_with_it_for_ever(shown: Shown) -> None:
    shown.letter("It is on the bench.", step="working", hours=24)
    shown.publish(EVERYTHING)
    root = strict(shown, "public_feed")
    assert titles(root) == ["Maria wrote"]
    (first,) = contents(root)
    assert first.endswith("<p>Working on it</p><p>Next word by Tue, 24 Nov 2026, 09:12 (Lisbon)</p>")
    shown.letter("Does it hold?", asks_solved=True)
    asked, before = contents(strict(shown, "public_feed"))
    assert (asked, before) == ('<p dir="auto">Does it hold?</p><p>Maria calls it solved</p>', first)


@pytest.mark.parametrize(("hidden", "left"), [("steps", "Next word by"), ("promise", "Working on it")])
def test_a_public_letter_keeps_the_step_or_the_promise_to_itself_when_that_is_not_shown(
    shown: Shown, hidden: str, left: str
) -> None:
    shown.letter("It is on the bench.", step="working")
    shown.publish(replace(EVERYTHING, **{hidden: False}))
    (told,) = contents(strict(shown, "public_feed"))
    assert left in told
    assert len(re.findall("<p[ >]", told)) == 2


def test_who_shows_no_score_shows_the_next_promise_and_none_before_it(shown: Shown) -> None:
    """From when each letter was promised and when it came, anyone could count."""
    shown.letter("It is on the bench.")
    shown.publish(replace(EVERYTHING, score=False))
    assert "Next word by Tue" in contents(strict(shown, "public_feed"))[0]
    shown.letter("The part is here.")
    told = contents(strict(shown, "public_feed"))
    assert ["Next word by Tue" in text for text in told] == [True, False]


def test_the_public_feed_tells_the_end(shown: Shown) -> None:
    shown.letter("Done?", asks_solved=True)
    shown.publish()
    shown.clock.forward(days=2)
    shown.do(confirm)
    assert titles(strict(shown, "public_feed"))[0].startswith("Maria solved it")
    first = shown.get("public_feed").data
    shown.clock.forward(days=30)
    assert shown.get("public_feed").data == first


def test_a_new_owner_is_news_for_everyone_when_both_are_shown(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    shown.do(hand_over, shown.cast.maria, shown.cast.tom, note="Tom has the part.")
    assert titles(strict(shown, "feed"))[0] == "Maria handed this to Tom"
    assert titles(strict(shown, "public_feed"))[0] == "Tom looks after this now"
    assert "the part" not in shown.get("public_feed").text
    shown.publish(PublicChoice(owner="nobody", letters=True))
    assert "Tom" not in without_keys(shown.get("public_feed").text)


def hand(shown: Shown, *people: Agent) -> None:
    """From each to the next."""
    for giver, taker in pairwise(people):
        shown.do(hand_over, giver, taker, note="CANARY")


def owners(root: etree._Element) -> list[str]:
    return [title.partition(" ")[0] for title in titles(root) if title.endswith("looks after this now")]


def test_every_handover_stays_news_under_the_same_name(shown: Shown) -> None:
    maria, tom = shown.cast.maria, shown.cast.tom
    shown.publish(EVERYTHING)
    shown.letter("It is on the bench.")
    hand(shown, maria, tom)
    first = strict(shown, "public_feed").find(f"{ATOM}entry")
    hand(shown, tom, maria, tom)
    root = strict(shown, "public_feed")
    assert owners(root) == ["Tom", "Maria", "Tom"]
    assert etree.tostring(root.findall(f"{ATOM}entry")[2]) == etree.tostring(first)


def test_a_handover_stays_on_the_closed_page_of_the_letters_around_it_and_none_is_lost(shown: Shown) -> None:
    maria, tom = shown.cast.maria, shown.cast.tom
    shown.publish(EVERYTHING)
    for number in range(1, 55):
        shown.letter(f"Letter {number}.")
        if number in (1, 20, 40, 54):
            hand(shown, maria, tom, maria)
    pages = [strict(shown, "public_feed", query) for query in ("?archive=1", "?archive=2", "")]
    assert [owners(page) for page in pages] == [["Maria", "Tom"] * 2, ["Maria", "Tom"], ["Maria", "Tom"]]
    assert titles(pages[0])[0] == "Maria looks after this now"
    shown.publish(replace(EVERYTHING, letters=False))
    assert owners(strict(shown, "public_feed")) == ["Maria", "Tom"] * 4


def test_a_handover_names_only_who_agreed_and_only_while_owners_are_shown(shown: Shown) -> None:
    maria, tom = shown.cast.maria, shown.cast.tom
    shown.publish(EVERYTHING)
    hand(shown, maria, tom, maria)
    assert owners(strict(shown, "public_feed")) == ["Maria", "Tom"]
    assert "CANARY" not in shown.get("public_feed").text
    shown.run(lambda session: agree_to_be_shown(session.get_one(Agent, tom.id), "nobody"))
    assert owners(strict(shown, "public_feed")) == ["Maria"]
    assert "Tom" not in without_keys(shown.get("public_feed").text)
    shown.publish(replace(EVERYTHING, owner="nobody"))
    assert owners(strict(shown, "public_feed")) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_a_ticket_that_goes_back_and_forth_the_newest_handovers_are_told(shown: Shown) -> None:
    shown.publish(EVERYTHING)
    hand(shown, *[shown.cast.maria, shown.cast.tom] * 30)
    assert len(owners(strict(shown, "public_feed"))) == HANDOVERS
