"""What a public view says when something is held back: a share, the company, or the name of who has it."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.people.agents import Agent, agree_to_be_shown
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.verbs import restore, withdraw
from tests.surfaces.public_things import EVERYTHING, Shown

ATOM = "{http://www.w3.org/2005/Atom}"
HIDDEN = replace(EVERYTHING, company=False)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def agree(shown: Shown, public_as: str) -> None:
    shown.run(lambda session: agree_to_be_shown(session.get_one(Agent, shown.cast.maria.id), public_as))


@pytest.mark.parametrize("scope", PUBLIC_SCOPES)
def test_one_address_is_withdrawn_and_the_others_neither_stop_nor_lead_to_it(shown: Shown, scope: str) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    links = shown.links()
    shown.do(withdraw, scope)
    for other in PUBLIC_SCOPES:
        answer = shown.get(other)
        assert answer.status_code == (410 if other == scope else 200)
        assert links[scope] not in answer.text or other == scope
    shown.do(restore, scope)
    assert [shown.at(links[scope]).status_code for scope in PUBLIC_SCOPES] == [200] * 4


@pytest.mark.parametrize("scope", PUBLIC_SCOPES)
def test_a_company_that_is_not_shown_is_named_nowhere(shown: Shown, scope: str) -> None:
    shown.letter("It is on the bench.")
    for choice in (HIDDEN, replace(HIDDEN, owner="nobody"), replace(HIDDEN, letters=False, subject="nothing")):
        shown.publish(choice)
        for query in ("", "?lang=de", "?lang=ar"):
            assert "Fernhill" not in shown.get(scope, query).text


def test_without_a_name_and_a_company_it_is_still_someone(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(replace(HIDDEN, owner="nobody"))
    page = text(shown.get("public").text)
    assert "Someone looks after this" in page
    assert "Someone at" not in page
    assert "Someone is on it" in shown.get("embed").text
    assert "Someone is on it" in shown.get("badge").text
    feed = etree.fromstring(shown.get("public_feed").data)
    assert {name.text for name in feed.iter(f"{ATOM}name")} == {"Someone"}
    assert "Someone wrote" in [title.text for title in feed.iter(f"{ATOM}title")]


@pytest.mark.parametrize("scope", PUBLIC_SCOPES)
def test_an_owner_who_did_not_agree_is_someone_at_the_company(shown: Shown, scope: str) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    assert "Maria" in shown.get(scope).text
    agree(shown, "nobody")
    answer = shown.get(scope)
    assert "Maria" not in answer.text
    assert "maria" not in answer.text
    assert "Fernhill Coffee" in answer.text
    agree(shown, "name")
    assert "Maria" in shown.get(scope).text
    assert "maria." not in shown.get(scope).text


def test_letters_of_who_did_not_agree_are_by_someone(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    agree(shown, "nobody")
    shown.publish(EVERYTHING)
    assert "Someone at Fernhill Coffee" in text(shown.get("public").text).partition("It is on the bench")[0]
    feed = etree.fromstring(shown.get("public_feed").data)
    assert "Someone at Fernhill Coffee wrote" in [title.text for title in feed.iter(f"{ATOM}title")]


def test_the_score_without_the_promise_and_the_promise_without_the_score(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.clock.forward(hours=1)
    shown.letter("It is still there.")
    shown.publish(PublicChoice(promise=False))
    page = text(shown.get("public").text)
    assert "1 of 1 promise kept so far" in page
    assert "writes again by" not in page
    shown.publish(PublicChoice(score=False))
    page = text(shown.get("public").text)
    assert "kept so far" not in page
    assert "writes again by" in page


@pytest.mark.parametrize("promise", [True, False])
@pytest.mark.parametrize("score", [True, False])
@pytest.mark.parametrize("ending", ["asked", "closed", "confirmed"])
def test_every_end_reads_well_with_either(shown: Shown, promise: bool, score: bool, ending: str) -> None:
    shown.letter("On the bench.")
    shown.clock.forward(hours=1)
    shown.letter("Done?", asks_solved=True)
    if ending == "confirmed":
        shown.do(confirm)
    if ending == "closed":
        shown.do(close_unconfirmed, shown.cast.maria)
    shown.publish(PublicChoice(promise=promise, score=score))
    page = text(shown.get("public").text)
    assert page.count("kept so far") == int(score)
    assert not re.search(r"None|%\(", page)
