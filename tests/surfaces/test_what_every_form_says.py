"""What all public forms share: what the ticket is called, each step’s date, one way to follow, and a good end."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from lxml import etree
from lxml.html import fromstring
from PIL import Image

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.people.agents import Agent, agree_to_be_shown
from statuspage.domain.publication.choice import PublicChoice
from tests.surfaces.private_things import words
from tests.surfaces.public_things import EVERYTHING, Shown

CARDS = ("", "?size=compact", "?size=timeline")
GENERAL = "A ticket with Fernhill Coffee"


@pytest.fixture
def solved(shown: Shown) -> Shown:
    shown.letter("It is on the bench.")
    shown.clock.forward(days=3)
    shown.letter("It holds.", asks_solved=True)
    shown.clock.forward(days=3)
    shown.do(confirm)
    shown.publish()
    return shown


def ends(shown: Shown) -> list[str]:
    """How the page and each card say that it is solved."""
    pages = [shown.get("public")] + [shown.get("embed", query) for query in CARDS]
    return [str(fromstring(page.text).xpath("string(//h2[@id='joy'] | //h1[@class='card-name'])")) for page in pages]


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        (PublicChoice(), GENERAL),
        (PublicChoice(company=False), "A ticket"),
        (PublicChoice(subject="title", title="My <b> machine"), "My <b> machine"),
        (PublicChoice(subject="subject", company=False), "The machine heats up, then switches itself off"),
    ],
)
def test_what_it_is_called_stands_in_every_form(shown: Shown, choice: PublicChoice, title: str) -> None:
    shown.publish(choice)
    page = fromstring(shown.get("public").text)
    assert page.xpath("string(//h1)") == title
    assert page.xpath("string(//title)").startswith(f"{title} · Maria is on it")
    assert page.xpath("string(//meta[@property='og:title']/@content)") == title
    assert page.xpath("string(//meta[@property='og:image:alt']/@content)").startswith(f"{title} · Maria is on it")
    for query in CARDS:
        card = fromstring(shown.get("embed", query).text)
        assert card.xpath("string(//*[@class='card-about'])") == title, query
        assert card.xpath("string(//title)").startswith(f"{title} · "), query
    for style in ("pill", "flat", "plain", "face"):
        badge = etree.fromstring(shown.get("badge", f"?style={style}").data)
        assert badge.get("aria-labelledby", "").startswith("title")
        assert str(badge.findtext("{*}title")).startswith(f"{title} · "), style


def test_each_step_that_was_reached_has_its_date_and_no_other(shown: Shown) -> None:
    for days, step in ((0, "looking"), (2, "working")):
        shown.clock.forward(days=days)
        shown.letter("Here it is.", step=step)
    shown.publish(PublicChoice(owner="nobody"))
    shown.clock.forward(days=1)
    steps = fromstring(shown.get("public").text).xpath("//ol[@class='steps']/li")
    dates = [
        words(etree.tostring(step, encoding="unicode", method="text")).split(" (done) ")[-1].split() for step in steps
    ]
    assert [bool(re.search(r"\d\d:\d\d", " ".join(date))) for date in dates] == [True, True, True, False, False]
    assert dates[0][-2:] == dates[1][-2:] != dates[2][-2:]
    assert "Maria" not in shown.get("public").text


def test_a_view_without_steps_tells_the_date_of_none(shown: Shown) -> None:
    shown.letter("Here it is.", step="looking")
    shown.publish(PublicChoice(steps=False, clock=False, promise=False))
    page = words(shown.get("public").text)
    assert not re.search(r"\d\d:\d\d", page)


def test_solved_says_how_long_it_took_and_by_whom_on_the_page_and_on_every_card(solved: Shown) -> None:
    assert set(ends(solved)) == {"Solved in 6 days by Maria"}
    assert "The customer agrees that it is solved" in words(solved.get("public").text)
    assert "is-solved" in solved.get("embed").text


@pytest.mark.parametrize(
    ("choice", "end"),
    [
        (PublicChoice(owner="nobody"), "Solved in 6 days"),
        (PublicChoice(clock=False), "Maria solved it"),
        (PublicChoice(clock=False, owner="nobody"), "It is solved"),
    ],
)
def test_the_end_says_no_more_than_the_customer_shows(solved: Shown, choice: PublicChoice, end: str) -> None:
    solved.publish(choice)
    assert set(ends(solved)) == {end}


def test_the_end_names_nobody_who_has_not_agreed(solved: Shown) -> None:
    solved.run(lambda session: agree_to_be_shown(session.get_one(Agent, solved.cast.maria.id), "nobody"))
    assert set(ends(solved)) == {"Solved in 6 days"}
    assert "Maria" not in solved.get("public").text


def test_the_end_praises_nobody_for_what_a_colleague_solved(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.do(write_letter, shown.cast.tom, body="It holds.", asks_solved=True)
    shown.do(confirm)
    shown.publish()
    assert {re.sub(r"\d+ minutes", "…", end) for end in ends(shown)} == {"Solved in …"}


@pytest.mark.parametrize("choice", [PublicChoice(), EVERYTHING, replace(EVERYTHING, owner="nobody")])
def test_there_is_one_way_to_follow_and_it_is_explained(shown: Shown, choice: PublicChoice) -> None:
    shown.publish(choice)
    page = fromstring(shown.get("public").text)
    feeds = [link for link in page.xpath("//body//a/@href") if "/pf/" in link]
    assert feeds == [f"http://localhost{shown.links()['public_feed']}"]
    assert len(page.xpath("//details[summary[contains(., 'Follow')]]")) == 1
    assert "A feed reader is a program" in words(shown.get("public").text)
    for query in CARDS:
        assert len(fromstring(shown.get("embed", query).text).xpath("//a")) == 1, query


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_bar_of_the_picture_runs_the_full_height_of_its_sheet(shown: Shown, lang: str) -> None:
    shown.publish()
    answer = shown.at(f"{shown.links()['public']}/picture.png?lang={lang}")
    with Image.open(BytesIO(answer.data)) as picture:
        column = 46 if lang == "en" else 1200 - 46
        drawn = [picture.convert("RGB").getpixel((column, y)) for y in range(630)]
    accent = [y for y, colour in enumerate(drawn) if colour == (11, 107, 93)]
    assert accent == list(range(accent[0], accent[-1] + 1)), "it has no gap"
    assert accent[0] < 62, "it begins within the round of the corner"
    assert accent[-1] > 564
